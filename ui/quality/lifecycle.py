"""Issues and their life: open, taken on by somebody, fixed or accepted with a note, opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import AssayError, ConflictError, IssueState, Permission
from assay.ui.components.badges import place
from assay.ui.components.issues import issue_title, severity
from assay.ui.components.literal import literal
from assay.ui.components.navigation import to_asset
from assay.ui.components.revealing import may
from assay.ui.i18n import pick, say

__all__ = ["issue_cards"]

_SIGNS = {"open": "○", "assigned": "◐", "fixed": "●", "accepted": "◇"}
_SETTLED = (IssueState.FIXED, IssueState.ACCEPTED)


def issue_cards(api: Client, issues: Sequence[Mapping[str, Any]]) -> None:
    """Show issues, one a card; who may decide settles them."""
    deciding = may(Permission.DECIDE)
    for issue in issues:
        with st.container(border=True, gap="xsmall"):
            _told(issue)
            if deciding:
                _actions(api, issue)


def _told(issue: Mapping[str, Any]) -> None:
    what, state = st.columns([3, 1], vertical_alignment="center")
    where = literal(place(issue["locator"])) or say("links.whole")
    with what.container(gap=None):
        st.markdown(f"{severity(issue['severity'])} · **{issue_title(issue['type'])}** · "
                    f":small[{say('dimension.' + issue['dimension'])}]")  # fmt: skip
        st.markdown(f"{literal(pick(issue['says']))} :small[:gray[{where}]]")
        to_asset(issue["asset"], issue["name"])
    with state.container(gap=None):
        st.markdown(f"{_SIGNS[issue['state']]} {say('issuestate.' + issue['state'])}")
        if issue["assignee"] and issue["state"] != IssueState.OPEN:
            st.caption(literal(issue["assignee"]))
        if issue["note"]:
            st.caption(f"“{literal(issue['note'])}”")


def _actions(api: Client, issue: Mapping[str, Any]) -> None:
    key, state = issue["id"], issue["state"]
    with st.container(horizontal=True, vertical_alignment="center"):
        if state in _SETTLED:
            _button(api, issue, IssueState.OPEN, say("quality.reopen"), ":material/undo:")
            return
        if state == IssueState.OPEN:
            _button(api, issue, IssueState.ASSIGNED, say("quality.take_on"), ":material/person_check:")
        with st.popover(say("quality.settle"), icon=":material/task_alt:", key=f"issue.settle.{key}"):
            st.text_input(
                say("quality.note"), key=f"issue.note.{key}", max_chars=1_000, autocomplete="off",
                placeholder=say("quality.note_hint"),
            )  # fmt: skip
            _button(api, issue, IssueState.FIXED, say("quality.fixed"), ":material/build:")
            _button(api, issue, IssueState.ACCEPTED, say("quality.accepted"), ":material/handshake:")
        if state == IssueState.ASSIGNED:
            _button(api, issue, IssueState.OPEN, say("quality.reopen"), ":material/undo:")


def _button(api: Client, issue: Mapping[str, Any], to: IssueState, label: str, icon: str) -> None:
    st.button(label, icon=icon, key=f"issue.{to}.{issue['id']}", on_click=_settle, args=(api, issue, to))


def _settle(api: Client, issue: Mapping[str, Any], to: IssueState) -> None:
    state = st.session_state
    note = (state.get(f"issue.note.{issue['id']}") or "").strip() or None
    try:
        assignee = str(api.me()["name"]) if to is IssueState.ASSIGNED else None
        api.settle_issue(issue["id"], to, assignee=assignee, note=note, etag=issue["etag"])
    except ConflictError:
        state["quality.note"] = say("error.changed")
    except AssayError:
        state["quality.note"] = say("error.unavailable")
    else:
        state["quality.note"] = say("quality.did", what=say(f"issuestate.{to}"))
