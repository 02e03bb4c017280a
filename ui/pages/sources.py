"""Sources: where Assay looks, what of it counts, what a scan would take, and how it is going."""

from __future__ import annotations

import streamlit as st

from assay.governance.client import Client
from assay.ui.components.trouble import kindly
from assay.ui.i18n import say
from assay.ui.session import client
from assay.ui.sources.adding import adding
from assay.ui.sources.card import source_card

__all__ = ["page"]


def page() -> None:
    """Show sources, and the way to add one."""
    st.title(say("sources.title"))
    st.caption(say("sources.hint"))
    with kindly(), client() as api:
        _page(api)


def _page(api: Client) -> None:
    if st.session_state.get("sources.note"):
        st.toast(st.session_state.pop("sources.note"))
    found = api.sources()
    for source in found:
        source_card(api, source)
    with st.expander(say("sources.add"), expanded=not found, icon=":material/add_circle:", key="sources.adding"):
        adding(api)
