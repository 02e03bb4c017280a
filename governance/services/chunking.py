"""Masked text in pieces of the size that an encoder reads, each with the place it starts at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assay.governance.domain import Locator, Segment, SegmentKind

__all__ = ["Chunk", "chunks"]

_CHARACTERS = 700
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


def chunks(segments: Sequence[Segment], masked: Sequence[str], *, limit: int = 64) -> tuple[Chunk, ...]:
    """Cut masked segments into chunks of about 700 characters that cross no page, sheet or archive member.

    A column gives its header and first rows alone: what its cells have in common is what it is about. At most
    `limit` chunks are made; words beyond them are still found by the identifiers and topics of the content.
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
    length = 0
    for segment, text in zip(segments, masked, strict=True):
        if segment.kind is SegmentKind.COLUMN:
            filled = filter(None, text[:_COLUMN_TEXT].split("\n"))
            text = " ".join([segment.context, *islice(filled, _COLUMN_ROWS)]).strip()
        if first is not None and (length + len(text) > _CHARACTERS or _place(first) != _place(segment)):
            yield first, "\n".join(lines)
            first, lines, length = None, [], 0
        first = first or segment
        lines.append(text)
        length += len(text) + 1
    if first is not None:
        yield first, "\n".join(lines)


def _place(segment: Segment) -> tuple[object, ...]:
    locator = segment.locator
    return locator.page, locator.sheet, locator.member, segment.kind is SegmentKind.PROPERTY


def _split(text: str) -> Iterator[str]:
    while len(text) > _CHARACTERS * 3 // 2:
        cut = max(text.rfind(mark, _CHARACTERS // 2, _CHARACTERS) for mark in _SENTENCE_ENDS) + 1
        cut = cut or _CHARACTERS
        if text[:cut].strip():
            yield text[:cut].strip()
        text = text[cut:]
    if text.strip():
        yield text.strip()
