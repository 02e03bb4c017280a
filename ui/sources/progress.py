"""How far a scan is, looked at anew each second until it has ended."""

from __future__ import annotations

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import AssayError
from assay.ui.components.badges import status
from assay.ui.i18n import say

__all__ = ["progress"]

_ENDED = frozenset({"done", "failed", "cancelled"})


@st.fragment(run_every=1.0)
def progress(api: Client, job_id: str) -> None:
    """Show a job: how many of how many, by status, and the way to stop it."""
    try:
        job = api.job(job_id)
    except AssayError:
        st.caption(say("error.unavailable"))
        return
    if job["state"] in _ENDED:
        st.session_state["sources.note"] = say(f"job.{job['state']}")
        st.rerun()
    done, total = sum(job["counts"].values()), job["total"] or 0
    bar, stop = st.columns([5, 1], vertical_alignment="center")
    words = say("job.progress", done=f"{done:,}", total=f"{total:,}") if total else say(f"job.{job['state']}")
    bar.progress(min(1.0, done / total) if total else 0.0, text=words)
    stop.button(
        say("job.stop"), key=f"job.stop.{job_id}", icon=":material/stop:", width="stretch", on_click=_stop,
        args=(api, job_id),
    )  # fmt: skip
    if job["counts"]:
        bar.caption(" · ".join(f"{status(name)}: {n:,}" for name, n in sorted(job["counts"].items())))


def _stop(api: Client, job_id: str) -> None:
    try:
        api.cancel(job_id)
    except AssayError:
        st.session_state["sources.note"] = say("error.unavailable")
