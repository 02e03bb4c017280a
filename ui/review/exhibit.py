"""What speaks for a proposal: its places, the passages with their findings marked, and the findings as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.ui.components.exhibit import exhibit, gathered, page_urls, panels
from assay.ui.components.findings import findings_list
from assay.ui.i18n import say

__all__ = ["prepare", "show_exhibit"]

_SHOWN_SEGMENTS = 12
_SHOWN_FINDINGS = 40


def prepare(api: Client, task: Mapping[str, Any]) -> dict[str, Any]:
    """Fetch what is shown beside a task, so that it is there before the task is."""
    held = gathered(api, task["asset"], task["modality"], task["findings"])
    if task["modality"] == "video":
        held["frame_times"] = api.asset(task["asset"])["facts"].get("frame_times", ())
    segments = [it for it in api.content(task["asset"])["segments"] if it["text"].strip()]
    telling = [it for it in segments if it["spans"]] or segments
    held["segments"], held["more"] = telling[:_SHOWN_SEGMENTS], max(0, len(telling) - _SHOWN_SEGMENTS)
    return held


def show_exhibit(task: Mapping[str, Any], held: Mapping[str, Any], ahead: Sequence[Mapping[str, Any]] = ()) -> None:
    """Show the evidence of a task; of the tasks `ahead` the browser may fetch the first page."""
    shown = panels(task["asset"], task["modality"], task["findings"], held, held.get("segments", ()))
    if not shown:
        st.info(say("review.no_text"), icon=":material/visibility_off:")
    urls = [url for it in ahead for url in page_urls(it["asset"], it["modality"], it["findings"])]
    exhibit(task["asset"], shown, key="review", of=task["id"], ahead=urls)
    if held.get("more"):
        st.caption(say("review.more_segments", n=held["more"]))
    if task["findings"]:
        st.markdown(f"**{say('review.findings', n=task.get('findings_total', len(task['findings'])))}**")
        findings_list(task["asset"], task["findings"][:_SHOWN_FINDINGS], key="review")
