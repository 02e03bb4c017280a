"""Quality: issues by dimension and modality, what is wrong where, and the way to the asset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import Dimension, Modality
from assay.ui.components.facets import facet
from assay.ui.components.issues import issue_rows, issue_title
from assay.ui.components.trouble import kindly
from assay.ui.i18n import say
from assay.ui.session import client

__all__ = ["page"]

_PAGE = 20
_BATCH = 500
_MOST = 2_000
_ORDER = {"error": 0, "warning": 1, "info": 2}


def page() -> None:
    """Show issues, the gravest first, with filters in the URL."""
    st.title(say("quality.title"))
    with kindly(), client() as api:
        issues = _all(api.issues)
        if not issues:
            st.success(say("quality.none"), icon=":material/check_circle:")
            return
        if len(issues) >= _MOST:
            st.caption(say("quality.capped", n=_MOST))
        _matrix(api, issues)
        _list(_filtered(issues))


def _all(ask: Any, **given: Any) -> list[dict[str, Any]]:
    """Return the items of all pages, up to a limit."""
    items: list[dict[str, Any]] = []
    cursor = None
    while len(items) < _MOST:
        answer = ask(**given, cursor=cursor, limit=_BATCH)
        items += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            break
    return items


def _matrix(api: Client, issues: Sequence[Mapping[str, Any]]) -> None:
    st.subheader(say("quality.matrix"))
    modalities = {item["id"]: item["modality"] for item in _all(api.assets)}
    counts = Counter((it["dimension"], modalities.get(it["asset"], "other")) for it in issues)
    dimensions = [it.value for it in Dimension if any(key[0] == it for key in counts)]
    columns = [it.value for it in Modality if any(key[1] == it for key in counts)]
    table: dict[str, list[Any]] = {say("table.dimension"): [say(f"dimension.{it}") for it in dimensions]}
    for modality in columns:
        table[say(f"modality.{modality}")] = [counts[it, modality] for it in dimensions]
    table[say("table.all")] = [sum(counts[it, modality] for modality in columns) for it in dimensions]
    st.dataframe(table, hide_index=True, width="stretch")


def _filtered(issues: list[dict[str, Any]]) -> list[dict[str, Any]]:
    first, second = st.columns(2)
    with first:
        present = {it["dimension"] for it in issues}
        dimension = facet(
            "dimension", say("table.dimension"), [it.value for it in Dimension if it.value in present],
            lambda it: say(f"dimension.{it}"), every=say("facet.any_dimension"),
        )  # fmt: skip
    with second:
        types = sorted({it["type"] for it in issues if dimension in (None, it["dimension"])}, key=issue_title)
        kind = facet("type", say("facet.type"), types, issue_title, every=say("facet.any_type"))
    kept = [it for it in issues if dimension in (None, it["dimension"]) and kind in (None, it["type"])]
    return sorted(kept, key=lambda it: (_ORDER.get(it["severity"], 9), it["type"], it["name"]))


def _list(issues: Sequence[Mapping[str, Any]]) -> None:
    st.subheader(say("quality.issues", n=len(issues)))
    if not issues:
        st.info(say("quality.none_here"), icon=":material/search_off:")
        return
    pages = -(-len(issues) // _PAGE)
    at = min(int(st.session_state.get("quality.page") or 1), pages)
    issue_rows(issues[(at - 1) * _PAGE : at * _PAGE])
    if pages > 1:
        st.pagination(pages, key="quality.page")
