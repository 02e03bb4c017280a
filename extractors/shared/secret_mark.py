"""State secret marks: the sign at the top of a first page, not the words in running text.

Source: GB/T 9704-2012 7.2.2 and 7.2.3 (grade of secrecy and term, joined by a five-pointed star).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assay.governance.domain import Segment, SegmentKind

__all__ = ["mark_of", "suspected"]

_FIRST_SEGMENTS, _FIRST_LINES = 8, 8
_TERM = r"(?:长期|[0-9０-９〇一二三四五六七八九十]{1,4}\s*(?:年|个月|月|天|日))"
_STAR = r"[★☆⭐✩✭✯]"
_LINE = re.compile(
    rf"""(?:(?:份号[:：]?)?\s*[0-9]{{1,8}}\s+)?      # copy number
    (?:密\s*级\s*[:：]?\s*)?[\[【(（]?\s*
    (?P<grade>绝\s?密|机\s?密|秘\s?密)\s*
    (?:{_STAR}\s*{_TERM}?|[*＊]\s*{_TERM})\s*[\])】）]?
    (?:\s+(?:特急|加急|特提|平急|急件|紧急|附件\s?[0-9]*))?""",
    re.VERBOSE,
)
_KINDS = {
    SegmentKind.TITLE, SegmentKind.HEADING, SegmentKind.PARAGRAPH, SegmentKind.LIST_ITEM, SegmentKind.CELL,
    SegmentKind.TABLE_ROW, SegmentKind.OCR_LINE, SegmentKind.FOOTER, SegmentKind.CODE,
}  # fmt: skip


def mark_of(segment: Segment) -> str | None:
    """Return the grade (绝密, 机密, 秘密) that stands as a mark on a line of its own in a piece of text."""
    for line in re.split(r"[\r\n\t\v\f]+", segment.text)[:_FIRST_LINES]:
        match = _LINE.fullmatch(line.strip())
        if match:
            return "".join(match["grade"].split())
    return None


def suspected(segments: Sequence[Segment]) -> int | None:
    """Return the place in `segments` of a suspected state secret mark, None where there is none.

    Looked at are headers, and the first lines of the first page; a mark inside a sentence, in a quotation or
    in a table's column is no mark of the file.
    """
    seen = 0
    for place, segment in enumerate(segments):
        kind = segment.kind
        if kind is SegmentKind.HEADER:
            if mark_of(segment):
                return place
        elif seen < _FIRST_SEGMENTS and kind in _KINDS and segment.locator.page in (None, 1):
            seen += 1
            if mark_of(segment):
                return place
    return None
