"""Search: by words and meaning, by likeness, or by an identifier; what is sought never stands in the URL."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import Modality
from assay.ui.components.badges import level
from assay.ui.components.facets import facet
from assay.ui.components.hits import hit_list
from assay.ui.components.navigation import to_asset
from assay.ui.components.trouble import kindly
from assay.ui.i18n import language, pick, say
from assay.ui.session import client

__all__ = ["page"]

_STEP = 10
_MOST = 100


def page() -> None:
    """Ask, narrow down and show the hits."""
    st.title(say("search.title"))
    with kindly(), client() as api:
        like = st.query_params.get("like")
        asked = _like(api, like) if like else _asked()
        narrowed = _facets(api)
        if asked is None:
            st.info(say("search.hint"), icon=":material/info:")
            return
        _answer(api, asked, narrowed)


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


def _facets(api: Client) -> dict[str, str | None]:
    overview, packs = api.overview(), api.policies()
    topics = {row["id"]: pick(row["label"]) for row in overview["by_topic"]}
    pack = next(it for it in packs if it["leading"])
    levels = {f"{pack['id']}:{it['code']}": it for it in pack["levels"] if it["automatic"]}
    first, second, third = st.columns(3)
    with first:
        modalities = [it.value for it in Modality if it.value in overview["by_modality"]]
        modality = facet(
            "modality", say("table.modality"), modalities, lambda it: say(f"modality.{it}"),
            every=say("facet.any_modality"),
        )  # fmt: skip
    with second:
        topic = facet(
            "topic", say("table.topic"), sorted(topics, key=topics.__getitem__), lambda it: topics.get(it, it),
            every=say("facet.any_topic"),
        )  # fmt: skip
    with third:
        highest = facet(
            "level", say("facet.max_level"), list(levels),
            lambda it: say("facet.up_to", level=level(levels[it])) if it in levels else it,
            every=say("facet.any_level"),
        )  # fmt: skip
    return {"modality": modality, "topic": topic, "max_level": highest}


def _answer(api: Client, asked: dict[str, str], narrowed: dict[str, str | None]) -> None:
    state = st.session_state
    if state.get("search.asked") != (asked, narrowed):
        state["search.asked"], state["search.shown"] = (asked, narrowed), _STEP
    wanted: dict[str, Any] = {**asked, **narrowed}
    answer: dict[str, Any] = api.search(**wanted, limit=state["search.shown"])
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
