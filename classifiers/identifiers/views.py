"""Other readings of a text: numbers cut by a line end, spoken, or misread by OCR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assay.classifiers.batches import Batch
from assay.classifiers.normalise import APART, View, splice
from assay.classifiers.scanning import Search, compile_linear, searcher
from assay.classifiers.spoken import heard_as_digits
from assay.governance.domain import SegmentKind

__all__ = ["other_readings"]

_BREAK = re.compile(r"\n[ \t]{0,8}(?=[0-9])")  # begins with what stands alone: it is looked for far quicker
_BEFORE_BREAK = re.compile(r"(?<=[0-9])-?[ \t]{0,8}\r?$")
_CELL_END = re.compile(f"(?:{APART}|\t)(?=[0-9])")
_FIGURES = re.compile(r"[0-9](?:[0-9 -]{0,22}[0-9Xx])?(?=\s|\Z)")
_FIGURES_LAST = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[0-9 -]{0,22}[0-9])?\Z")
_OF_ROWS = frozenset({SegmentKind.CELL, SegmentKind.TABLE_ROW})
_SIZES = frozenset({11, 15, 16, 17, 18, 19})
_BLANKS = 12
_NEAR = 160  # characters around a place that reads otherwise
_BREAKS = 400
# Letters of other scripts that look like Latin ones (after the confusables of Unicode TR 39, single letters alone).
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜаеѕіјорсухԁԛԝҺΑΒΕΖΗΙΚΜΝΟΡΤΥΧονραιυ", "ABESIJKMHOPCTYXQWaesijopcyxdqwhABEZHIKMNOPTYXovpaiu"
)
_LONGEST = 64
_MIXED = re.compile(rf"(?<!\w)[\w@.+-]{{4,{_LONGEST}}}(?!\w)")
_FOREIGN = re.compile(r"[\u0370-\u052f]")
_SEAM = r"[0-9A-Za-z][_@.+-]*[\x{370}-\x{52f}]|[\x{370}-\x{52f}][_@.+-]*[0-9A-Za-z]"
_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9OoIlBSZ]{15,20}(?![0-9A-Za-z])")
_LOOK_ALIKES = str.maketrans("OoIlBSZ", "0011852")


def other_readings(batch: Batch) -> Iterator[tuple[str, View]]:
    """Yield (kind, view over the normalised text) for `broken`, `spoken`, `homoglyphs`, `look_alikes`, if any.

    A view holds only what lies around the places where it reads otherwise.
    """
    for kind, view in _whole(batch):
        yield kind, view.around(_NEAR)


def _whole(batch: Batch) -> Iterator[tuple[str, View]]:
    text = batch.view.text
    columns = all(segment.kind is SegmentKind.COLUMN for segment in batch.segments)
    breaks = [] if columns else [it for it in _breaks(text) if not _in_column(batch, it[0])]
    if breaks and len(breaks) <= _BREAKS:
        yield "broken", splice(text, breaks, "joined across a line end")
    rows = any(segment.kind in _OF_ROWS for segment in batch.segments)
    split = list(_between_cells(batch)) if rows else []
    if split and len(split) <= _BREAKS:
        yield "broken", splice(text, split, "joined across cells")
    spoken = heard_as_digits(text)
    if spoken is not None:
        yield "spoken", spoken
    data = text.encode("utf-8", "replace")
    seamed = _seam()(data, 0, len(data)) is not None  # far quicker than to look at each foreign letter
    mixed = [(m.start(), m.end(), m[0].translate(_ALIKE)) for m in _mixed(text)] if seamed else []
    if mixed:
        yield "homoglyphs", splice(text, mixed, "look-alike letters read as Latin")
    if any(segment.kind is SegmentKind.OCR_LINE for segment in batch.segments):
        edits = [
            (m.start(), m.end(), m[0].translate(_LOOK_ALIKES)) for m in _TOKEN.finditer(text) if not m[0].isdigit()
        ]
        if edits:
            yield "look_alikes", splice(text, edits, "OCR look-alikes corrected")


@cache
def _seam() -> Search:
    return searcher(compile_linear(_SEAM))


def _mixed(text: str) -> Iterator[re.Match[str]]:
    """Yield the words that mix Latin letters or figures with letters of other scripts that look like them."""
    done = 0
    for foreign in _FOREIGN.finditer(text):
        place = foreign.start()
        if place < done:
            continue
        for match in _MIXED.finditer(text, max(done, place - _LONGEST), place + _LONGEST + 2):
            if match.end() <= place:
                continue
            if match.start() <= place:
                done, word = match.end(), match[0]
                if any(char.isascii() and char.isalnum() for char in word) and word.translate(_ALIKE).isascii():
                    yield match
            break


def _breaks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the line ends between two digits, with the blanks and the hyphen around them."""
    for match in _BREAK.finditer(text):
        before = _BEFORE_BREAK.search(text[max(0, match.start() - _BLANKS) : match.start()])
        if before is not None:
            yield match.start() - (len(before[0])), match.end(), ""


def _between_cells(batch: Batch) -> Iterator[tuple[int, int, str]]:
    """Yield the ends of cells whose figures, with those of the next cell of the row, are as many as a number has."""
    text, done = batch.view.text, -1
    for match in _CELL_END.finditer(text):
        left = _FIGURES_LAST.search(text[max(0, match.start() - _LONGEST) : match.start()])
        right = _FIGURES.match(text, match.end())
        if left is None or right is None or match.start() <= done:
            continue
        if sum(map(str.isalnum, left[0] + right[0])) in _SIZES and _in_row(batch, match.start() - 1, match.end()):
            done = right.end()
            yield match.start(), match.end(), ""


def _in_row(batch: Batch, left: int, right: int) -> bool:
    """Say whether two positions of the view stand in one row: in cells of it, or in a line of cells apart by tabs."""
    first, last = batch.view.origin(left), batch.view.origin(right)
    one, other = (
        batch.segments[place] for place, _, _ in (*batch.pieces(first, first + 1), *batch.pieces(last, last + 1))
    )
    if one is other:
        return one.kind is SegmentKind.TABLE_ROW
    rows = [(it.member, it.sheet, it.page, it.part, it.row) for it in (one.locator, other.locator)]
    return one.kind is other.kind is SegmentKind.CELL and rows[0] == rows[1] and one.locator.row is not None


def _in_column(batch: Batch, position: int) -> bool:
    origin = batch.view.origin(position)
    located = batch.locate(origin, origin + 1)
    return located is not None and batch.segments[located[0]].kind is SegmentKind.COLUMN
