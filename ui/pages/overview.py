"""What there is: assets by modality, level and topic, what was not read and why, what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.badges import level, status
from assay.ui.i18n import pick, say
from assay.ui.session import client

__all__ = ["page"]


def page() -> None:
    """Show the overview."""
    st.title(say("overview.title"))
    with client() as api:
        data = api.overview()
    if not data["assets"]:
        st.info(say("overview.empty"), icon=":material/info:")
        return
    _figures(data)
    left, right = st.columns(2, gap="large")
    with left:
        _table(say("overview.by_level"), [(level(row), row["n"]) for row in data["by_level"]])
        _table(say("overview.by_topic"), [(pick(row["label"]), row["n"]) for row in data["by_topic"]])
    with right:
        modalities = sorted(data["by_modality"].items(), key=lambda item: -item[1])
        _table(say("overview.by_modality"), [(say(f"modality.{name}"), count) for name, count in modalities])
        groups = sorted(data["findings_by_group"].items(), key=lambda item: -item[1])
        _table(say("overview.by_group"), [(say(f"group.{name}"), count) for name, count in groups])
    _unread(data)
    _quality(data)


def _figures(data: Mapping[str, Any]) -> None:
    complete = data["by_status"].get("complete", 0)
    columns = st.columns(5)
    columns[0].metric(say("overview.assets"), data["assets"])
    columns[1].metric(say("overview.read_whole"), f"{complete / data['assets']:.0%}")
    columns[2].metric(say("overview.reviews_open"), data["reviews_open"])
    columns[3].metric(say("overview.links"), data["links"])
    columns[4].metric(
        say("overview.accuracy"), _accuracy(data.get("accuracy") or {}), help=say("overview.accuracy_help")
    )


def _accuracy(accuracy: Mapping[str, Any]) -> str:
    if not accuracy.get("n"):
        return say("overview.accuracy_none")
    return f"{accuracy['rate']:.0%} ({accuracy['low']:.0%}–{accuracy['high']:.0%})"


def _table(title: str, rows: Sequence[tuple[str, int]]) -> None:
    st.subheader(title)
    if not rows:
        st.caption(say("table.none"))
        return
    most = max(count for _, count in rows)
    st.dataframe(
        {say("table.what"): [name for name, _ in rows], say("table.count"): [count for _, count in rows]},
        hide_index=True,
        width="stretch",
        column_config={
            say("table.what"): st.column_config.TextColumn(width="medium"),
            say("table.count"): st.column_config.ProgressColumn(
                width="small", format="%d", min_value=0, max_value=max(most, 1)
            ),
        },
    )


def _unread(data: Mapping[str, Any]) -> None:
    st.subheader(say("overview.unread"))
    st.caption(" · ".join(f"{status(name)}: {count}" for name, count in sorted(data["by_status"].items())))
    if not data["unread"]:
        st.success(say("overview.all_read"), icon=":material/check_circle:")
        return
    rows = sorted(data["unread"], key=lambda row: -row["n"])
    st.dataframe(
        {say("table.why"): [pick(row["says"]) for row in rows], say("table.count"): [row["n"] for row in rows]},
        hide_index=True,
        width="stretch",
    )


def _quality(data: Mapping[str, Any]) -> None:
    st.subheader(say("overview.quality"))
    rows = sorted(data["issues_by_dimension"].items(), key=lambda item: -item[1])
    if not rows:
        st.caption(say("table.none"))
        return
    st.caption(" · ".join(f"{say(f'dimension.{name}')}: {count}" for name, count in rows))
