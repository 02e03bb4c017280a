"""Masked text in pieces of the size that an encoder reads, each with the place it starts at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assay.governance.domain import Locator, Segment, SegmentKind, Stretch

__all__ = ["CHUNKING", "CHUNKS", "Chunk", "chunks"]

CHUNKING = "chunks@5"
CHUNKS = 192
_SIZE = 700
_HAN_SIZE = 3  # a Chinese sign is a token of an encoder or nearly so, an English token is three to five letters
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_COLUMN_ROWS = 20
_COLUMN_TEXT = 20_000
_PROSE = 40  # letters of a cell, on average, from which on each cell says something of its own
_SENTENCE_ENDS = "\n。！？；.!?;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of masked text: its number in the content, the segment it starts in and that segment's place.

    `stretches` say which segment stands where in it.
    """

    ordinal: int
    segment: int
    text: str
    locator: Locator
    stretches: tuple[Stretch, ...] = ()

    def placed(self, place: Callable[[Locator], Locator]) -> Chunk:
        """Return it with each Locator as `place` makes it."""
        held = tuple(replace(it, locator=place(it.locator)) for it in self.stretches)
        return replace(self, locator=place(self.locator), stretches=held)


def chunks(segments: Sequence[Segment], masked: Sequence[str], *, limit: int = CHUNKS) -> tuple[Chunk, ...]:
    """Cut masked segments into chunks that cross no page, sheet or archive member.

    A chunk has about 700 letters, or 230 Chinese signs: what an encoder of 256 tokens reads whole. A column gives its
    header and first rows alone: what its cells have in common is what it is about. Of a column that goes on in further
    blocks of rows these say the same again, and give the first rows of each only where cells are prose. At most `limit`
    chunks are made; words beyond them are still found by the identifiers and topics of the content.
    """
    made: list[Chunk] = []
    for held, text in _groups(segments, masked):
        for start, piece in _split(text):
            if len(made) == limit:
                return tuple(made)
            stretches = _stretches(held, start, start + len(piece))
            first = stretches[0]
            made.append(
                Chunk(ordinal=len(made), segment=first.segment, text=piece, locator=first.locator, stretches=stretches)
            )
    return tuple(made)


def _stretches(held: Sequence[tuple[int, Segment]], start: int, end: int) -> tuple[Stretch, ...]:
    """Return the segments of a stretch of their joined texts; a segment that began before it begins at 0."""
    first = bisect_right([at for at, _ in held], start) - 1
    return tuple(
        Stretch(start=max(0, at - start), segment=segment.index, locator=segment.locator)
        for at, segment in held[first:]
        if at < end
    )


def _groups(segments: Sequence[Segment], masked: Sequence[str]) -> Iterator[tuple[list[tuple[int, Segment]], str]]:
    held: list[tuple[int, Segment]] = []
    lines: list[str] = []
    size = length = 0
    begun: set[Locator] = set()
    for segment, text in zip(segments, masked, strict=True):
        if segment.kind is SegmentKind.COLUMN:
            rows = list(islice(filter(None, text[:_COLUMN_TEXT].split("\n")), _COLUMN_ROWS))
            column = replace(segment.locator, row=None)
            if column in begun and sum(map(_size, rows)) < _PROSE * len(rows):
                continue
            if segment.lined:
                begun.add(column)
            text = " ".join([segment.context, *rows]).strip()
        if held and (size + _size(text) > _SIZE or _place(held[0][1]) != _place(segment)):
            yield held, "\n".join(lines)
            held, lines, size, length = [], [], 0, 0
        held.append((length, segment))
        lines.append(text)
        size += _size(text) + 1
        length += len(text) + 1
    if held:
        yield held, "\n".join(lines)


def _place(segment: Segment) -> tuple[object, ...]:
    locator = segment.locator
    return locator.page, locator.sheet, locator.member, segment.kind is SegmentKind.PROPERTY


def _size(text: str) -> int:
    return len(text) + (_HAN_SIZE - 1) * len(_HAN.findall(text))


def _split(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text at ends of sentences; what is left of a text a little too long is not cut off alone.

    Yields where each piece begins, and the piece.
    """
    begun = 0
    while (most := _reach(text, _SIZE * 3 // 2)) < len(text):
        most = _reach(text, _SIZE)
        cut = max(text.rfind(mark, most // 2, most) for mark in _SENTENCE_ENDS) + 1
        cut = cut or most
        yield from _stripped(begun, text[:cut])
        text = text[cut:]
        begun += cut
    yield from _stripped(begun, text)


def _stripped(begun: int, text: str) -> Iterator[tuple[int, str]]:
    if piece := text.strip():
        yield begun + len(text) - len(text.lstrip()), piece


def _reach(text: str, size: int) -> int:
    """Return how many signs of a text have a size together."""
    taken = 0
    for sign in text:
        size -= _HAN_SIZE if _HAN.match(sign) else 1
        if size < 0:
            break
        taken += 1
    return taken
