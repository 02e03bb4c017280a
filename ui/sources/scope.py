"""What of a source counts: patterns as in a `.gitignore`, one a line."""

from __future__ import annotations

import streamlit as st

from assay.ui.i18n import say

__all__ = ["patterns", "scope_fields"]


def scope_fields(key: str, include: str | None = None, exclude: str | None = None) -> tuple[str, str]:
    """Ask for patterns to read and to leave out; what is given is what stands there at first."""
    for name, given in (("include", include), ("exclude", exclude)):
        if given is not None:
            st.session_state.setdefault(f"sources.{name}.{key}", given)
    left, right = st.columns(2)
    kept = left.text_area(
        say("sources.include"), key=f"sources.include.{key}", placeholder=say("sources.include_hint"), height=96
    )
    out = right.text_area(
        say("sources.exclude"), key=f"sources.exclude.{key}", placeholder=say("sources.exclude_hint"), height=96
    )
    return kept or "", out or ""


def patterns(text: str) -> list[str]:
    """Return the patterns of a field, one a line; empty lines count for nothing."""
    return [line.strip() for line in text.splitlines() if line.strip()]
