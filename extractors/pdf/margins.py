"""Running headers and footers of a PDF: what stands at the top or bottom of page after page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from assay.extractors.shared.draft import Draft
from assay.governance.domain import Segment, SegmentKind

__all__ = ["mark_margins"]

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p\.|seite|p[aá]gina)?\s*\d{1,4}(?:\s*(?:of|/|von|de)\s*\d{1,4})?[-–—\s]*"
    r"|第?\s*\d{1,4}\s*页?(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?",
    re.IGNORECASE,
)
_FEWEST, _SHARE = 3, 0.3
_NEARLY = 0.02


class _Place(NamedTuple):
    words: str
    at: int


def mark_margins(draft: Draft, places: list[int]) -> None:
    """Make headers and footers of those of the segments at `places`, all at a page's edge, that come again.

    The same words, figures apart, at the same height on at least three pages and on a third of all, or a page
    number; what stands there once is text.
    """
    pages = len({draft.segments[place].locator.page for place in places})
    keys = [_key(draft.segments[place]) for place in places]
    seen, enough = Counter(keys), max(_FEWEST, _SHARE * pages)
    for place, key in zip(places, keys, strict=True):
        segment = draft.segments[place]
        running = seen[key] >= enough or _PAGE_NUMBER.fullmatch(segment.text.strip())
        if running and segment.locator.box is not None and segment.kind is not SegmentKind.TABLE_ROW:
            kind = SegmentKind.HEADER if segment.locator.box[1] < 0.5 else SegmentKind.FOOTER
            draft.segments[place] = replace(segment, kind=kind)


def _key(segment: Segment) -> _Place:
    box = segment.locator.box
    return _Place(_DIGITS.sub("#", " ".join(segment.text.split())), round(box[1] / _NEARLY) if box else -1)
