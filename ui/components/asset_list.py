"""The list of assets with facets in the URL, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.ui.components.badges import level, status
from assay.ui.components.filters import chosen, filters
from assay.ui.components.literal import literal
from assay.ui.components.navigation import to_asset
from assay.ui.components.parts import path_words
from assay.ui.i18n import pick, say

__all__ = ["asset_list"]

_PAGE = 20
_FILTERS = ("modality", "level", "topic", "status")
_MORE = ("reason", "source", "owner", "age", "issue")
_WIDTHS = [5, 4, 3]


def asset_list(api: Client) -> None:
    """Show assets that fit the filters, the newest first, each with a link that opens it."""
    filters(api, _FILTERS)
    with st.expander(say("asset.more_filters"), expanded=any(chosen(_MORE).values()), key="assets.more"):
        filters(api, _MORE)
    wanted: dict[str, Any] = chosen([*_FILTERS, *_MORE])
    state = st.session_state
    if state.get("assets.facets") != wanted:
        state["assets.facets"], state["assets.cursors"] = wanted, [None]
    page = api.assets(**wanted, cursor=state["assets.cursors"][-1], limit=_PAGE)
    if not page["items"]:
        st.info(say("asset.none"), icon=":material/search_off:")
        return
    heads = (say("table.name"), say("table.level"), say("table.topic"))
    for column, head in zip(st.columns(_WIDTHS), heads, strict=True):
        column.markdown(f":small[**{head}**]")
    for item in page["items"]:
        _row(item)
    with st.container(horizontal=True):
        first = len(state["assets.cursors"]) == 1
        if not (first and page["next"] is None):
            st.button(say("asset.previous"), key="assets.previous", disabled=first, on_click=_back)
            st.button(
                say("asset.next"), key="assets.next", disabled=page["next"] is None, on_click=_on, args=(page["next"],)
            )


def _row(item: Mapping[str, Any]) -> None:
    name, grade, topic = st.columns(_WIDTHS)
    with name.container(gap=None):
        to_asset(item["id"], item["name"])
        where = [say(f"modality.{item['modality']}"), status(item["status"]), literal(path_words(item["path"] or ""))]
        st.markdown(f":small[:gray[{' · '.join(part for part in where if part)}]]")
    grade.markdown(level(item["sensitivity"]))
    topic.markdown(literal(", ".join(pick(it["label"]) for it in item["topics"])) or "—")


def _back() -> None:
    st.session_state["assets.cursors"].pop()


def _on(cursor: str) -> None:
    st.session_state["assets.cursors"].append(cursor)
