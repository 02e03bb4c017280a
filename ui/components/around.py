"""What the graph knows beyond the next file: cases, who can reach an asset, and the way to any file farther off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.ui.components.ends import ends
from assay.ui.components.literal import literal
from assay.ui.i18n import language, pick, say

__all__ = ["around"]

_FARTHEST = 3
_CASE = "case"


def around(api: Client, asset_id: str) -> None:
    """Show the cases of an asset at once, and the rest when it is opened: it is reckoned when it is asked for."""
    _cases(api.graph(asset_id, concepts=True, limit=1)["nodes"])
    reach = st.expander(
        say("reach.title"), icon=":material/group:", key=f"reach.{asset_id}.{language()}", on_change="rerun"
    )
    if reach.open:
        with reach:
            _reach(api.exposure(asset_id))
    way = st.expander(say("way.title"), icon=":material/route:", key=f"way.{asset_id}.{language()}", on_change="rerun")
    if way.open:
        with way:
            _way(api, asset_id)


def _cases(nodes: Sequence[Mapping[str, Any]]) -> None:
    names = [literal(it["name"]) for it in nodes if it["kind"] == _CASE]
    if names:
        st.markdown(f":material/work: {say('case.of', names=', '.join(names))}")


def _reach(told: Mapping[str, Any]) -> None:
    if not told["items"]:
        st.caption(say("reach.none"))
    st.markdown("\n".join(f"- {literal(pick(it['says']))}" for it in told["items"]))
    if told["unknown"]:
        st.caption(say("reach.unknown", n=told["unknown"]))


def _way(api: Client, asset_id: str) -> None:
    nodes = api.links(asset_id, depth=_FARTHEST)["nodes"]
    names = {it["id"]: it["name"] or say("asset.unnamed") for it in nodes if it["id"] != asset_id}
    farther = sorted((it for it in nodes if it["hop"] > 1), key=lambda it: (it["hop"], it["name"] or ""))
    nearer = sorted((it for it in nodes if it["hop"] == 1), key=lambda it: it["name"] or "")
    if not names:
        st.caption(say("links.none"))
        return
    other = st.selectbox(
        say("way.to"), [it["id"] for it in (*farther, *nearer)], index=None, key=f"way.to.{asset_id}",
        format_func=names.__getitem__, placeholder=say("way.choose"),
    )  # fmt: skip
    if other is None:
        return
    told = api.path(asset_id, other)
    there = {it["id"]: it for it in told["nodes"]}
    st.markdown(literal(pick(told["says"])))
    for number, step in enumerate(told["steps"] or (), 1):
        with st.container(border=True):
            st.markdown(f"{number}\\. {literal(pick(step['says']))}")
            ends(step, there, step["left"])
