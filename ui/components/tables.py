"""Small tables of what and which; cells are data, never markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.domain import labels
from assay.ui.components.badges import level, place
from assay.ui.components.literal import literal
from assay.ui.i18n import pick, say

__all__ = ["label_names", "pairs", "part_table"]


def label_names() -> dict[str, str]:
    """Return what each label is called in the language in use."""
    return {name: pick(label.says.as_dict()) for name, label in labels().items()}


def pairs(rows: Sequence[tuple[str, str]]) -> None:
    """Show what and which, one pair a line; long ones wrap."""
    st.markdown("  \n".join(f":gray[{literal(what)}] {literal(which)}" for what, which in rows))


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
