"""Numbers written in groups: `35 044533 315102 8`, `91220102 MA5EB1802H`, `08.546.083-L`, however people part them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from assay.classifiers.identifiers.specs import Pattern, Spec
from assay.classifiers.scanning import Buffer, compile_linear, searcher

__all__ = ["Grouped"]

_GROUP = "[0-9A-Za-z]{0,8}[0-9][0-9A-Za-z]{0,15}"
_APART = "(?: ?[.-] ?| )"
_FIRST = f"(?:[A-Z]{{2,6}}{_APART}){{0,2}}"  # groups without a figure stand before others
_AMONG = f"(?:[A-Z]{{1,6}}{_APART}){{0,2}}"
_LAST = f"(?:(?:{_APART}[A-Z]{{1,4}}){{1,2}}|{_APART}[a-z])"  # or at the end
_RUN = (
    f"(?:^|[^0-9A-Za-z.-])(?:{_FIRST}{_GROUP}(?:{_APART}{_AMONG}{_GROUP})+{_LAST}?"
    f"|(?:[A-Za-z]{_APART})?[0-9]{{7,9}}{_LAST}|[A-Za-z]{_APART}[0-9]{{7,9}})(?:$|[^0-9A-Za-z])"
)
_WORD = re.compile(b"[0-9A-Za-z]+")
_NO_FIGURES = bytes(set(range(256)) - set(b"0123456789"))
_MOST_GROUPS = 9  # a longer run is a row of figures
_FEWEST, _MOST = 8, 34
_FIGURES = 6


class Grouped:
    """Says which patterns a run of groups fits when its blanks, dots and dashes are left out, and where."""

    def __init__(self, patterns: Sequence[tuple[Spec, Pattern, int]]) -> None:
        """Take patterns of whole values with the numbers that they are known by."""
        import re2  # type: ignore[import-untyped]

        self._search = searcher(compile_linear(_RUN))
        options = re2.Options()
        options.log_errors = False
        self._set = re2.Set.FullMatchSet(options)
        self._numbers = []
        for spec, pattern, number in patterns:
            if spec.grouped and not pattern.labelled and not pattern.lines:
                self._set.Add(("(?i)" if pattern.ignore_case else "") + pattern.source)
                self._numbers.append(number)
        if self._numbers:
            self._set.Compile()

    def candidates(
        self, buffer: Buffer, known: Container[tuple[int, int]]
    ) -> Iterator[tuple[int, int, str, bool, tuple[int, ...]]]:
        """Yield (start, end, value without what parts it, whether the run is whole, numbers of patterns that fit).

        Runs that are `known` for something are passed over.
        """
        if not self._numbers:
            return
        data, position, size = buffer.data, 0, len(buffer.data)
        while (spans := self._search(data, position, size)) is not None:
            first, last = spans[0]  # with the characters beside it: a group of its own would cost more
            position = max(last - 1, position + 1)
            run = data[first:last]
            if last - first <= _FEWEST or len(run.translate(None, _NO_FIGURES)) < _FIGURES:
                continue
            words = [(m.start(), m.end(), m[0].decode()) for m in _WORD.finditer(run)]
            start = buffer.place(first + words[0][0])
            if len(words) > _MOST_GROUPS or (start, start + words[-1][1] - words[0][0]) in known:
                continue
            yield from self._parts([(start + b - words[0][0], start + e - words[0][0], word) for b, e, word in words])

    def _parts(self, words: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str, bool, tuple[int, ...]]]:
        """Yield what fits of the parts that begin a run, or follow its first letters: before them stands their name."""
        for first in range(len(words) - 1):
            if first and not words[first - 1][2].isalpha():
                break
            value = words[first][2]
            for last in range(first + 1, len(words)):
                value += words[last][2]
                if len(value) > _MOST:
                    break
                if len(value) < _FEWEST or sum(map(str.isdigit, value)) < _FIGURES:
                    continue
                if fits := self._set.Match(value):
                    whole = first == 0 and last == len(words) - 1
                    yield words[first][0], words[last][1], value, whole, tuple(self._numbers[it] for it in fits)
