"""Findings as a table of our own: what, the masked value, where, how sure and why; read by a screen reader as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.badges import place
from assay.ui.components.reasons import because
from assay.ui.components.tables import label_names
from assay.ui.i18n import say

__all__ = ["findings_data", "findings_list"]

_CSS = """
#findings { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; color: var(--st-text-color); }
th { text-align: left; font-weight: 600; opacity: .7; padding: .35rem .7rem .35rem 0;
     border-bottom: 1px solid color-mix(in srgb, var(--st-text-color) 18%, transparent); white-space: nowrap; }
td { padding: .38rem .7rem .38rem 0; vertical-align: top; overflow-wrap: anywhere;
     border-bottom: 1px solid color-mix(in srgb, var(--st-text-color) 8%, transparent); }
td.value { font-family: var(--st-code-font); font-size: .82rem; }
td.sure { white-space: nowrap; font-variant-numeric: tabular-nums; }
"""

_JS = """
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector('#findings');
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of data.head) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of data.rows) {
    const line = body.insertRow();
    row.forEach((text, at) => {
      const cell = line.insertCell();
      cell.textContent = text;
      if (at === 1) cell.className = 'value';
      if (at === 3) cell.className = 'sure';
    });
  }
  root.replaceChildren(table);
}
"""


def findings_list(items: Sequence[Mapping[str, Any]], *, key: str) -> None:
    """Show findings, masked, in the order given."""
    component = st.components.v2.component("assay.findings", html='<div id="findings"></div>', css=_CSS, js=_JS)
    component(data=findings_data(items), key=f"findings.{key}")


def findings_data(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the table as data: its heads, and a row a finding."""
    names = label_names()
    heads = [say(f"table.{name}") for name in ("what", "value", "where", "sure", "why")]
    rows = [
        [
            names.get(it["label"], it["label"]) + (f" ×{it['count']}" if it.get("count", 1) > 1 else ""),
            it["masked"], place(it["locator"]), f"{it['score']:.2f}", because(it["why"]),
        ]
        for it in items
    ]  # fmt: skip
    return {"head": heads, "rows": rows}
