"""Links of an asset: each says what it is and opens its evidence at both ends; a graph shows the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.domain import Permission
from assay.ui.components.ends import ends
from assay.ui.components.graph import link_graph
from assay.ui.components.literal import literal
from assay.ui.components.revealing import may
from assay.ui.components.trouble import kindly
from assay.ui.i18n import pick, say
from assay.ui.session import client

__all__ = ["link_list"]

_STEP = 20
_OPEN = 1
_FOUND_INSIDE = "ingest@1"
_VERDICTS = ("confirmed", "rejected", "proposed")


def link_list(around: Mapping[str, Any], asset_id: str) -> None:
    """Show the neighbourhood of an asset, the surest links first."""
    edges = sorted(around["edges"], key=lambda edge: -edge["score"])
    if not edges:
        st.info(say("links.none"), icon=":material/link_off:")
        return
    nodes = {node["id"]: node for node in around["nodes"]}
    link_graph(around["nodes"], edges, asset_id)
    shown = int(st.session_state.get(f"links.{asset_id}", _STEP))
    for number, edge in enumerate(edges[:shown]):
        _link(edge, nodes, asset_id, expanded=number < _OPEN)
    if len(edges) > shown:
        more = (f"links.{asset_id}", shown + _STEP)
        st.button(say("links.more"), key="links.more", on_click=st.session_state.__setitem__, args=more)
    if around["truncated"]:
        st.caption(say("links.truncated"))


def _link(edge: Mapping[str, Any], nodes: Mapping[str, Any], asset_id: str, *, expanded: bool) -> None:
    other = nodes.get(edge["right"] if edge["left"] == asset_id else edge["left"], {})
    title = f"**{literal(other.get('name') or say('asset.unnamed'))}** · {say('linkkind.' + edge['kind'])}"
    with st.expander(title, expanded=expanded):
        st.caption(
            " · ".join(
                [
                    literal(_why(edge)),
                    say("links.sure", share=format(edge["score"], ".0%")),
                    say("linkstatus." + edge["status"]),
                ]
            )
        )
        ends(edge, nodes, asset_id)
        if edge["producer"] != _FOUND_INSIDE and may(Permission.DECIDE):
            _verdict(edge)


def _verdict(edge: Mapping[str, Any]) -> None:
    """Let a steward confirm or reject a link, or take that back."""
    asked = [it for it in _VERDICTS if it != edge["status"]]
    for column, status in zip(st.columns([1, 1, 4]), asked, strict=False):
        key = f"link.{edge['id']}.{status}"
        column.button(say(f"linkdo.{status}"), key=key, on_click=_decide, args=(edge["id"], status), width="stretch")


def _decide(link_id: str, status: str) -> None:
    with kindly(), client() as api:
        api.decide_link(link_id, status)


def _why(edge: Mapping[str, Any]) -> str:
    """Return why two assets are linked, in the language in use, from the kinds of what both hold."""
    shared = Counter(pick(it["says"]) for it in edge["left_evidence"] if it["says"])
    if shared:
        parts = [say("links.times", what=what, n=n) if n > 1 else what for what, n in shared.items()]
        return say("links.shared", what=", ".join(parts))
    if edge["id"].startswith("same-content:"):
        return say("links.same")
    return say(f"linkwhy.{edge['kind']}", share=format(edge["score"], ".0%"))
