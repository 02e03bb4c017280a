"""Groups of alike items: how many, why, a preview of names, and one decision over all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import DECISION_REASONS, AssayError, ConflictError, NotFoundError
from assay.ui.components.badges import level
from assay.ui.components.literal import literal
from assay.ui.components.reasons import rules
from assay.ui.i18n import pick, say
from assay.ui.review.queue import ReviewQueue

__all__ = ["groups"]

_SHOWN = 20


def groups(api: Client, queue: ReviewQueue) -> None:
    """Show groups, the largest first; what was decided last can be undone as one."""
    if st.session_state.get("review.note"):
        st.toast(st.session_state.pop("review.note"))
    found = api.review_groups()
    head, undo = st.columns([4, 1], vertical_alignment="center")
    head.caption(say("groups.hint"))
    undo.button(
        say("review.undo"), key="groups.undo", icon=":material/undo:", width="stretch", disabled=not queue.can_undo,
        on_click=_undo, args=(queue,),
    )  # fmt: skip
    if not found:
        st.info(say("groups.none"), icon=":material/join_inner:")
    for group in found[:_SHOWN]:
        _group(api, queue, group)


def _group(api: Client, queue: ReviewQueue, group: Mapping[str, Any]) -> None:
    key = group["group"]
    title = say("groups.title", n=group["n"], level=level(group["proposal"]), what=say(f"modality.{group['modality']}"))
    with st.expander(title, key=f"group.{key}"):
        what, how = st.columns([5, 4], gap="medium")
        with what:
            st.markdown(f"**{say('review.why_asked')}** {' '.join(pick(words) for words in group['says'])}")
            rules(group["basis"], shown=1)
            names = "\n".join(f"- {literal(name)}" for name in group["names"])
            rest = group["n"] - len(group["names"])
            st.markdown(names + (f"\n- :gray[{say('groups.more', n=rest)}]" if rest else ""))
        with how:
            _how(queue, group)


def _how(queue: ReviewQueue, group: Mapping[str, Any]) -> None:
    key, n = group["group"], group["n"]
    choices = {choice["code"]: choice for choice in group["choices"]}
    proposed = group["proposal"]["code"]
    chosen = st.selectbox(
        say("groups.decide"), ["accept", *[code for code in choices if code != proposed], "reject"],
        format_func=lambda it: _action(it, choices, group), key=f"group.action.{key}",
    )  # fmt: skip
    lowers = chosen in choices and choices[chosen]["rank"] < group["proposal"]["rank"]
    reason = None
    if chosen not in ("accept",):
        reason = st.selectbox(
            say("review.reason"), list(DECISION_REASONS), index=None, key=f"group.reason.{key}",
            format_func=lambda it: pick(DECISION_REASONS[it].as_dict()), placeholder=say("review.reason_hint"),
        )  # fmt: skip
    st.button(
        say("groups.apply", n=min(n, 500)), key=f"group.apply.{key}", type="primary", width="stretch",
        disabled=lowers and not reason, on_click=_apply, args=(queue, group, chosen, reason or ""),
    )  # fmt: skip


def _action(it: str, choices: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    if it == "accept":
        return say("groups.accept", level=level(group["proposal"]))
    return say("review.reject") if it == "reject" else say("groups.change", level=level(choices[it]))


def _apply(queue: ReviewQueue, group: Mapping[str, Any], chosen: str, reason: str) -> None:
    action, code = (chosen, None) if chosen in ("accept", "reject") else ("change", chosen)
    state = st.session_state
    try:
        done = queue.open().decide_group(group["group"], action, code=code, reason=reason, expect=group["n"])
    except (ConflictError, NotFoundError):
        state["review.note"] = say("groups.changed")
        return
    except AssayError:
        state["review.note"] = say("review.refused")
        return
    queue.took_group(done["decision"])
    state["review.note"] = say("groups.did", n=done["n"])


def _undo(queue: ReviewQueue) -> None:
    note = queue.undo()
    if note is not None:
        st.session_state["review.note"] = say(note.key, n=note.n)
