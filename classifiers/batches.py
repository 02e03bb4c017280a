"""Many segments laid end to end, so that one scan serves them all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.classifiers.normalise import APART, View, normalise
from assay.governance.domain import Locator, Segment, SegmentKind

__all__ = ["Batch", "batches"]

_CHARACTERS = 1_000_000
_HEAD_KINDS = frozenset({SegmentKind.TITLE, SegmentKind.HEADING, SegmentKind.HEADER, SegmentKind.PROPERTY})
_BODY_KINDS = frozenset({
    SegmentKind.PARAGRAPH, SegmentKind.OCR_LINE, SegmentKind.LIST_ITEM, SegmentKind.TABLE_ROW, SegmentKind.CELL,
})  # fmt: skip
_FIRST = 6
_TOP, _BOTTOM = 0.2, 0.04  # shares of a page's height


@dataclass(frozen=True, slots=True)
class Batch:
    """Segments, where each begins in `raw`, and the normalised view of `raw`. `heads` begin a page or are headings."""

    segments: tuple[Segment, ...]
    starts: tuple[int, ...]
    raw: str
    view: View
    heads: frozenset[int]

    def locate(self, start: int, end: int) -> tuple[int, int, int] | None:
        """Return (place of the segment, start, end in it), None where the range leaves its segment."""
        place = bisect_right(self.starts, start) - 1
        begin = self.starts[place]
        if end - begin > len(self.segments[place].text):
            return None
        return place, start - begin, end - begin

    def pieces(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return the pieces of a range as `locate` gives one: more than one where it leaves its segment."""
        found: list[tuple[int, int, int]] = []
        for place in range(max(0, bisect_right(self.starts, start) - 1), bisect_right(self.starts, end - 1)):
            begin, size = self.starts[place], len(self.segments[place].text)
            first, last = max(0, start - begin), min(size, end - begin)
            if first < last:
                found.append((place, first, last))
        return found


def batches(segments: Sequence[Segment]) -> Iterator[Batch]:
    """Lay segments end to end in batches of about a million characters."""
    group: list[Segment] = []
    heads: set[int] = set()
    size, on_page, page = 0, 0, object()
    for segment in segments:
        if size and size + len(segment.text) > _CHARACTERS:
            yield _batch(group, heads)
            group, heads, size = [], set(), 0
        if segment.kind in _HEAD_KINDS:
            heads.add(len(group))
        elif segment.kind in _BODY_KINDS:
            place = (segment.locator.page, segment.locator.sheet, segment.locator.member)
            on_page, page = (0, place) if place != page else (on_page, page)
            on_page += 1
            if on_page <= _FIRST and _bears_marks(segment.locator):
                heads.add(len(group))
        group.append(segment)
        size += len(segment.text) + len(APART)
    if group:
        yield _batch(group, heads)


def _bears_marks(place: Locator) -> bool:
    """Say whether a mark may stand here: after the first page at the edges alone, for examples stand in the middle."""
    return place.page in (None, 1) or place.box is None or place.box[1] <= _TOP or place.box[3] >= 1 - _BOTTOM


def _batch(group: list[Segment], heads: set[int]) -> Batch:
    starts: list[int] = []
    position = 0
    for segment in group:
        starts.append(position)
        position += len(segment.text) + len(APART)
    raw = APART.join([segment.text for segment in group])
    return Batch(tuple(group), tuple(starts), raw, normalise(raw), frozenset(heads))
