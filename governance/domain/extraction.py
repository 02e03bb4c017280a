"""What the extractors saw in a content: segments of text with their places, facts and problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from assay.governance.domain.locator import NOWHERE, Box, Locator, Times
from assay.governance.domain.making import quickly_made
from assay.governance.domain.reasons import Reason, Status

__all__ = ["Anchor", "Extraction", "Modality", "Problem", "Segment", "SegmentKind"]


class Modality(StrEnum):
    """What kind of thing a content is."""

    DOCUMENT = "document"
    SPREADSHEET = "spreadsheet"
    TABLE = "table"
    EMAIL = "email"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    ARCHIVE = "archive"
    TEXT = "text"
    TIMESERIES = "timeseries"
    GRAPH = "graph"
    OTHER = "other"


class SegmentKind(StrEnum):
    """What a piece of text is in its file."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    TABLE_ROW = "table-row"
    CELL = "cell"
    COLUMN = "column"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"
    COMMENT = "comment"
    CODE = "code"
    OCR_LINE = "ocr-line"
    UTTERANCE = "utterance"
    PROPERTY = "property"


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A range of a segment's text whose own box or time is known: an OCR word, a spoken word, a printed line.

    `mark` says of the range what its text does not: `inserted` or `deleted` by a tracked change, `hidden` where
    a reader of the page does not see it.
    """

    start: int
    end: int
    box: Box | None = None
    time: Times | None = None
    row: int | None = None
    mark: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """An addressable piece of text.

    `locator` is the place of the whole piece. `confidence` is the recogniser's, 0 to 1, None where the text
    was not recognised but read. `context` is text that tells what the piece means without being part of it,
    such as a column's header or a form's label. `lined` text has a row a line, blank ones too: the first is
    `locator.row`; a line end inside a cell is a carriage return there. So a block of a hundred thousand cells is
    one text without an object a cell.
    """

    index: int
    kind: SegmentKind
    text: str
    locator: Locator = NOWHERE
    confidence: float | None = None
    language: str | None = None
    context: str = ""
    anchors: tuple[Anchor, ...] = ()
    lined: bool = False

    def locate(self, start: int, end: int) -> Locator:
        """Return the narrowest known place of `text[start:end]`: its anchors' boxes joined, times spanned."""
        place = self.locator.within(segment=self.index, start=start, end=end)
        hits = [anchor for anchor in self.anchors if anchor.start < end and anchor.end > start]
        boxes = [anchor.box for anchor in hits if anchor.box is not None]
        times = [anchor.time for anchor in hits if anchor.time is not None]
        rows = [anchor.row for anchor in hits if anchor.row is not None]
        if boxes:
            x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
            place = replace(place, box=(min(x0s), min(y0s), max(x1s), max(y1s)))
        if times:
            begins, ends = zip(*times, strict=True)
            place = replace(place, time=(min(begins), max(ends)))
        if rows:
            place = replace(place, row=min(rows))
        elif self.lined:
            place = replace(place, row=(self.locator.row or 1) + self.text.count("\n", 0, start))
        return place

    def cells(self) -> Iterator[tuple[int, str]]:
        """Yield the filled cells of a block with their rows; of other segments the text with its row."""
        if not self.lined:
            yield self.locator.row or 1, self.text
            return
        for row, cell in enumerate(self.text.split("\n"), self.locator.row or 1):
            if cell:
                yield row, cell.replace("\r", "\n") if "\r" in cell else cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a file that could not be read, and where."""

    reason: Reason
    locator: Locator = NOWHERE
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that was read from one content.

    `coverage` is the share that was read, 0 to 1. `facts` hold counts and measures (pages, seconds, width),
    never free text from the file. `checked` says per kind of reading what was looked at (`yes`, `partial`,
    `no`, `none` where there was nothing to look at). `producers` are `name@version` of all that took part.
    """

    media_type: str
    modality: Modality
    status: Status = Status.COMPLETE
    reason: Reason | None = None
    coverage: float = 1.0
    segments: tuple[Segment, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    checked: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    language: str | None = None
    producers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The segments' text, one a line, properties left out."""
        return "\n".join(segment.text for segment in self.segments if segment.kind is not SegmentKind.PROPERTY)
