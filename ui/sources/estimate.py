"""What a scan would take, measured on a few files: how many, how long, how much disk, pages to recognise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.domain import REASONS, Reason
from assay.ui.components.figures import byte_words, duration_words
from assay.ui.i18n import pick, say

__all__ = ["estimate"]

_KINDS = 12


def estimate(plan: Mapping[str, Any]) -> None:
    """Show an estimate; where no file could be read for it, that is said."""
    if not plan["to_read"]:
        st.info(say("plan.nothing", n=f"{plan['unchanged']:,}"), icon=":material/check_circle:")
        return
    with st.container(border=True):
        st.markdown(f"**{say('plan.title')}**  \n:small[:gray[{say('plan.sampled', n=plan['sampled'])}]]")
        columns = st.columns(4)
        more = "+" if plan.get("more") else ""
        columns[0].metric(say("plan.to_read"), f"{plan['to_read']:,}{more}", help=say("plan.to_read_help"))
        hours = plan["hours"]
        columns[1].metric(say("plan.time"), say("plan.unknown") if hours is None else duration_words(hours * 3600))
        disk = plan["disk_bytes"]
        columns[2].metric(say("plan.disk"), say("plan.unknown") if disk is None else byte_words(disk))
        pages = plan["pages_to_ocr"]
        columns[3].metric(say("plan.pages"), say("plan.unknown") if pages is None else f"{pages:,}")
        words = [say("plan.bytes", size=byte_words(plan["bytes"])), say("plan.unchanged", n=plan["unchanged"])]
        words += [f"{pick(REASONS[Reason(code)].as_dict())} {n}" for code, n in plan["left_out"].items()]
        st.caption(" · ".join(words))
        if plan["kinds"]:
            kinds = plan["kinds"][:_KINDS]
            st.table(
                {
                    say("plan.kind"): [f".{it['suffix']}" if it["suffix"] else say("plan.no_suffix") for it in kinds],
                    say("plan.files"): [f"{it['files']:,}" for it in kinds],
                    say("plan.size"): [byte_words(it["bytes"]) for it in kinds],
                    say("plan.time"): ["—" if it["seconds"] is None else duration_words(it["seconds"]) for it in kinds],
                }
            )
