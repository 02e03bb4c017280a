"""Masked text with its findings marked; the text reaches the browser as data, never as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.badges import place
from assay.ui.components.script import script, sheet

__all__ = ["marked_text", "rows"]


def marked_text(segments: Sequence[Mapping[str, Any]], names: Mapping[str, str], *, key: str) -> None:
    """Show masked segments with their spans marked; `names` says what each label is called."""
    component = st.components.v2.component(
        "assay.marked_text",
        html='<div id="rows"></div>',
        css=sheet("text"),
        js=script("elements", "text", "marked_text"),
    )
    component(data={"rows": rows(segments, names)}, key=key)


def rows(segments: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the component's data: per segment its pieces, marked ones with the label's name; its place where new."""
    shown, before = [], ""
    for segment in segments:
        where = place(segment["locator"])
        shown.append({"place": "" if where == before else where, "pieces": _pieces(segment, names)})
        before = where
    return shown


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
