"""Other readings of a text: numbers cut by a line end, spoken, or misread by OCR."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.classifiers.batches import Batch
from assay.classifiers.normalise import View, splice
from assay.classifiers.spoken import heard_as_digits
from assay.governance.domain import SegmentKind

__all__ = ["other_readings"]

_BREAK = re.compile(r"\n[ \t]{0,8}(?=[0-9])")  # begins with what stands alone: it is looked for far quicker
_BEFORE_BREAK = re.compile(r"(?<=[0-9])-?[ \t]{0,8}\r?$")
_BLANKS = 12
_NEAR = 160  # characters around a place that reads otherwise
_BREAKS = 400
# Letters of other scripts that look like Latin ones (after the confusables of Unicode TR 39, single letters alone).
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜаеѕіјорсухԁԛԝҺΑΒΕΖΗΙΚΜΝΟΡΤΥΧονραιυ", "ABESIJKMHOPCTYXQWaesijopcyxdqwhABEZHIKMNOPTYXovpaiu"
)
_LONGEST = 64
_MIXED = re.compile(rf"(?<!\w)[\w@.+-]{{4,{_LONGEST}}}(?!\w)")
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
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
    spoken = heard_as_digits(text)
    if spoken is not None:
        yield "spoken", spoken
    mixed = [(m.start(), m.end(), m[0].translate(_ALIKE)) for m in _mixed(text)]
    if mixed:
        yield "homoglyphs", splice(text, mixed, "look-alike letters read as Latin")
    if any(segment.kind is SegmentKind.OCR_LINE for segment in batch.segments):
        edits = [
            (m.start(), m.end(), m[0].translate(_LOOK_ALIKES)) for m in _TOKEN.finditer(text) if not m[0].isdigit()
        ]
        if edits:
            yield "look_alikes", splice(text, edits, "OCR look-alikes corrected")


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


def _in_column(batch: Batch, position: int) -> bool:
    origin = batch.view.origin(position)
    located = batch.locate(origin, origin + 1)
    return located is not None and batch.segments[located[0]].kind is SegmentKind.COLUMN
