"""The queue: one proposal with its evidence, one key that decides and advances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import AssayError, ConflictError
from assay.ui.components.badges import level, status
from assay.ui.components.evidence import marked_text
from assay.ui.components.literal import literal
from assay.ui.components.reasons import rules
from assay.ui.components.tables import findings_table, label_names
from assay.ui.i18n import language, pick, say
from assay.ui.session import client

__all__ = ["page"]

_SHOWN_SEGMENTS = 12
_SHOWN_FINDINGS = 60
_SHOWN_RULES = 2


def page() -> None:
    """Show the most urgent open task and take a decision on it."""
    st.title(say("review.title"))
    with client() as api:
        state = st.session_state
        if not state.get("review.task"):
            items = api.reviews(limit=1)["items"]
            state["review.task"] = items[0] if items else None
        task = state["review.task"]
        if state.get("review.note"):
            st.toast(state.pop("review.note"))
        stats = api.review_stats()
        st.caption(say("review.progress", open=stats["open"], decided=stats["decided"]))
        if task is None:
            st.success(say("review.done"), icon=":material/task_alt:")
            _undo_button()
            return
        evidence, decision = st.columns([2, 1], gap="large")
        with decision:
            _proposal(task)
            _buttons(task)
        with evidence:
            _evidence(api, task)


def _proposal(task: Mapping[str, Any]) -> None:
    st.subheader(level(task["proposal"]))
    st.caption(say("review.under", policy=task["policy"]))
    current = task.get("current") or {}
    if current.get("code") not in {None, task["proposal"]["code"]}:
        st.write(say("review.current", level=level(current)))


def _reasons(task: Mapping[str, Any]) -> None:
    with st.container(border=True):
        asked = " ".join(pick(words) for words in task["says"])
        st.markdown(f"**{say('review.why_asked')}** {asked}")
        st.markdown(f"**{say('review.why_level')}**")
        rules(task["basis"], shown=_SHOWN_RULES)


def _buttons(task: Mapping[str, Any]) -> None:
    st.text_input(say("review.reason"), key="review.reason", placeholder=say("review.reason_hint"), max_chars=500)
    accept, reject = st.columns(2)
    accept.button(
        say("review.accept"), shortcut="A", type="primary", width="stretch", key="accept",
        on_click=_decide, args=(task, "accept", None),
    )  # fmt: skip
    reject.button(
        say("review.reject"), shortcut="X", width="stretch", key="reject", on_click=_decide, args=(task, "reject", None)
    )
    st.markdown(f"**{say('review.change_to')}**")
    for number, choice in enumerate(task["choices"][:9], start=1):
        st.button(
            level(choice), shortcut=str(number), width="stretch", key=f"choose-{number}",
            disabled=choice["code"] == task["proposal"]["code"],
            on_click=_decide, args=(task, "change", choice["code"]),
        )  # fmt: skip
    skip, undo = st.columns(2)
    skip.button(
        say("review.skip"), shortcut="S", width="stretch", key="skip", on_click=_decide, args=(task, "skip", None)
    )
    with undo:
        _undo_button()


def _undo_button() -> None:
    last = st.session_state.get("review.last")
    st.button(say("review.undo"), shortcut="Z", width="stretch", key="undo", disabled=last is None, on_click=_undo)


def _decide(task: Mapping[str, Any], action: str, code: str | None) -> None:
    state = st.session_state
    reason = state.get("review.reason") or ""
    try:
        with client() as api:
            answer = api.decide(task["id"], action=action, code=code, reason=reason, etag=task.get("etag"))
    except ConflictError:
        state["review.task"] = None
        state["review.note"] = say("review.conflict")
        return
    except AssayError:
        state["review.note"] = say("review.refused")
        return
    state["review.last"] = answer["decision"]
    state["review.task"] = answer["next"]
    state["review.reason"] = ""
    state["review.note"] = say(f"review.did.{action}")


def _undo() -> None:
    state = st.session_state
    with client() as api:
        api.undo(state.pop("review.last"))
    state["review.task"] = None
    state["review.note"] = say("review.did.undo")


def _evidence(api: Client, task: Mapping[str, Any]) -> None:
    st.subheader(literal(task["name"]))
    where = [say(f"modality.{task['modality']}"), status(task["status"]), literal(task["path"])]
    st.caption(" · ".join(part for part in where if part))
    _reasons(task)
    names = label_names()
    findings = task["findings"]
    content = api.content(task["asset"])
    telling = [segment for segment in content["segments"] if segment["spans"]] or content["segments"]
    if telling:
        marked_text(telling[:_SHOWN_SEGMENTS], names, key=f"evidence-{task['id']}-{language()}")
        if len(telling) > _SHOWN_SEGMENTS:
            st.caption(say("review.more_segments", n=len(telling) - _SHOWN_SEGMENTS))
    else:
        st.info(say("review.no_text"), icon=":material/visibility_off:")
    if not findings:
        return
    st.markdown(f"**{say('review.findings', n=len(findings))}**")
    findings_table(findings[:_SHOWN_FINDINGS])
