"""Quality issues: what is wrong, how much it matters by word and sign, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.badges import place
from assay.ui.components.literal import literal
from assay.ui.components.navigation import to_asset
from assay.ui.i18n import pick, say

__all__ = ["issue_rows", "issue_title", "severity"]

_WIDTHS = [2, 7, 3]
_SIGNS = {"error": "✕", "warning": "△", "info": "○"}


def severity(code: str) -> str:
    """Return how much an issue matters, as a sign and a word."""
    return f"{_SIGNS.get(code, '·')} {say(f'severity.{code}')}"


def issue_title(code: str) -> str:
    """Return what a type of issue is called; the type itself where a plugin brought one that has no name here."""
    return say(f"issue.{code}").removeprefix("issue.")


def issue_rows(issues: Sequence[Mapping[str, Any]]) -> None:
    """Show issues, one a row; those that name their asset with a link that opens it."""
    heads = (say("table.severity"), say("table.wrong"), say("table.where"))
    for column, head in zip(st.columns(_WIDTHS), heads, strict=True):
        column.markdown(f":small[**{head}**]")
    for issue in issues:
        _row(issue)


def _row(issue: Mapping[str, Any]) -> None:
    weight, wrong, where = st.columns(_WIDTHS)
    weight.markdown(severity(issue["severity"]))
    told = f"{issue_title(issue['type'])} · {say('dimension.' + issue['dimension'])}"
    with wrong.container(gap=None):
        if "asset" in issue:
            to_asset(issue["asset"], issue["name"])
        st.markdown(f"{literal(told)}  \n:small[{literal(pick(issue['says']))}]")
    where.markdown(literal(place(issue["locator"])) or say("links.whole"))
