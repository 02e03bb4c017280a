"""The list of assets with facets in the URL, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import Modality, Status
from assay.ui.components.badges import level, status
from assay.ui.components.facets import facet
from assay.ui.components.literal import literal
from assay.ui.components.navigation import to_asset
from assay.ui.i18n import pick, say

__all__ = ["asset_list"]

_PAGE = 20
_WIDTHS = [5, 4, 3]


def asset_list(api: Client) -> None:
    """Show assets that fit the facets, the newest first, each with a link that opens it."""
    chosen = _facets(api)
    state = st.session_state
    if state.get("assets.facets") != chosen:
        state["assets.facets"], state["assets.cursors"] = chosen, [None]
    page = api.assets(**chosen, cursor=state["assets.cursors"][-1], limit=_PAGE)
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


def _facets(api: Client) -> dict[str, Any]:
    counts = api.assets(limit=1)["facets"]
    topics = {row["id"]: pick(row["label"]) for row in api.overview()["by_topic"]}
    pack = next(it for it in api.policies() if it["leading"])
    levels = {f"{pack['id']}:{it['code']}": it for it in pack["levels"] if it["code"] in counts["level"]}
    if "ungraded" in counts["level"]:
        levels[f"{pack['id']}:ungraded"] = {"code": "ungraded"}
    first, second, third, fourth = st.columns(4)
    with first:
        options = [it.value for it in Modality if it.value in counts["modality"]]
        modality = facet(
            "modality", say("table.modality"), options, lambda it: say(f"modality.{it}"),
            every=say("facet.any_modality"),
        )  # fmt: skip
    with second:
        grade = facet(
            "level", say("table.level"), list(levels), lambda it: level(levels.get(it)), every=say("facet.any_level")
        )
    with third:
        ordered = sorted(topics, key=topics.__getitem__)
        topic = facet("topic", say("table.topic"), ordered, lambda it: topics.get(it, it), every=say("facet.any_topic"))
    with fourth:
        ends = [it.value for it in Status if it.value in counts["status"]]
        end = facet("status", say("table.status"), ends, status, every=say("facet.any_status"))
    return {"modality": modality, "level": grade, "topic": topic, "status": end}


def _row(item: Mapping[str, Any]) -> None:
    name, grade, topic = st.columns(_WIDTHS)
    with name.container(gap=None):
        to_asset(item["id"], item["name"])
        where = [say(f"modality.{item['modality']}"), status(item["status"]), literal(item["path"] or "")]
        st.markdown(f":small[:gray[{' · '.join(part for part in where if part)}]]")
    grade.markdown(level(item["sensitivity"]))
    topic.markdown(literal(", ".join(pick(it["label"]) for it in item["topics"])) or "—")


def _back() -> None:
    st.session_state["assets.cursors"].pop()


def _on(cursor: str) -> None:
    st.session_state["assets.cursors"].append(cursor)
