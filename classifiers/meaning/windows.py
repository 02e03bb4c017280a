"""Passages of a text that stay what they are whatever is written around them.

A window is 1, 2 or 4 lines that follow one another. Every window of a text is a window of any text that holds those
lines, so what the strongest window says cannot be taken back by writing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.governance.domain import Segment, SegmentKind

__all__ = ["Line", "lines", "speaking", "windows"]

_PLACEHOLDER = re.compile(r"\[[A-Z0-9_]+\]")
_LETTER, _HAN = re.compile(r"[A-Za-z]"), re.compile(r"[\u3400-\u9fff]")
_LETTERS, _SIGNS = 20, 6
_SIZES = (1, 2, 4)
_LONGEST, _WINDOW = 350, 700
_ENDS = "。！？；.!?;"
_UNREAD = frozenset({SegmentKind.PROPERTY, SegmentKind.COLUMN, SegmentKind.CELL, SegmentKind.CODE})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of prose and the segment that it stands in."""

    text: str
    segment: int


def lines(segments: Sequence[Segment], *, most: int = 400_000) -> list[Line]:
    """Return the lines of prose of masked segments, long ones cut at the ends of sentences; tables and code are none.

    At most `most` characters are read.
    """
    found: list[Line] = []
    for place, segment in enumerate(segments):
        if segment.kind in _UNREAD or segment.lined:
            continue
        for line in segment.text.split("\n"):
            for piece in _cut(line.strip()):
                found.append(Line(piece, place))
                most -= len(piece)
        if most < 0:
            break
    return found


def speaking(of: Sequence[Line]) -> list[Line]:
    """Return the lines that say something beside what is masked in them; a signature, a form or a list does not.

    What stands in placeholders is judged by the rules for identifiers, and not once more by how its lines look.
    """
    return [line for line in of if _says(_PLACEHOLDER.sub("", line.text))]


def windows(of: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield all windows of up to 700 characters."""
    for start in range(len(of)):
        for size in _SIZES:
            window = of[start : start + size]
            if len(window) < size or (size > 1 and sum(len(line.text) for line in window) > _WINDOW):
                break
            yield window


def _says(text: str) -> bool:
    return len(_LETTER.findall(text)) >= _LETTERS or len(_HAN.findall(text)) >= _SIGNS


def _cut(line: str) -> Iterator[str]:
    while len(line) > _LONGEST:
        cut = max(line.rfind(mark, _LONGEST // 2, _LONGEST) for mark in _ENDS) + 1 or _LONGEST
        yield line[:cut].strip()
        line = line[cut:].strip()
    if line:
        yield line
