"""Scores of quality: a row a dimension, never without the share of indicators that could be assessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.ui.components.issues import issue_title
from assay.ui.components.navigation import link_to
from assay.ui.i18n import say

__all__ = ["scorecard"]

_WIDTHS = [3, 3, 2, 5]
_WORST = 6


def scorecard(card: Mapping[str, Any]) -> None:
    """Show the score of each dimension, and on demand the indicators behind it: how many of how many are free of it."""
    whole, told = st.columns([1, 3], vertical_alignment="center")
    whole.metric(say("quality.whole"), _share(card["value"]))
    told.caption(say("quality.about", share=f"{card['coverage']:.0%}", n=f"{card['assets']:,}"))
    for dimension in card["dimensions"]:
        _dimension(dimension)


def _dimension(dimension: Mapping[str, Any]) -> None:
    name = say(f"dimension.{dimension['dimension']}")
    if dimension["value"] is None:
        st.markdown(f"{name} · :gray[{say('quality.unassessed')}]")
        return
    behind = sorted(dimension["indicators"], key=lambda it: it["met"] / it["assessed"])
    share = say("quality.assessed", share=f"{dimension['coverage']:.0%}")
    title = f"**{name}** · {_share(dimension['value'])} · {share}"
    with st.expander(title, key=f"quality.{dimension['dimension']}"):
        st.progress(float(dimension["value"]))
        for one in behind[:_WORST]:
            what, met = st.columns([3, 2], vertical_alignment="center")
            with what:
                link_to("quality", issue_title(one["type"]), dimension=dimension["dimension"], type=one["type"])
            free = say("quality.free", met=f"{one['met']:,}", n=f"{one['assessed']:,}")
            met.markdown(f":small[{_share(one['met'] / one['assessed'])} · {free}]")
        if behind[_WORST:]:
            st.caption(say("quality.rest", n=len(behind) - _WORST))


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
