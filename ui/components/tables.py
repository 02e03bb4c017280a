"""Small tables of what and which; cells are data, never markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.domain import labels
from assay.ui.components.badges import level, place
from assay.ui.components.literal import literal
from assay.ui.components.reasons import because
from assay.ui.i18n import pick, say

__all__ = ["findings_table", "label_names", "pairs", "part_table"]


def label_names() -> dict[str, str]:
    """Return what each label is called in the language in use."""
    return {name: pick(label.says.as_dict()) for name, label in labels().items()}


def pairs(rows: Sequence[tuple[str, str]]) -> None:
    """Show what and which, one pair a line; long ones wrap."""
    st.markdown("  \n".join(f":gray[{literal(what)}] {literal(which)}" for what, which in rows))


def findings_table(items: Sequence[Mapping[str, Any]]) -> None:
    """Show findings: what, the masked value, where, how sure and why."""
    names = label_names()
    st.dataframe(
        {
            say("table.what"): [names.get(item["label"], item["label"]) for item in items],
            say("table.value"): [item["masked"] for item in items],
            say("table.where"): [place(item["locator"]) for item in items],
            say("table.sure"): [item["score"] for item in items],
            say("table.why"): [because(item["why"]) for item in items],
        },
        hide_index=True,
        width="stretch",
        column_config={say("table.sure"): st.column_config.NumberColumn(format="%.2f", width="small")},
    )


def part_table(parts: Sequence[Mapping[str, Any]], pack: Mapping[str, Any]) -> None:
    """Show the level of each part, the highest first; `pack` has the levels."""
    grades = {grade["code"]: grade for grade in pack["levels"]}
    ordered = sorted(parts, key=lambda part: -part["rank"])
    st.dataframe(
        {
            say("table.part"): [place(part["locator"]) for part in ordered],
            say("table.level"): [level(grades.get(part["code"], part)) for part in ordered],
        },
        hide_index=True,
        width="stretch",
    )
