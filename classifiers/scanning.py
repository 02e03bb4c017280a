"""Linear-time matching: RE2 over UTF-8, offsets given back in code points."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Buffer", "Search", "Texts", "compile_linear", "keep_apart", "searcher"]

_MEMORY = 48 << 20
_BETWEEN = "\x1e"


def compile_linear(expression: str, *, longest: bool = False) -> Any:
    """Return a compiled RE2 pattern; look-arounds and back-references are refused, so no input makes it slow.

    With `longest` the longest of the alternatives at the leftmost place is given, not the first.

    Raises:
        ValueError: RE2 does not take the expression.
    """
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.longest_match = longest
    try:
        return re2.compile(expression, options)
    except re2.error as exc:
        raise ValueError("not a linear-time pattern") from exc


Spans = Sequence[tuple[int, int]]
Search = Callable[[bytes, int, int], Spans | None]


def searcher(pattern: Any) -> Search:
    """Return what finds a pattern in bytes between two offsets: the spans of its groups, the whole one first.

    The package's own `search` makes an object and a generator a match, which costs more than most matches; where the
    matcher under it cannot be reached, that is what is used.
    """
    import re2

    inner = getattr(getattr(pattern, "_regexp", None), "Match", None)
    anchor = getattr(getattr(re2, "_Anchor", None), "UNANCHORED", None)
    if inner is None or anchor is None:
        return lambda data, first, last: _spans(pattern.search(data, first, last))
    return lambda data, first, last: found if (found := inner(anchor, data, first, last))[0][0] >= 0 else None


def _spans(match: Any) -> Spans | None:
    return None if match is None else [match.span(number) for number in range(match.re.groups + 1)]


class Texts:
    """Texts end to end, to be asked which of them hold a pattern, by one pass over all of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        joined = _BETWEEN.join(texts)
        self._all = set(range(len(texts))) if joined.count(_BETWEEN) != len(texts) - 1 else None
        self._data = joined.encode("utf-8", "replace")

    def holding(self, search: Search) -> set[int]:
        """Return the numbers of the texts that a pattern occurs in; of all where they cannot be told apart."""
        if self._all is not None:
            return set(self._all)
        data, found = self._data, set()
        between, number, position, size = _BETWEEN.encode(), 0, 0, len(self._data)
        counted = 0
        while (spans := search(data, position, size)) is not None:
            number += data.count(between, counted, spans[0][0])
            found.add(number)
            counted = position = data.find(between, spans[0][0])
            if position < 0:
                break
        return found


@dataclass(slots=True)
class Buffer:
    """A text with its UTF-8 bytes; `find` gives the ranges of a pattern's value in code points."""

    text: str
    data: bytes
    ascii: bool
    table: Any = None
    _heads: Any = None

    @classmethod
    def of(cls, text: str) -> Buffer:
        """Wrap a text that holds no surrogates."""
        data = text.encode("utf-8", "replace")
        return cls(text, data, len(data) == len(text))

    def find(
        self, search: Search, number: int, windows: Sequence[tuple[int, int]] | None = None, *, inside: bool = False,
        lines: bool = False,
    ) -> Iterator[tuple[int, int]]:  # fmt: skip
        """Yield (start, end) of a group by its number, left to right; the next search begins where the group ended.

        With `windows` (sorted, apart, in bytes) only values that start inside one are given; they end on the line on
        which the window ends, unless they may take several `lines`, and `inside` ones in the window itself: what lies
        beyond is not searched.
        """
        position, data, size = 0, self.data, len(self.data)
        for first, last in [(0, size)] if windows is None else windows:
            position = max(position, first - 1, 0)
            stop = last if inside else size if lines else data.find(b"\n", last) + 1 or size
            while position <= last:
                spans = search(data, position, stop)
                if spans is None:
                    break
                start, end = spans[number]
                if start > last:
                    position = spans[0][0]
                    break
                position = end if end > start else max(spans[0][1], position + 1)
                if end > start >= first:
                    yield (start, end) if self.ascii else (self.place(start), self.place(end))

    def bytes_of(self, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return ranges of code points in bytes."""
        if self.ascii or not ranges:
            return list(ranges)
        table = self._index()
        places = iter(table.searchsorted([place for pair in ranges for place in pair]).tolist())
        return [(first, last) for first, last in zip(places, places, strict=True)]

    def place(self, offset: int) -> int:
        """Return the code point that begins at a byte offset."""
        if self.ascii:
            return offset
        if self.table is None:
            self._index()
        return int(self._heads[offset])

    def places(self, offsets: list[int]) -> list[int]:
        """Return the code points that begin at byte offsets."""
        if self.ascii or not offsets:
            return offsets
        code_points: list[int] = self._index()[offsets].tolist()
        return code_points

    def _index(self) -> Any:
        if self.table is None:
            import numpy

            self.table = numpy.zeros(len(self.data) + 1, dtype=numpy.int32)
            heads = (numpy.frombuffer(self.data, dtype=numpy.uint8) & 0xC0) != 0x80
            numpy.cumsum(heads, out=self.table[1:])
            self._heads = memoryview(self.table)  # one place of it comes far quicker than one of an array
        return self.table


def keep_apart(spans: Sequence[tuple[Any, int, int]]) -> list[int]:
    """Return the indices of spans `(strength, start, end)` that survive when stronger ones are placed first."""
    kept: list[int] = []
    cluster: list[int] = []
    reach = -1
    for index in sorted(range(len(spans)), key=lambda i: spans[i][1]):
        if cluster and spans[index][1] >= reach:
            kept += cluster if len(cluster) == 1 else _strongest(spans, cluster)
            cluster = []
        cluster.append(index)
        reach = max(reach, spans[index][2])
    return kept + (cluster if len(cluster) == 1 else _strongest(spans, cluster))


def _strongest(spans: Sequence[tuple[Any, int, int]], cluster: Sequence[int]) -> list[int]:
    """Return which of spans that touch one another survive, by their starts."""
    kept: list[int] = []
    taken: list[tuple[int, int]] = []
    for index in sorted(cluster, key=lambda i: (spans[i][0], spans[i][2] - spans[i][1]), reverse=True):
        _, start, end = spans[index]
        place = bisect(taken, (start, end))
        if place and taken[place - 1][1] > start:
            continue
        if place < len(taken) and taken[place][0] < end:
            continue
        taken.insert(place, (start, end))
        kept.append(index)
    return sorted(kept, key=lambda i: spans[i][1])
