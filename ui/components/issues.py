"""Quality issues: what is wrong, how much it matters by word and sign, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.i18n import pick, say

__all__ = ["issue_table", "issue_title", "severity"]

_SIGNS = {"error": "✕", "warning": "△", "info": "○"}


def severity(code: str) -> str:
    """Return how much an issue matters, as a sign and a word."""
    return f"{_SIGNS.get(code, '·')} {say(f'severity.{code}')}"


def issue_title(code: str) -> str:
    """Return what a type of issue is called; the type itself where a plugin brought one that has no name here."""
    return say(f"issue.{code}").removeprefix("issue.")


def issue_table(rows: Sequence[tuple[Mapping[str, Any], str]]) -> None:
    """Show issues, each with its place in words."""
    st.dataframe(
        {
            say("table.severity"): [severity(issue["severity"]) for issue, _ in rows],
            say("table.wrong"): [issue_title(issue["type"]) for issue, _ in rows],
            say("table.why"): [pick(issue["says"]) for issue, _ in rows],
            say("table.where"): [where or say("links.whole") for _, where in rows],
            say("table.dimension"): [say(f"dimension.{issue['dimension']}") for issue, _ in rows],
        },
        hide_index=True,
        width="stretch",
    )
