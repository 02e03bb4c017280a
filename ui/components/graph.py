"""A small graph of the neighbourhood; the list beside it says the same in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.navigation import go
from assay.ui.i18n import say

__all__ = ["graph_spec", "link_graph", "picked"]

_SHOWN = 40
_LEAST, _PITCH, _ROOM = 280, 34, 90
_COLOUR = "#0d9488"
_LONGEST = 26
_SHAPES = {
    "document": "roundRect", "spreadsheet": "rect", "table": "rect", "email": "triangle", "image": "diamond",
    "audio": "pin", "video": "arrow", "archive": "rect",
}  # fmt: skip


def link_graph(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]], asset_id: str) -> None:
    """Show which assets are linked, this one in the middle; names are drawn as plain text."""
    spec = graph_spec(nodes, edges, asset_id)
    shown = spec["series"][0]["data"]
    st.markdown(f"**{say('links.graph')}**  \n:small[:gray[{say('links.graph_hint')}]]")
    chosen = st.echarts_chart(
        spec, height=max(_LEAST, _PITCH * math.ceil((len(shown) - 1) / 2) + _ROOM), key=f"graph.{asset_id}",
        alt=say("links.graph_alt", n=len(shown)), on_select="rerun",
    )  # fmt: skip
    if (other := picked(chosen, shown)) not in (None, asset_id):
        go("asset", asset=str(other), tab="links")


def picked(chosen: Any, shown: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the id of the asset that was clicked."""
    nodes = (it for it in chosen["selection"]["selected"] if it["data_type"] != "edge")
    at = next((at for it in nodes for at in it["data_indices"]), len(shown))
    return str(shown[at]["id"]) if at < len(shown) else None


def graph_spec(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]], asset_id: str) -> dict[str, Any]:
    """Return the chart as data: a node an asset, shaped by modality; a line a pair, wider when more links join it."""
    ordered = sorted(nodes, key=lambda node: (node["id"] != asset_id, node["hop"]))[:_SHOWN]
    kept = {node["id"] for node in ordered}
    joined: dict[tuple[str, str], int] = {}
    for edge in edges:
        if edge["left"] in kept and edge["right"] in kept:
            pair = (min(edge["left"], edge["right"]), max(edge["left"], edge["right"]))
            joined[pair] = joined.get(pair, 0) + 1
    return {
        "tooltip": {"show": False},
        "animation": False,
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "left": "24%",
                "right": "24%",
                "top": 40,
                "bottom": 40,
                "roam": False,
                "selectedMode": "single",
                "itemStyle": {"color": _COLOUR},
                "label": {"show": True, "formatter": "{b}"},
                "data": [_node(node, at, len(ordered) - 1) for at, node in enumerate(ordered)],
                "links": [
                    {"source": left, "target": right, "lineStyle": {"width": 1 + count, "opacity": 0.6}}
                    for (left, right), count in joined.items()
                ],
            }
        ],
    }


def _node(node: Mapping[str, Any], at: int, around: int) -> dict[str, Any]:
    """Return the first node in the middle and the others on two arcs, so that no name lies over another."""
    name = node["name"] or say("asset.unnamed")
    entry = {
        "id": node["id"], "name": name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…",
        "symbol": _SHAPES.get(node["modality"], "circle"),
    }  # fmt: skip
    if at == 0:
        return {**entry, "x": 0, "y": 0, "symbolSize": 30, "label": {"position": "bottom", "fontWeight": "bold"}}
    row, right = divmod(at - 1, 2)
    rows = (around + 1 - right) // 2
    y = 0.0 if rows == 1 else 2 * row / (rows - 1) - 1
    reach = 0.7 + 0.3 * math.sqrt(1 - y * y)
    x = (1 if right else -1) * 160 * reach
    return {
        **entry, "x": round(x, 1), "y": round(100 * y, 1), "symbolSize": 18,
        "label": {"position": "right" if right else "left"},
    }  # fmt: skip
