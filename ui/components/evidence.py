"""Masked text with its findings marked; the text reaches the browser as data, never as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.badges import place

__all__ = ["marked_text", "rows"]

_CSS = """
.row { margin: 0 0 .7rem; line-height: 1.65; overflow-wrap: anywhere; white-space: pre-wrap;
       color: var(--st-text-color); }
.place { display: block; font-size: .78rem; opacity: .7; }
mark { background: color-mix(in srgb, var(--st-primary-color) 22%, transparent); color: inherit;
       border-bottom: 2px solid var(--st-primary-color); border-radius: 2px; padding: 0 .15em; }
mark::after { content: attr(data-says); font-size: .7rem; opacity: .75; margin-left: .35em; }
"""

_JS = """
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector('#rows');
  root.replaceChildren();
  for (const row of data.rows) {
    const line = document.createElement('div');
    line.className = 'row';
    const where = document.createElement('span');
    where.className = 'place';
    where.textContent = row.place;
    line.append(where);
    for (const piece of row.pieces) {
      const node = document.createElement(piece.says ? 'mark' : 'span');
      node.textContent = piece.text;
      if (piece.says) { node.dataset.says = piece.says; node.title = piece.says; }
      line.append(node);
    }
    root.append(line);
  }
}
"""


def marked_text(segments: Sequence[Mapping[str, Any]], names: Mapping[str, str], *, key: str) -> None:
    """Show masked segments with their spans marked; `names` says what each label is called."""
    component = st.components.v2.component("assay.marked_text", html='<div id="rows"></div>', css=_CSS, js=_JS)
    component(data={"rows": rows(segments, names)}, key=key)


def rows(segments: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the component's data: per segment its place and its pieces, marked ones with the label's name."""
    return [{"place": place(segment["locator"]), "pieces": _pieces(segment, names)} for segment in segments]


def _pieces(segment: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    text, pieces, at = segment["text"], [], 0
    for span in sorted(segment["spans"], key=lambda item: item["start"]):
        if span["start"] < at:
            continue
        pieces.append({"text": text[at : span["start"]]})
        pieces.append({"text": text[span["start"] : span["end"]], "says": names.get(span["label"], span["label"])})
        at = span["end"]
    pieces.append({"text": text[at:]})
    return [piece for piece in pieces if piece["text"]]
