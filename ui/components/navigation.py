"""Links from page to page: real links that keep the language, with names from files as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.ui.components.literal import literal
from assay.ui.i18n import language, say

__all__ = ["go", "link_to", "remember", "to_asset", "to_like"]


def remember(pages: Mapping[str, Any]) -> None:
    """Keep the pages of this run by name, so that one page can link to another."""
    st.session_state["pages"] = dict(pages)


def link_to(page: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Show a link to a page with its query; `label` is a sentence of ours or has passed `literal`."""
    target = st.session_state["pages"][page]
    st.page_link(target, label=label, icon=icon, query_params={**query, "lang": language()})


def go(page: str, **query: str) -> None:
    """Go to a page with its query; the language stays."""
    st.switch_page(st.session_state["pages"][page], query_params={**query, "lang": language()})


def to_asset(asset_id: str, name: str | None = None) -> None:
    """Show the link that opens an asset; it says the asset's name, or "Open"."""
    if name is None:
        link_to("asset", say("link.open"), icon=":material/draft:", asset=asset_id)
    else:
        link_to("asset", literal(name) or say("asset.unnamed"), asset=asset_id)


def to_like(asset_id: str) -> None:
    """Show the link that searches for assets like this one."""
    link_to("search", say("link.like"), icon=":material/join_inner:", like=asset_id)
