"""Filters of assets that stand in the URL: what may be chosen, in words, and how many there are."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import AGES, REASONS, Modality, Reason, Status
from assay.ui.components.badges import level, status
from assay.ui.components.facets import facet
from assay.ui.components.issues import issue_title
from assay.ui.i18n import pick, say

__all__ = ["chosen", "filters"]

_FRESH_SECONDS = 20.0
_OLDER = "older"
_ROW = 4

Counts = Mapping[str, Mapping[str, int]]
Kind = tuple[str, str, list[str], Callable[[str], str]]


def chosen(names: Sequence[str]) -> dict[str, str | None]:
    """Return what the URL says of these filters; what it does not name is open."""
    return {name: st.query_params.get(name) or None for name in names}


def filters(api: Client, names: Sequence[str], counts: Counts | None = None) -> None:
    """Show filters in rows of four; with `counts`, beside each choice how many there are among what was found."""
    kinds = _kinds(_known(api))
    for begin in range(0, len(names), _ROW):
        for name, column in zip(names[begin : begin + _ROW], st.columns(_ROW), strict=False):
            with column:
                label, every, options, shown = kinds[name]
                told = (counts or {}).get(name)
                facet(name, label, options, shown if told is None else _counted(shown, told), every=every)


def _counted(shown: Callable[[str], str], counts: Mapping[str, int]) -> Callable[[str], str]:
    return lambda it: f"{shown(it)} ({counts.get(it, 0):,})"


def _kinds(known: Mapping[str, Any]) -> dict[str, Kind]:
    """Return of each filter its label, the words for all, its choices, and how a choice is said."""
    there: Counts = known["counts"]
    topics, sources, levels = known["topics"], known["sources"], known["levels"]
    graded = [it for it in levels if it.partition(":")[2] in there["level"]]
    automatic = [key for key, it in levels.items() if it.get("automatic")]
    ages = [*(name for name, _ in AGES), _OLDER]
    return {
        "modality": (
            say("table.modality"), say("facet.any_modality"), [it.value for it in Modality if it in there["modality"]],
            lambda it: say(f"modality.{it}"),
        ),
        "level": (say("table.level"), say("facet.any_level"), graded, lambda it: level(levels.get(it))),
        "max_level": (
            say("facet.max_level"), say("facet.any_level"), automatic,
            lambda it: say("facet.up_to", level=pick(levels.get(it, {}).get("label")) or it),
        ),
        "topic": (
            say("table.topic"), say("facet.any_topic"), sorted(topics, key=lambda it: pick(topics[it])),
            lambda it: pick(topics.get(it)) or it,
        ),
        "status": (
            say("table.status"), say("facet.any_status"), [it.value for it in Status if it in there["status"]], status,
        ),
        "source": (
            say("facet.source"), say("facet.any_source"), [it for it in sources if it in there["source"]],
            lambda it: sources.get(it, it),
        ),
        "owner": (say("field.owner"), say("facet.any_owner"), sorted(there["owner"]), str),
        "age": (say("facet.age"), say("facet.any_age"), ages, lambda it: say(f"age.{it}")),
        "issue": (say("facet.issue"), say("facet.any_issue"), sorted(there["issue"], key=issue_title), issue_title),
        "reason": (
            say("facet.reason"), say("facet.any_reason"), list(there["reason"]),
            lambda it: pick(REASONS[Reason(it)].as_dict()) if it in set(Reason) else it,
        ),
    }  # fmt: skip


def _known(api: Client) -> dict[str, Any]:
    """Return what there is to choose from, asked for anew after a while."""
    held = st.session_state.get("filters.known")
    if held is not None and time.monotonic() - held[0] < _FRESH_SECONDS:
        kept: dict[str, Any] = held[1]
        return kept
    counts = api.assets(limit=1)["facets"]
    pack = next(it for it in api.policies() if it["leading"])
    levels = {f"{pack['id']}:{it['code']}": it for it in pack["levels"]}
    if "ungraded" in counts["level"]:
        levels[f"{pack['id']}:ungraded"] = {"code": "ungraded"}
    known = {
        "counts": counts, "levels": levels, "sources": {it["id"]: it["name"] for it in api.sources()},
        "topics": {row["id"]: row["label"] for row in api.overview()["by_topic"]},
    }  # fmt: skip
    st.session_state["filters.known"] = (time.monotonic(), known)
    return known
