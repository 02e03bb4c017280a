"""What speaks for a proposal: the passages with their findings marked, and the findings as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.ui.components.evidence import marked_text
from assay.ui.components.findings import findings_list
from assay.ui.components.tables import label_names
from assay.ui.i18n import say

__all__ = ["exhibit", "prepare"]

_SHOWN_SEGMENTS = 12
_SHOWN_FINDINGS = 40


def prepare(api: Client, task: Mapping[str, Any]) -> dict[str, Any]:
    """Fetch what is shown beside a task, so that it is there before the task is."""
    segments = [it for it in api.content(task["asset"])["segments"] if it["text"].strip()]
    telling = [it for it in segments if it["spans"]] or segments
    return {"segments": telling[:_SHOWN_SEGMENTS], "more": max(0, len(telling) - _SHOWN_SEGMENTS)}


def exhibit(task: Mapping[str, Any], shown: Mapping[str, Any]) -> None:
    """Show the evidence of a task."""
    segments: Sequence[Mapping[str, Any]] = shown.get("segments", ())
    if segments:
        marked_text(segments, label_names(), key="review")
        if shown["more"]:
            st.caption(say("review.more_segments", n=shown["more"]))
    else:
        st.info(say("review.no_text"), icon=":material/visibility_off:")
    if task["findings"]:
        st.markdown(f"**{say('review.findings', n=task.get('findings_total', len(task['findings'])))}**")
        findings_list(task["findings"][:_SHOWN_FINDINGS], key="review")
