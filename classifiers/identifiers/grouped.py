"""Numbers written in groups: `35 044533 315102 8`, `91220102 MA5EB1802H`, `08.546.083-L`, however people part them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import combinations

from assay.classifiers.identifiers.specs import Pattern, Spec
from assay.classifiers.scanning import Buffer, compile_linear, searcher

__all__ = ["Grouped"]

_GROUP = "[0-9A-Za-z]{0,8}[0-9][0-9A-Za-z]{0,15}"
_APART = "(?: ?[.-] ?| )"
_FIRST = f"(?:[A-Z]{{2,6}}{_APART}){{0,2}}"  # groups without a figure stand before others
_AMONG = f"(?:[A-Z]{{1,6}}{_APART}){{0,2}}"
_LAST = f"(?:(?:{_APART}[A-Z]{{1,4}}){{1,2}}|{_APART}[a-z])"  # or at the end
_RUN = (
    f"(?:^|[^0-9A-Za-z.-])(?P<value>{_FIRST}{_GROUP}(?:{_APART}{_AMONG}{_GROUP})+{_LAST}?"
    f"|(?:[A-Za-z]{_APART})?[0-9]{{7,9}}{_LAST}|[A-Za-z]{_APART}[0-9]{{7,9}})(?:$|[^0-9A-Za-z])"
)
_WORD = re.compile("[0-9A-Za-z]+")
_MOST_GROUPS = 9  # a longer run is a row of figures
_FEWEST, _MOST = 8, 34
_FIGURES = 6


class Grouped:
    """Says which patterns a run of groups fits when its blanks, dots and dashes are left out, and where."""

    def __init__(self, patterns: Sequence[tuple[Spec, Pattern, int]]) -> None:
        """Take patterns of whole values with the numbers that they are known by."""
        import re2  # type: ignore[import-untyped]

        run = compile_linear(_RUN)
        self._search, self._value = searcher(run), int(run.groupindex["value"])
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
        for start, end in buffer.find(self._search, self._value):
            if end - start <= _FEWEST or (start, end) in known:
                continue
            words = [(start + m.start(), start + m.end(), m[0]) for m in _WORD.finditer(buffer.text[start:end])]
            if len(words) > _MOST_GROUPS:
                continue
            for first, last in combinations(range(len(words)), 2):
                value = "".join(word for _, _, word in words[first : last + 1])
                if not _FEWEST <= len(value) <= _MOST or sum(map(str.isdigit, value)) < _FIGURES:
                    continue
                fits = self._set.Match(value)
                if fits:
                    whole = first == 0 and last == len(words) - 1
                    numbers = tuple(self._numbers[place] for place in fits)
                    yield words[first][0], words[last][1], value, whole, numbers
