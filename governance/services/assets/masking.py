"""A content as it may be shown: its segments masked, and where in text, on pages and in time the masks stand."""

from __future__ import annotations

import threading
import zlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import msgpack  # type: ignore[import-untyped]

from assay.governance.domain import Detection, Extraction, Locator, Segment, SegmentKind, from_plain
from assay.governance.security import mask_text
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import Store

__all__ = ["Mark", "MaskedContent", "MaskedSegment", "Masking"]

_REMEMBERED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A masked value: where it stands in the masked text, where it began in the clear one, and its place."""

    start: int
    end: int
    origin: int
    label: str
    place: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedSegment:
    """A segment without a value in clear; `place` is its Locator, words masked."""

    index: int
    kind: SegmentKind
    text: str
    place: Locator
    header: str
    confidence: float | None
    lined: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedContent:
    """All segments of a content, masked."""

    segments: tuple[MaskedSegment, ...]

    def marks(self) -> Iterator[tuple[MaskedSegment, Mark]]:
        """Yield every masked value with its segment."""
        return ((segment, mark) for segment in self.segments for mark in segment.marks)


class Masking:
    """Masks contents from the vault, and remembers the last few, masked, so that turning pages costs nothing."""

    def __init__(self, *, store: Store, understanding: Understanding) -> None:
        self._store = store
        self._understanding = understanding
        self._known: OrderedDict[tuple[str, int, str], MaskedContent] = OrderedDict()
        self._lock = threading.Lock()

    def clear(self, content_id: str) -> Extraction | None:
        """Return the extraction in clear, from the vault; None where none is kept."""
        with self._store.read() as db:
            data = db.vault.get_extraction(content_id)
        return None if data is None else from_plain(Extraction, msgpack.unpackb(data))

    def masked(self, content_id: str) -> MaskedContent | None:
        """Return a content masked; None where no extraction is kept."""
        with self._store.read() as db:
            data = db.vault.get_extraction(content_id)
        if data is None:
            return None
        key = (content_id, zlib.crc32(data), self._understanding.version)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        made = self._mask(from_plain(Extraction, msgpack.unpackb(data)))
        with self._lock:
            self._known[key] = made
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return made

    def masked_words(self, text: str) -> str:
        """Return words that somebody typed, with placeholders where they hold values."""
        return self._understanding.masked_query(text)

    def _mask(self, extraction: Extraction) -> MaskedContent:
        hidden = self._understanding.spans(extraction)
        return MaskedContent(segments=tuple(self._segment(it, hidden.get(it.index, ())) for it in extraction.segments))

    def _segment(self, segment: Segment, found: Sequence[Detection]) -> MaskedSegment:
        masked = mask_text(segment.text, found, placeholders=False)
        places = _places(segment, found)
        marks = []
        for detection, place in zip(found, places, strict=True):
            start, end = masked.to_masked(detection.start, detection.end)
            marks.append(Mark(start=start, end=end, origin=detection.start, label=detection.label, place=place))
        return MaskedSegment(
            index=segment.index, kind=segment.kind, text=masked.text,
            place=self._understanding.masked_place(segment.locator),
            header=self._understanding.masked_words(segment.context), confidence=segment.confidence,
            lined=segment.lined, marks=tuple(marks),
        )  # fmt: skip


def _places(segment: Segment, found: Sequence[Detection]) -> list[Locator]:
    """Return where each detection is; in a column's block the line ends are counted once for all."""
    if not segment.lined:
        return [segment.locate(it.start, it.end) for it in found]
    ends = list(accumulate(len(line) + 1 for line in segment.text.split("\n")))
    first = segment.locator.row or 1
    return [replace(segment.locator, row=first + bisect_right(ends, it.start)) for it in found]
