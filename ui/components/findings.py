"""Findings as a table of our own: what, the masked value, where, how sure and why; read by a screen reader as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.badges import place
from assay.ui.components.reasons import because
from assay.ui.components.revealing import reveal_words
from assay.ui.components.script import script, sheet
from assay.ui.components.tables import label_names
from assay.ui.i18n import language, say

__all__ = ["findings_data", "findings_list"]


def findings_list(asset_id: str, items: Sequence[Mapping[str, Any]], *, key: str) -> None:
    """Show findings, masked, in the order given; where the role may, with the way to reveal one."""
    component = st.components.v2.component(
        "assay.findings", html='<div id="findings"></div>', css=sheet("findings", "reveal"),
        js=script("elements", "reveal", "findings_table", "findings"),
    )  # fmt: skip
    component(data=findings_data(asset_id, items, reveal_words()), key=f"findings.{key}.{language()}")


def findings_data(
    asset_id: str, items: Sequence[Mapping[str, Any]], words: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the table as data: its heads, and a row a finding; `words` are those of revealing."""
    names = label_names()
    heads = [say("table.what"), say("table.value"), say("table.where"), say("table.sure"), say("table.why")]
    rows = [
        {
            "finding": it["id"] if "start" in it["locator"] and "*" in it["masked"] else None,
            "cells": [
                names.get(it["label"], it["label"]) + (f" ×{it['count']}" if it.get("count", 1) > 1 else ""),
                it["masked"], place(it["locator"]), f"{it['score']:.2f}", because(it["why"]),
            ],
        }
        for it in items
    ]  # fmt: skip
    return {"asset": asset_id, "head": heads, "rows": rows, "words": dict(words) if words else None}
