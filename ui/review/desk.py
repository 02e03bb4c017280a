"""One item at a time: its evidence on the left, the decision on the right; one key decides and advances.

The page itself holds the next items and shows them: a round trip lies behind every decision, never before the next.
"""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from assay.governance.domain import DECISION_REASONS, Action
from assay.ui.components.exhibit import panel_words
from assay.ui.components.navigation import go
from assay.ui.components.script import script, sheet
from assay.ui.i18n import pick, say
from assay.ui.review.case import case
from assay.ui.review.queue import ReviewQueue

__all__ = ["desk"]

_KEY, _WHOLE = "review.desk", "review.whole_page"
_FEW = 3
_MOST_SECONDS = 3.0


def desk(queue: ReviewQueue) -> None:
    """Show the items that are ready; a decision reruns nothing but this, after the next item is on screen."""
    st.session_state[_WHOLE] = True
    _desk(queue)


@st.fragment
def _desk(queue: ReviewQueue) -> None:
    whole = st.session_state.pop(_WHOLE, False)
    ready = queue.ready()
    component = st.components.v2.component(
        "assay.desk", html='<div id="desk"></div>', css=sheet("text", "exhibit", "findings", "reveal", "desk"),
        js=script("elements", "reveal", "text", "panels", "findings_table", "desk"),
    )  # fmt: skip
    data: dict[str, Any] = {
        "items": [case(it.task, it.exhibit.result()) for it in ready], "opened": queue.opened,
        "decided": queue.decided, "taken": queue.taken(), "undo": queue.can_undo, "empty": _empty(queue),
        "keys": bool(st.session_state.get("review.keys", True)), "words": _words(),
        "reasons": [{"code": code, "text": pick(words.as_dict())} for code, words in DECISION_REASONS.items()],
        "notes": [say(note.key, n=note.n) for note in queue.notes()],
    }  # fmt: skip
    result = component(
        data=data, key=_KEY, on_log_change=lambda: queue.take((st.session_state[_KEY]["log"] or {}).get("events", ())),
        on_opened_change=lambda: None,
    )  # fmt: skip
    queue.send()
    if isinstance(opened := getattr(result, "opened", None), str):
        go("asset", asset=opened)
    _settle(queue, shown=len(ready), whole=whole)


def _empty(queue: ReviewQueue) -> str:
    return say("review.all_passed", n=queue.opened) if queue.opened else say("review.done")


def _words() -> dict[str, Any]:
    return {
        **panel_words(),
        **{f"did_{action}": say(f"review.did.{action}") for action in Action},
        "progress": say("review.progress", open="{open}", decided="{decided}"),
        "why_asked": say("review.why_asked"), "why_level": say("review.why_level"), "no_text": say("review.no_text"),
        "accept": say("review.accept"), "reject": say("review.reject"), "skip": say("review.skip"),
        "undo": say("review.undo"), "change_to": say("review.change_to"), "look_again": say("review.look_again"),
        "reason": say("review.reason"), "reason_hint": say("review.reason_hint"), "words": say("review.words"),
        "needs_reason": say("review.needs_reason"), "waiting": say("review.waiting"), "open": say("link.open"),
    }  # fmt: skip


def _settle(queue: ReviewQueue, *, shown: int, whole: bool) -> None:
    """Wait until decisions have arrived, giving way to the next one at once; then say what did not go well."""
    until = time.monotonic() + _MOST_SECONDS
    while queue.busy and time.monotonic() < until:
        time.sleep(0.02)
        st.session_state.get(_KEY)  # reading the state is where Streamlit stops a run that is overtaken
    if queue.has_notes or (shown < _FEW and queue.has_more(shown)):
        st.rerun(scope="app" if whole else "fragment")
