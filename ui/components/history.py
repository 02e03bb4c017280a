"""What happened to an asset: versions that were seen and decisions that people took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from assay.ui.components.badges import level
from assay.ui.i18n import say

__all__ = ["history"]


def history(events: Sequence[Mapping[str, Any]], packs: Mapping[str, Any]) -> None:
    """Show events, the latest first, in the time of this machine; `packs` by id name the levels."""
    latest = list(reversed(events))
    st.dataframe(
        {
            say("table.when"): [f"{datetime.fromisoformat(it['at']).astimezone():%Y-%m-%d %H:%M:%S}" for it in latest],
            say("table.what"): [_what(it, packs) for it in latest],
            say("table.who"): [it.get("by") or "" for it in latest],
        },
        hide_index=True,
        width="stretch",
    )


def _what(event: Mapping[str, Any], packs: Mapping[str, Any]) -> str:
    if event["event"] == "version":
        return say("history.version")
    what = say(f"action.{event['action']}")
    if event.get("code"):
        levels = packs.get(event["policy"].partition("@")[0], {}).get("levels", ())
        grade = next((it for it in levels if it["code"] == event["code"]), {"code": event["code"]})
        what = say("history.decision", action=what, level=level(grade))
    return say("history.undone", what=what) if event["undone"] else what
