"""Search: by words and meaning, by likeness, or by an identifier; what is sought never stands in the URL."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.ui.components.filters import chosen, filters
from assay.ui.components.hits import hit_list
from assay.ui.components.navigation import to_asset
from assay.ui.components.trouble import kindly
from assay.ui.i18n import language, say
from assay.ui.session import client

__all__ = ["page"]

_FILTERS = ("modality", "topic", "max_level", "source", "owner", "age", "issue")
_STEP = 10
_MOST = 100


def page() -> None:
    """Ask, narrow down and show the hits."""
    st.title(say("search.title"))
    with kindly(), client() as api:
        like = st.query_params.get("like")
        asked = _like(api, like) if like else _asked()
        answer = _found(api, asked, chosen(_FILTERS)) if asked else None
        filters(api, _FILTERS, answer["facets"] if answer else None)
        if asked is None or answer is None:
            st.info(say("search.hint"), icon=":material/info:")
            return
        _show(asked, answer)


def _asked() -> dict[str, str] | None:
    """Return what the visitor asks for on the open tab; None before they have."""
    by_text, by_value = st.tabs(
        [say("search.by_text"), say("search.by_value")], on_change="rerun", key=f"search.tabs.{language()}"
    )
    with by_text:
        text = st.text_input(
            say("search.text"), key="search.text", placeholder=say("search.text_hint"), autocomplete="off",
            persist_state="session", icon=":material/search:",
        )  # fmt: skip
    with by_value:
        value = st.text_input(
            say("search.value"), key="search.value", placeholder=say("search.value_hint"), type="password",
            help=say("search.value_help"),
        )  # fmt: skip
    if by_value.open:
        return {"value": value.strip()} if value and value.strip() else None
    return {"text": text.strip()} if text and text.strip() else None


def _like(api: Client, asset_id: str) -> dict[str, str]:
    name = api.asset(asset_id)["asset"]["name"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(say("search.like"), width="content")
        to_asset(asset_id, name)
        st.button(
            say("search.back"), key="search.back", type="tertiary", icon=":material/arrow_back:",
            on_click=_back,
        )  # fmt: skip
    return {"like": asset_id}


def _back() -> None:
    st.query_params.pop("like", None)


def _found(api: Client, asked: dict[str, str], narrowed: dict[str, Any]) -> dict[str, Any]:
    state = st.session_state
    if state.get("search.asked") != (asked, narrowed):
        state["search.asked"], state["search.shown"] = (asked, narrowed), _STEP
    wanted: dict[str, Any] = {**asked, **narrowed, "limit": state["search.shown"]}
    return api.search(**wanted)


def _show(asked: dict[str, str], answer: dict[str, Any]) -> None:
    hits = answer["hits"]
    if not hits:
        st.info(_none(asked), icon=":material/search_off:")
        return
    found = sum(answer["facets"]["modality"].values())
    st.caption(say("search.found", n=found))
    hit_list(hits, asked.get("text", ""))
    if len(hits) < min(found, _MOST):
        st.button(say("search.more"), key="search.more", on_click=_show_more)


def _none(asked: dict[str, str]) -> str:
    if "value" in asked:
        return say("search.none_value")
    return say("search.none_like") if "like" in asked else say("search.none")


def _show_more() -> None:
    st.session_state["search.shown"] = min(st.session_state["search.shown"] + _STEP, _MOST)
