"""Facets that stand in the URL, so that a view can be kept and sent; what is searched for never does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from assay.ui.i18n import language, say

__all__ = ["facet"]

_ALL = ""


def facet(name: str, label: str, options: Sequence[str], shown: Callable[[str], str], *, every: str) -> str | None:
    """Let the visitor choose one of the options or all (None); `every` says "all" in words. The URL is the truth."""
    key = f"facet.{name}.{language()}"
    asked = st.query_params.get(name)
    choices = [_ALL, *options]
    if asked and asked not in choices:
        choices.append(asked)
    st.session_state[key] = asked or _ALL
    st.selectbox(
        label, choices, key=key, on_change=_keep, args=(name, key),
        format_func=lambda it: (shown(it) or say("facet.unknown")) if it else every,
    )  # fmt: skip
    return asked or None


def _keep(name: str, key: str) -> None:
    chosen = st.session_state[key]
    if chosen == _ALL:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
