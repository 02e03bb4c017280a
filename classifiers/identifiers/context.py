"""Words of our own lists that stand near a value."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assay.classifiers.identifiers.gate import stands_whole
from assay.classifiers.identifiers.specs import Spec

__all__ = ["Heard", "Surroundings", "lowered"]

_GAP = re.compile(r"[^0-9。；;!?！？\n\x1d]{0,16}(?:\n(?:\x1d\n)?)?[^0-9。；;!?！？\n\x1d]{0,8}")
_AFTER = 40
_AGAINST = 14
_VALUE = 64
_REACH = 30


@dataclass(frozen=True, slots=True)
class Heard:
    """A context word, and whether it stands as a label right before the value (or heads its column)."""

    word: str
    label: bool


def lowered(text: str) -> str:
    """Return lower case of the same length, with blanks for the underscores of `account_no`."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A text in lower case and where context words stand in it, to be asked about places in it."""

    text: str
    words: Mapping[str, Sequence[int]]
    _near: dict[str, tuple[list[int], list[str]]] = field(default_factory=dict)

    def glued(self) -> list[int]:
        """Return where Latin words end to which a figure is glued."""
        text = self.text
        return [
            place + len(word)
            for word, places in self.words.items()
            if word[-1].isascii() and word[-1].isalpha()
            for place in places
            if text[place + len(word) : place + len(word) + 1].isdecimal() and text[place + len(word) - 1] == word[-1]
        ]

    def windows(self, spec: Spec, whole: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return where values of a detector that needs context may start: near its words, or in `whole` ranges."""
        found = list(whole)
        before = 0 if spec.adjacent else _AFTER + _VALUE
        for word in spec.context:
            for place in self.words.get(word, ()):
                found.append((max(0, place - before), place + len(word) + max(spec.reach, _REACH)))
        return _merged(found)

    def heard(self, spec: Spec, start: int, end: int, bounds: tuple[int, int], header: str) -> Heard | None:
        """Return the context of a value, the header of its column first, then labels, then words around it."""
        if not spec.context:
            return None
        if header:
            word = _first(spec.context, header)
            if word:
                return Heard(word, True)
        before, after = self._beside(spec, start, end, bounds)
        word = self._label(before, start)
        if word:
            return Heard(word, True)
        if spec.adjacent or not (before or after):
            return None
        near = {word for _, word in before} or {word for _, word in after}
        return Heard(next(word for word in spec.context if word in near), False)

    def _beside(
        self, spec: Spec, start: int, end: int, bounds: tuple[int, int]
    ) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """Return a detector's words before a value and after it, with their places, as far as it listens."""
        known = self._near.get(spec.id)
        if known is None:
            pairs = sorted((place, word) for word in spec.context for place in self.words.get(word, ()))
            known = self._near[spec.id] = [place for place, _ in pairs], [word for _, word in pairs]
        places, words = known
        first, last = max(bounds[0], start - spec.reach), min(bounds[1], end + _AFTER)
        before: list[tuple[int, str]] = []
        after: list[tuple[int, str]] = []
        for index in range(bisect_left(places, first), len(places)):
            place, word = places[index], words[index]
            if place + len(word) > last:
                if place >= last:
                    break
            elif place + len(word) <= start:
                before.append((place, word))
            elif place >= end:
                after.append((place, word))
        return before, after

    def _label(self, before: Sequence[tuple[int, str]], start: int) -> str | None:
        """Return the last word that stands as a label right before a place."""
        best, best_end = None, -1
        for place, word in before:
            end = place + len(word)
            if end > best_end and _GAP.fullmatch(self.text, end, start):
                best, best_end = word, end
        return best

    def speaks_against(self, spec: Spec, start: int, bounds: tuple[int, int], header: str) -> bool:
        """Say whether a word right before the value (or the header) means that it is something else."""
        if not spec.against:
            return False
        before = self.text[max(bounds[0], start - _AGAINST) : start]
        return bool(_label(spec.against, before) or (header and _first(spec.against, header)))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _places(word: str, text: str) -> Iterable[int]:
    place = text.find(word)
    while place >= 0:
        if stands_whole(word, text, place):
            yield place
        place = text.find(word, place + 1)


def _first(words: tuple[str, ...], text: str) -> str | None:
    for word in words:
        if word in text and any(True for _ in _places(word, text)):
            return word
    return None


def _label(words: tuple[str, ...], before: str) -> str | None:
    best, best_end = None, -1
    for word in words:
        if word not in before:
            continue
        for place in _places(word, before):
            end = place + len(word)
            if end > best_end and _GAP.fullmatch(before, end):
                best, best_end = word, end
    return best
