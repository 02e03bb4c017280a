"""Four lenses on the same catalog: supply, flow, use, safety."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.i18n import pick, say

__all__ = ["lens_facts", "lenses"]

_ICONS = {
    "supply": ":material/inventory_2:", "flow": ":material/hub:", "use": ":material/insights:",
    "safety": ":material/shield_lock:",
}  # fmt: skip
Lens = tuple[str, str, Sequence[str]]


def lenses(data: Mapping[str, Any], facets: Mapping[str, Mapping[str, int]]) -> None:
    """Show a card a lens: its question, its figure, and what stands behind the figure."""
    facts = lens_facts(data, facets)
    for column, (name, (label, figure, lines)) in zip(st.columns(len(facts)), facts.items(), strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"{_ICONS[name]} **{say(f'lens.{name}')}**  \n:small[:gray[{say(f'lens.{name}_asks')}]]")
            st.metric(label, figure)
            st.markdown("  \n".join(f":small[{line}]" for line in lines))


def lens_facts(data: Mapping[str, Any], facets: Mapping[str, Mapping[str, int]]) -> dict[str, Lens]:
    """Return per lens what is counted, the figure, and the lines below it."""
    assets = max(1, data["assets"])
    complete = data["by_status"].get("complete", 0)
    unread = data["by_status"].get("failed", 0) + data["by_status"].get("skipped", 0)
    owned = sum(facets.get("owner", {}).values())
    issues = sum(data["issues_by_dimension"].values())
    graded = [row for row in data["by_level"] if row["code"] != "ungraded"]
    top = graded[0] if graded else None
    return {
        "supply": (
            say("overview.assets"),
            f"{data['assets']:,}",
            [
                say("lens.read_whole", share=f"{complete / assets:.0%}"),
                say("lens.unread", n=unread),
                say("lens.modalities", n=len(data["by_modality"])),
            ],
        ),
        "flow": (
            say("overview.links"),
            f"{data['links']:,}",
            [
                say("lens.owned", share=f"{owned / assets:.0%}"),
                say("lens.kinds", n=sum(1 for n in data["links_by_kind"].values() if n)),
                say("lens.sources", n=len(facets.get("source", {})) or 1),
            ],
        ),
        "use": (
            say("lens.issues"),
            f"{issues:,}",
            [
                say("lens.topics", n=len(data["by_topic"])),
                say("lens.languages", n=len(data["by_language"])),
                _accuracy(data.get("accuracy") or {}),
            ],
        ),
        "safety": (
            pick(top["label"]) if top else say("level.ungraded"),
            f"{top['n']:,}" if top else "0",
            [
                say("lens.waiting", n=data["reviews_open"]),
                say("lens.credentials", n=data["findings_by_group"].get("credential", 0)),
                say("lens.ungraded", n=next((it["n"] for it in data["by_level"] if it["code"] == "ungraded"), 0)),
            ],
        ),
    }


def _accuracy(accuracy: Mapping[str, Any]) -> str:
    if not accuracy.get("n"):
        return say("lens.unmeasured")
    return say("lens.accuracy", share=f"{accuracy['rate']:.0%}", n=accuracy["n"])
