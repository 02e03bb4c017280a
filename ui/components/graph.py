"""A small graph of the neighbourhood; the list beside it says the same in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.i18n import say

__all__ = ["graph_spec", "link_graph"]

_SHOWN = 40
_FEW = 14
_COLOUR = "#0d9488"
_LONGEST = 26
_SIDE = 30
_SHAPES = {
    "document": "roundRect", "spreadsheet": "rect", "table": "rect", "email": "triangle", "image": "diamond",
    "audio": "pin", "video": "arrow", "archive": "rect",
}  # fmt: skip


def link_graph(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]], asset_id: str) -> None:
    """Show which assets are linked, this one in the middle; names are drawn as plain text."""
    spec = graph_spec(nodes, edges, asset_id)
    st.markdown(f"**{say('links.graph')}**")
    st.echarts_chart(
        spec, height=360, key=f"graph.{asset_id}", alt=say("links.graph_alt", n=len(spec["series"][0]["data"]))
    )


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
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "preserveAspect": True,
                "left": "24%",
                "right": "24%",
                "top": 40,
                "bottom": 40,
                "roam": False,
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
    """Return the first node in the middle and the others on a ring, on two where there are many."""
    name = node["name"] or say("asset.unnamed")
    entry = {
        "id": node["id"], "name": name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…",
        "symbol": _SHAPES.get(node["modality"], "circle"),
    }  # fmt: skip
    if at == 0:
        return {**entry, "x": 0, "y": 0, "symbolSize": 30, "label": {"position": "bottom", "fontWeight": "bold"}}
    angle = 2 * math.pi * (at - 0.5) / around
    reach = 0.62 if around > _FEW and at % 2 else 1.0
    x, y = round(160 * reach * math.cos(angle), 1), round(100 * reach * math.sin(angle), 1)
    side = "right" if x > _SIDE else "left" if x < -_SIDE else "bottom" if y > 0 else "top"
    return {**entry, "x": x, "y": y, "symbolSize": 18, "label": {"position": side}}
