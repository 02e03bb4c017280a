"""Masked text in pieces of the size that an encoder reads, each with the place it starts at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assay.governance.domain import Locator, Segment, SegmentKind

__all__ = ["CHUNKING", "CHUNKS", "Chunk", "chunks"]

CHUNKING = "chunks@2"
CHUNKS = 192
_SIZE = 700
_HAN_SIZE = 3  # a Chinese sign is a token of an encoder or nearly so, an English token is three to five letters
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_COLUMN_ROWS = 20
_COLUMN_TEXT = 20_000
_SENTENCE_ENDS = "\n。！？；.!?;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of masked text: its number in the content, the segment it starts in and that segment's place."""

    ordinal: int
    segment: int
    text: str
    locator: Locator


def chunks(segments: Sequence[Segment], masked: Sequence[str], *, limit: int = CHUNKS) -> tuple[Chunk, ...]:
    """Cut masked segments into chunks that cross no page, sheet or archive member.

    A chunk has about 700 letters, or 230 Chinese signs: what an encoder of 256 tokens reads whole. A column gives its
    header and first rows alone: what its cells have in common is what it is about. At most `limit` chunks are made;
    words beyond them are still found by the identifiers and topics of the content.
    """
    made: list[Chunk] = []
    for first, text in _groups(segments, masked):
        for piece in _split(text):
            if len(made) == limit:
                return tuple(made)
            made.append(Chunk(ordinal=len(made), segment=first.index, text=piece, locator=first.locator))
    return tuple(made)


def _groups(segments: Sequence[Segment], masked: Sequence[str]) -> Iterator[tuple[Segment, str]]:
    first: Segment | None = None
    lines: list[str] = []
    size = 0
    for segment, text in zip(segments, masked, strict=True):
        if segment.kind is SegmentKind.COLUMN:
            filled = filter(None, text[:_COLUMN_TEXT].split("\n"))
            text = " ".join([segment.context, *islice(filled, _COLUMN_ROWS)]).strip()
        if first is not None and (size + _size(text) > _SIZE or _place(first) != _place(segment)):
            yield first, "\n".join(lines)
            first, lines, size = None, [], 0
        first = first or segment
        lines.append(text)
        size += _size(text) + 1
    if first is not None:
        yield first, "\n".join(lines)


def _place(segment: Segment) -> tuple[object, ...]:
    locator = segment.locator
    return locator.page, locator.sheet, locator.member, segment.kind is SegmentKind.PROPERTY


def _size(text: str) -> int:
    return len(text) + (_HAN_SIZE - 1) * len(_HAN.findall(text))


def _split(text: str) -> Iterator[str]:
    """Cut a text at ends of sentences; what is left of a text a little too long is not cut off alone."""
    while (most := _reach(text, _SIZE * 3 // 2)) < len(text):
        most = _reach(text, _SIZE)
        cut = max(text.rfind(mark, most // 2, most) for mark in _SENTENCE_ENDS) + 1
        cut = cut or most
        if text[:cut].strip():
            yield text[:cut].strip()
        text = text[cut:]
    if text.strip():
        yield text.strip()


def _reach(text: str, size: int) -> int:
    """Return how many signs of a text have a size together."""
    taken = 0
    for sign in text:
        size -= _HAN_SIZE if _HAN.match(sign) else 1
        if size < 0:
            break
        taken += 1
    return taken
