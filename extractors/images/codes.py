"""QR codes, barcodes and their kin in a picture: their text is content."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assay.extractors.shared.draft import Draft
from assay.governance.domain import Locator, SegmentKind

__all__ = ["write_codes"]

_SIDE = 1_600
_MOST = 100
_SHORTEST_LINEAR = 6  # bars of a fence read as a short number


def write_codes(grey: Any, draft: Draft, place: Locator) -> None:
    """Add each code's text with its box as a fraction of the picture; facts `codes` and `code_kinds` sum them up.

    `grey` is an array (height, width) of bytes, upright. What a code holds as bytes alone is given in hexadecimals.
    Reader: zxing-cpp; a code whose own check fails is no code.
    """
    import cv2
    import zxingcpp

    scale = _SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    height, width = small.shape
    kinds: list[str] = []
    linear = set(zxingcpp.barcode_formats_list(zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.AllLinear)))
    for code in zxingcpp.read_barcodes(small)[:_MOST]:
        kind = str(code.format)
        if not code.valid or (code.format in linear and len(code.text) < _SHORTEST_LINEAR):
            continue
        kinds.append(kind)
        spot = code.position
        corners = [spot.top_left, spot.top_right, spot.bottom_right, spot.bottom_left]
        box = (
            _fraction(min(corner.x for corner in corners), width), _fraction(min(c.y for c in corners), height),
            _fraction(max(corner.x for corner in corners), width), _fraction(max(c.y for c in corners), height),
        )  # fmt: skip
        draft.add(SegmentKind.CELL, code.text, replace(place, box=box), context=kind)
    if kinds:
        draft.facts["codes"] = draft.facts.get("codes", 0) + len(kinds)
        draft.facts["code_kinds"] = sorted({*draft.facts.get("code_kinds", []), *kinds})


def _fraction(at: int, length: int) -> float:
    return round(min(1.0, max(0.0, at / length)), 5)
