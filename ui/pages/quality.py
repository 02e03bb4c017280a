"""Quality: a score a dimension with what it rests on, what is wrong where, and how far people are with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import Dimension, IssueState, Severity
from assay.ui.components.facets import facet
from assay.ui.components.issues import issue_title, severity
from assay.ui.components.trouble import kindly
from assay.ui.i18n import say
from assay.ui.quality.lifecycle import issue_cards
from assay.ui.quality.scorecard import scorecard
from assay.ui.session import client

__all__ = ["page"]

_PAGE = 20


def page() -> None:
    """Show scores and issues, with filters in the URL."""
    st.title(say("quality.title"))
    with kindly(), client() as api:
        if st.session_state.get("quality.note"):
            st.toast(st.session_state.pop("quality.note"))
        scorecard(api.score_quality())
        _issues(api)


def _issues(api: Client) -> None:
    wanted = _filtered(api.issues(limit=1)["facets"])
    state = st.session_state
    if state.get("quality.wanted") != wanted:
        state["quality.wanted"], state["quality.cursors"] = wanted, [None]
    found = api.issues(**wanted, cursor=state["quality.cursors"][-1], limit=_PAGE)
    if not found["items"]:
        st.info(say("quality.none_here"), icon=":material/search_off:")
    issue_cards(api, found["items"])
    _turn(found["next"])


def _filtered(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    def counted(name: str, shown: Any) -> Any:
        return lambda it: f"{shown(it)} ({counts[name].get(it, 0):,})"

    st.subheader(say("quality.issues", n=sum(counts["state"].values())))
    first, second, third, fourth = st.columns(4)
    with first:
        state = facet(
            "state", say("table.state"), _there(IssueState, counts["state"]),
            counted("state", lambda it: say(f"issuestate.{it}")), every=say("facet.any_state"),
        )  # fmt: skip
    with second:
        dimension = facet(
            "dimension", say("table.dimension"), _there(Dimension, counts["dimension"]),
            counted("dimension", lambda it: say(f"dimension.{it}")), every=say("facet.any_dimension"),
        )  # fmt: skip
    with third:
        weight = facet(
            "severity", say("table.severity"), _there(Severity, counts["severity"]), counted("severity", severity),
            every=say("facet.any_severity"),
        )  # fmt: skip
    with fourth:
        types = sorted(counts["type"], key=issue_title)
        kind = facet("type", say("facet.type"), types, counted("type", issue_title), every=say("facet.any_type"))
    return {"state": state, "dimension": dimension, "severity": weight, "type": kind}


def _there(kinds: Any, counts: Mapping[str, int]) -> list[str]:
    return [it.value for it in kinds if it.value in counts]


def _turn(more: str | None) -> None:
    cursors: list[str | None] = st.session_state["quality.cursors"]
    if len(cursors) == 1 and more is None:
        return
    with st.container(horizontal=True):
        st.button(say("asset.previous"), key="quality.previous", disabled=len(cursors) == 1, on_click=_back)
        st.button(say("asset.next"), key="quality.next", disabled=more is None, on_click=cursors.append, args=(more,))


def _back() -> None:
    st.session_state["quality.cursors"].pop()
