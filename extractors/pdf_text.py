"""The text of one PDF page: lines with their boxes, joined to paragraphs."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assay.extractors.draft import Draft
from assay.governance.domain import Anchor, Box, Locator, SegmentKind

__all__ = ["Line", "page_lines", "sane_characters", "to_fractions", "write_page"]

_GRID = 1_000_000
_MOST_LINES = 60
_BREAK = re.compile(r"\r\n|\r|\n|(?<=[\ufffe\x02])")
_BULLET = re.compile(r"\s*(?:[•●▪◦‣·○■□➢✓–-]\s|\(?\d{1,2}[.)、]\s|[（(][一二三四五六七八九十]{1,3}[)）])")
_JOINED_GAP, _SAME_SIZE = 0.75, 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed line and its box in fractions of the page; `height` is its print's size in points."""

    text: str
    box: Box | None
    height: float


def write_page(page: Any, number: int, draft: Draft) -> int:
    """Add a page's paragraphs in reading order; returns how many sane characters were read."""
    characters = 0
    for block in _paragraphs(page_lines(page)):
        texts = [line.text for line in block]
        whole = "\n".join(texts)
        characters += sane_characters(whole)
        anchors, at = [], 0
        for line in block:
            if line.box is not None:
                anchors.append(Anchor(start=at, end=at + len(line.text), box=line.box))
            at += len(line.text) + 1
        boxes = [line.box for line in block if line.box is not None]
        where = Locator(page=number, box=_union(boxes) if boxes else None)
        draft.add(_kind(block), whole, where, anchors=anchors)
    return characters


def sane_characters(text: str) -> int:
    """Count characters that a reader could read; 0 where most are signs of a font without an encoding."""
    visible = [char for char in text if not char.isspace()]
    wrong = sum(char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") for char in visible)
    return 0 if wrong * 3 > len(visible) else len(visible) - wrong


def page_lines(page: Any) -> Iterator[Line]:
    """Yield a page's lines in the order PDFium gives them, hyphens at line ends kept as hyphens."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        at = 0
        for start, end in _spans(text):
            line = text[start:end]
            at = start
            first = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, at)
            last = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, end - 1)
            box, height = None, 0.0
            if first >= 0 and last >= first:
                box, height = _line_box(page, textpage, first, last - first + 1)
            clean = line.replace("\ufffe", "-").replace("\x02", "-").replace("\x00", "\ufffd")
            if clean.strip():
                yield Line(text=clean, box=box, height=height)
    finally:
        textpage.close()


def _spans(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _BREAK.finditer(text):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(text):
        yield at, len(text)


def _line_box(page: Any, textpage: Any, first: int, count: int) -> tuple[Box | None, float]:
    import pypdfium2.raw as pdfium

    rects = pdfium.FPDFText_CountRects(textpage, first, count)
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    found: list[tuple[float, float, float, float]] = []
    for index in range(rects):
        if pdfium.FPDFText_GetRect(textpage, index, left, top, right, bottom):
            found.append((left.value, bottom.value, right.value, top.value))
    if not found:
        return None, 0.0
    lefts, bottoms, rights, tops = zip(*found, strict=True)
    rect = (min(lefts), min(bottoms), max(rights), max(tops))
    return to_fractions(page, rect), max(high - low for low, high in zip(bottoms, tops, strict=True))


def to_fractions(page: Any, rect: tuple[float, float, float, float]) -> Box:
    """Turn a rectangle in page space (left, bottom, right, top) into fractions of the page as shown."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_int(), ctypes.c_int()
    corners: list[tuple[float, float]] = []
    for px, py in ((rect[0], rect[1]), (rect[2], rect[3])):
        pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, px, py, x, y)
        corners.append((x.value / _GRID, y.value / _GRID))
    (xa, ya), (xb, yb) = corners
    clipped = [min(1.0, max(0.0, value)) for value in (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))]
    return clipped[0], clipped[1], clipped[2], clipped[3]


def _paragraphs(lines: Iterator[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if block and (len(block) >= _MOST_LINES or not _continues(block[-1], line)):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _continues(upper: Line, lower: Line) -> bool:
    """Say whether a line goes on with the paragraph: just below or beside, of like size, no new bullet."""
    if upper.box is None or lower.box is None or upper.height <= 0 or lower.height <= 0:
        return False
    if max(upper.height, lower.height) > _SAME_SIZE * min(upper.height, lower.height) or _BULLET.match(lower.text):
        return False
    tall = max(upper.box[3] - upper.box[1], lower.box[3] - lower.box[1])
    gap = lower.box[1] - upper.box[3]
    beside = min(upper.box[2], lower.box[2]) - max(upper.box[0], lower.box[0])
    if -0.2 * tall > gap:  # the same line, or above: another column
        return abs(lower.box[1] - upper.box[1]) < 0.5 * tall and 0 <= lower.box[0] - upper.box[2] < 2 * tall
    return gap <= _JOINED_GAP * tall and beside > 0


def _kind(block: list[Line]) -> SegmentKind:
    if _BULLET.match(block[0].text):
        return SegmentKind.LIST_ITEM
    return SegmentKind.PARAGRAPH


def _union(boxes: list[Box]) -> Box:
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)
