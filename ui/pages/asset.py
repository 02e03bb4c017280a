"""Assets: a list with facets, and one asset with its level, evidence, quality, links and history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import NotFoundError, Status
from assay.ui.components.around import around
from assay.ui.components.asset_list import asset_list
from assay.ui.components.badges import status
from assay.ui.components.card import card
from assay.ui.components.evidence import marked_text
from assay.ui.components.exhibit import exhibit, gathered, panels
from assay.ui.components.findings import findings_list
from assay.ui.components.history import history
from assay.ui.components.issues import issue_rows
from assay.ui.components.link_list import link_list
from assay.ui.components.literal import literal
from assay.ui.components.navigation import link_to, to_like
from assay.ui.components.tables import label_names, part_table
from assay.ui.components.trouble import kindly
from assay.ui.i18n import language, say
from assay.ui.session import client

__all__ = ["page"]

_SEGMENTS = 25
_FINDINGS = 100
_MOST = 500
_TABS = ("evidence", "quality", "links", "history")


def page() -> None:
    """Show the asset that the URL names; without one, the list to choose from."""
    asset_id = st.query_params.get("asset")
    with kindly(), client() as api:
        if asset_id is None:
            st.title(say("asset.title"))
            asset_list(api)
            return
        try:
            _one(api, asset_id)
        except NotFoundError:
            st.title(say("asset.title"))
            link_to("asset", say("asset.back"), icon=":material/arrow_back:")
            raise


def _one(api: Client, asset_id: str) -> None:
    data = api.asset(asset_id)
    asset = data["asset"]
    st.title(literal(asset["name"]) or say("asset.unnamed"))
    where = [say(f"modality.{asset['modality']}"), status(data["status"]), literal(asset["uri"] or "")]
    st.caption(" · ".join(part for part in where if part))
    with st.container(horizontal=True):
        link_to("asset", say("asset.back"), icon=":material/arrow_back:")
        to_like(asset_id)
        if data["sensitivity"]["needs_review"]:
            link_to("review", say("asset.review"), icon=":material/rule:")
    if asset["gone"]:
        st.warning(say("asset.gone"), icon=":material/link_off:")
    packs = {pack["id"]: pack for pack in api.policies()}
    card(data)
    tabs = [say("asset.tab_evidence"), say("asset.tab_quality"), say("asset.tab_links"), say("asset.tab_history")]
    named = st.query_params.get("tab")
    evidence, quality, links, past = st.tabs(
        tabs, on_change="rerun", key=f"asset.tabs.{asset_id}.{language()}",
        default=tabs[_TABS.index(named)] if named in _TABS else None,
    )  # fmt: skip
    if evidence.open:
        with evidence:
            _evidence(api, data, packs)
    if quality.open:
        with quality:
            _quality(data)
    if links.open:
        with links:
            link_list(api.links(asset_id), asset_id)
            around(api, asset_id)
    if past.open:
        with past:
            history(data["history"], packs)


def _evidence(api: Client, data: Mapping[str, Any], packs: Mapping[str, Any]) -> None:
    asset_id = data["asset"]["id"]
    limit = _shown(f"findings.{asset_id}", _FINDINGS)
    found = api.findings(asset_id, limit=limit)
    _places(api, data, found["items"])
    if found["items"]:
        st.subheader(say("review.findings", n=len(data["findings"])))
        findings_list(asset_id, found["items"], key=f"{asset_id}-{limit}")
        if found["next"] and limit < _MOST:
            _more(say("asset.more_findings"), f"findings.{asset_id}", min(limit * 2, _MOST))
    elif data["status"] in {Status.COMPLETE, Status.PARTIAL}:
        st.info(say("asset.no_findings"), icon=":material/info:")
    else:
        st.warning(say("asset.not_read"), icon=":material/visibility_off:")
    if data["parts"]:
        st.subheader(say("asset.parts"))
        part_table(data["parts"], packs[data["sensitivity"]["policy"].partition("@")[0]])
    st.subheader(say("asset.text"))
    segments = [it for it in api.content(asset_id)["segments"] if it["text"].strip()]
    if not segments:
        st.info(say("review.no_text"), icon=":material/visibility_off:")
        return
    limit = _shown(f"text.{asset_id}", _SEGMENTS)
    marked_text(segments[:limit], label_names(), key=f"text-{asset_id}-{limit}-{language()}")
    if len(segments) > limit:
        _more(say("asset.more_text"), f"text.{asset_id}", limit * 2)


def _places(api: Client, data: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> None:
    """Show the pages, the sound or the rows of an asset with what was found in them."""
    if data["status"] not in {Status.COMPLETE, Status.PARTIAL}:
        return
    asset_id, modality = data["asset"]["id"], data["asset"]["modality"]
    held = {**data["facts"], **gathered(api, asset_id, modality, findings)}
    held["drawn"] = data["asset"]["media_type"] == "application/pdf"
    if shown := panels(asset_id, modality, findings, held):
        exhibit(asset_id, shown, key=asset_id)


def _quality(data: Mapping[str, Any]) -> None:
    if not data["issues"]:
        st.info(say("asset.no_issues"), icon=":material/check_circle:")
        return
    issue_rows(data["issues"])


def _shown(name: str, first: int) -> int:
    return int(st.session_state.get(f"shown.{name}", first))


def _more(label: str, name: str, limit: int) -> None:
    st.button(label, key=f"more.{name}", on_click=st.session_state.__setitem__, args=(f"shown.{name}", limit))
