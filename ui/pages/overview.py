"""What there is through four lenses, what was found, what was not read and why, and what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import cited
from assay.ui.components.badges import level, status
from assay.ui.components.bars import Bar, bars
from assay.ui.components.cases import cases, reached
from assay.ui.components.lenses import lenses
from assay.ui.components.literal import literal
from assay.ui.components.navigation import link_to
from assay.ui.components.trouble import kindly
from assay.ui.i18n import pick, say
from assay.ui.session import client

__all__ = ["page"]


def page() -> None:
    """Show the overview."""
    st.title(say("overview.title"))
    with kindly(), client() as api:
        _overview(api)


def _overview(api: Client) -> None:
    data = api.overview()
    if not data["assets"]:
        with st.container(border=True):
            st.markdown(f"### {say('overview.welcome')}")
            st.markdown(say("overview.empty"))
            link_to("sources", say("overview.add_source"), icon=":material/add_circle:")
        return
    if data["last_run"]:
        run = data["last_run"]
        at = f"{datetime.fromisoformat(run['started_at']).astimezone():%Y-%m-%d %H:%M}"
        st.caption(say("overview.last_run", at=at, state=say(f"run.{run['state']}")))
    lenses(data, api.assets(limit=1)["facets"])
    _found(data)
    left, right = st.columns(2, gap="large")
    with left:
        _unread(data)
    with right:
        _quality(data)
    _duties(data)
    cases(api)
    reached(api)
    _judgement(data)


def _found(data: Mapping[str, Any]) -> None:
    pack = data["policy"].partition("@")[0]
    first, second = st.columns(2, gap="large")
    with first:
        st.subheader(say("overview.by_level"))
        bars([(level(row), row["n"], {"level": f"{pack}:{row['code']}"}) for row in data["by_level"]], key="level")
        st.subheader(say("overview.by_modality"))
        modalities = sorted(data["by_modality"].items(), key=lambda item: -item[1])
        bars([(say(f"modality.{name}"), n, {"modality": name}) for name, n in modalities], key="modality")
    with second:
        st.subheader(say("overview.by_topic"))
        bars([(pick(row["label"]), row["n"], {"topic": row["id"]}) for row in data["by_topic"]], key="topic")
        st.subheader(say("overview.by_group"))
        groups = sorted(data["findings_by_group"].items(), key=lambda item: -item[1])
        bars([(say(f"group.{name}"), n, None) for name, n in groups], key="group")


def _duties(data: Mapping[str, Any]) -> None:
    """Show what laws may ask from so many people on: facts and questions, for those who decide."""
    told = data.get("duties")
    if not told or not told["duties"]:
        return
    st.subheader(say("overview.duties"))
    st.caption(
        say("overview.people", n=f"{told['facts']['subjects']:,}", sensitive=f"{told['facts']['sensitive_subjects']:,}")
    )
    for duty in told["duties"]:
        source = (
            f"{pick(cited(duty['source'] + ' ' + duty['clause']).as_dict())} · {say('evidence.' + duty['evidence'])}"
        )
        st.markdown(f"{literal(pick(duty['says']))} **{literal(pick(duty['asks']))}**  \n:small[{literal(source)}]")


def _unread(data: Mapping[str, Any]) -> None:
    st.subheader(say("overview.unread"))
    st.caption(" · ".join(f"{status(name)}: {count}" for name, count in sorted(data["by_status"].items())))
    if not data["unread"]:
        st.success(say("overview.all_read"), icon=":material/check_circle:")
        return
    rows: list[Bar] = [
        (pick(row["says"]), row["n"], {"reason": row["reason"]})
        for row in sorted(data["unread"], key=lambda row: -row["n"])
    ]
    bars(rows, key="unread")


def _quality(data: Mapping[str, Any]) -> None:
    st.subheader(say("overview.quality"))
    rows = sorted(data["issues_by_dimension"].items(), key=lambda item: -item[1])
    st.caption(say("overview.quality_hint"))
    bars([(say(f"dimension.{name}"), n, {"dimension": name}) for name, n in rows], key="quality", page="quality")


def _judgement(data: Mapping[str, Any]) -> None:
    st.subheader(say("overview.judgement"))
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="large"):
        st.metric(say("overview.reviews_open"), f"{data['reviews_open']:,}", width="content")
        st.metric(say("overview.accuracy"), _accuracy(data.get("accuracy") or {}), width="content")
        with st.container():
            st.caption(say("overview.accuracy_help"))
            if data["reviews_open"]:
                link_to("review", say("asset.review"), icon=":material/rule:")


def _accuracy(accuracy: Mapping[str, Any]) -> str:
    if not accuracy.get("n"):
        return say("overview.accuracy_none")
    return f"{accuracy['rate']:.0%} ({accuracy['low']:.0%}–{accuracy['high']:.0%})"
