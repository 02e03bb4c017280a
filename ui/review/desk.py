"""One item at a time: its evidence on the left, the decision on the right; one key decides and advances."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.domain import DECISION_REASONS
from assay.ui.components.badges import level, status
from assay.ui.components.literal import literal
from assay.ui.components.navigation import to_asset
from assay.ui.components.reasons import rules
from assay.ui.i18n import pick, say
from assay.ui.review.exhibit import show_exhibit
from assay.ui.review.queue import Item, ReviewQueue

__all__ = ["desk"]

_SHOWN_RULES = 2
_MOST_SECONDS = 3.0


@st.fragment
def desk(queue: ReviewQueue) -> None:
    """Show the current item; a decision redraws nothing but this, and is sent after the next item is shown."""
    item = queue.current()
    for note in queue.notes():
        st.toast(say(note.key, n=note.n))
    if st.session_state.get("review.note"):
        st.toast(st.session_state.pop("review.note"))
    st.caption(say("review.progress", open=queue.opened, decided=queue.decided))
    if item is None:
        _nothing(queue)
    else:
        evidence, decision = st.columns([5, 3], gap="large")
        with evidence:
            _case(item, queue.ahead())
        with decision, st.container(key="desk"):
            _proposal(item.task)
            _buttons(queue, item.task)
    queue.send()
    _settle(queue)


def keys_on() -> bool:
    """Say whether keys decide."""
    return bool(st.session_state.get("review.keys", True))


def _key(key: str) -> str | None:
    return key if keys_on() else None


def _nothing(queue: ReviewQueue) -> None:
    if queue.opened:
        st.info(say("review.all_passed", n=queue.opened), icon=":material/redo:")
        st.button(say("review.look_again"), key="again", on_click=queue.look_again)
    else:
        st.success(say("review.done"), icon=":material/task_alt:")
    _undo_button(queue)


def _case(item: Item, ahead: Sequence[Mapping[str, Any]]) -> None:
    task = item.task
    st.subheader(literal(task["name"]) or say("asset.unnamed"))
    where = [say(f"modality.{task['modality']}"), status(task["status"]), literal(task["path"])]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(" · ".join(part for part in where if part), width="content")
        to_asset(task["asset"])
    with st.container(border=True):
        asked = " ".join(pick(words) for words in task["says"])
        st.markdown(f"**{say('review.why_asked')}** {asked}")
        st.markdown(f"**{say('review.why_level')}**")
        rules(task["basis"], shown=_SHOWN_RULES)
    show_exhibit(task, item.exhibit.result(), ahead)


def _proposal(task: Mapping[str, Any]) -> None:
    current = task.get("current") or {}
    lines = [f":small[:gray[{say('review.under', policy=literal(task['policy']))}]]"]
    if current.get("code") not in {None, task["proposal"]["code"]}:
        lines.append(f":small[{say('review.current', level=level(current))}]")
    st.markdown(f"#### {level(task['proposal'])}\n" + "  \n".join(lines))


def _buttons(queue: ReviewQueue, task: Mapping[str, Any]) -> None:
    st.button(
        say("review.accept"), shortcut=_key("A"), type="primary", width="stretch", key="accept",
        icon=":material/check:", on_click=_decide, args=(queue, task, "accept", None),
    )  # fmt: skip
    reject, skip = st.columns(2)
    reject.button(
        say("review.reject"), shortcut=_key("X"), width="stretch", key="reject", icon=":material/close:",
        on_click=_decide, args=(queue, task, "reject", None),
    )  # fmt: skip
    skip.button(
        say("review.skip"), shortcut=_key("S"), width="stretch", key="skip", icon=":material/redo:",
        on_click=_decide, args=(queue, task, "skip", None),
    )  # fmt: skip
    st.markdown(f":small[**{say('review.change_to')}**]")
    with st.container(key="levels", gap="xsmall"):
        for number, choice in enumerate(task["choices"][:9], start=1):
            st.button(
                level(choice), shortcut=_key(str(number)), width="stretch", key=f"choose-{number}",
                disabled=choice["code"] == task["proposal"]["code"],
                on_click=_decide, args=(queue, task, "change", choice["code"]),
            )  # fmt: skip
    st.selectbox(
        say("review.reason"), list(DECISION_REASONS), index=None, key="review.reason",
        format_func=lambda it: pick(DECISION_REASONS[it].as_dict()), placeholder=say("review.reason_hint"),
    )  # fmt: skip
    if st.session_state.get("review.reason"):
        st.text_input(say("review.words"), key="review.words", max_chars=300, autocomplete="off")
    _undo_button(queue)


def _undo_button(queue: ReviewQueue) -> None:
    st.button(
        say("review.undo"), shortcut=_key("Z"), width="stretch", key="undo", disabled=not queue.can_undo,
        icon=":material/undo:", on_click=_undo, args=(queue,),
    )  # fmt: skip


def reason_given() -> str:
    """Return the reason that was chosen, with words where there are some: `code` or `code: words`."""
    code, words = st.session_state.get("review.reason"), (st.session_state.get("review.words") or "").strip()
    return "" if not code else f"{code}: {words}" if words else str(code)


def _decide(queue: ReviewQueue, task: Mapping[str, Any], action: str, code: str | None) -> None:
    state = st.session_state
    current = queue.current()
    if current is None or current.task["id"] != task["id"]:
        return  # a second press of a key before the next item was drawn
    reason = reason_given()
    ranks = {choice["code"]: choice["rank"] for choice in task["choices"]}
    if action == "change" and ranks.get(code, 0) < task["proposal"]["rank"] and not reason:
        state["review.note"] = say("review.needs_reason")
        return
    queue.decide(action, code, reason)
    state["review.reason"], state["review.words"] = None, ""
    state["review.note"] = say(f"review.did.{action}")


def _undo(queue: ReviewQueue) -> None:
    note = queue.undo()
    if note is not None:
        st.session_state["review.note"] = say(note.key, n=note.n)


def _settle(queue: ReviewQueue) -> None:
    """Wait until decisions have arrived, giving way to the next key at once; say what did not go well."""
    until = time.monotonic() + _MOST_SECONDS
    while queue.busy and time.monotonic() < until:
        time.sleep(0.02)
        st.session_state.get("review.note")  # reading the state is where Streamlit stops a run that is overtaken
    if queue.has_notes:
        st.rerun(scope="fragment")
