"""The two ends of a link: the asset of each, and what speaks for the link there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.badges import place
from assay.ui.components.literal import literal
from assay.ui.components.navigation import to_asset
from assay.ui.i18n import pick, say

__all__ = ["ends"]


def ends(edge: Mapping[str, Any], nodes: Mapping[str, Any], first: str) -> None:
    """Show both ends of an edge side by side, that of the asset `first` on the left."""
    left, right = st.columns(2, gap="large")
    sides = [("left", left), ("right", right)]
    for (side, _), column in zip(sides if edge["left"] == first else sides[::-1], (left, right), strict=True):
        with column:
            _end(nodes.get(edge[side], {}), edge[f"{side}_evidence"])


def _end(node: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]]) -> None:
    if "id" in node:
        to_asset(node["id"], node["name"])
    told = [it for it in evidence if it["masked"] or it["locator"]]
    lines = [_said(it) for it in told] or [say("links.whole")]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _said(evidence: Mapping[str, Any]) -> str:
    """Return one piece of evidence on a line: what it is, its masked value and its place."""
    what = literal(pick(evidence["says"]) or evidence["label"])
    where = literal(place(evidence["locator"]))
    value = literal(evidence["masked"])
    return " ".join(part for part in (f":gray[{what}]" if what else "", value, f"· {where}" if where else "") if part)
