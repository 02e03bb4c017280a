"""Words of our own lists that stand near a value."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assay.classifiers.identifiers.gate import stands_whole
from assay.classifiers.identifiers.specs import Spec

__all__ = ["Heard", "Surroundings", "lowered"]

_GAP = re.compile(
    r"[^0-9。；;!?！？\n\x1d]{0,16}(?:\n(?:\x1d\n)?)?[^0-9。；;!?！？\n\x1d]{0,8}"
    r"|[^0-9.,。；;!?！？\n\x1d]{0,40}(?: is| was| to|:|=)[ \"'“(]{0,3}"  # the badge number on her file is …
    r"|[^0-9.。；;!?！？\n\x1d]{0,24}(?:是|为|成)[ \"'“(]{0,3}"
)
_NAMES_IT = re.compile(  # what stands between a value and its name after it: … is her badge number
    r"[\"'”’)]{0,2}(?: ?\( ?|,? (?:is|was|as) (?:the|my|his|her|our|your|their|its|a) (?:[a-z]{2,12} )?"
    r"|,? ?(?:这个|这|那|就|它|也)?(?:就)?(?:是|作为|为)(?:我|你|他|她|我们|你们|他们|本人|客户|患者|公司|对方)?的?)"
)
_LEADS = re.compile(r"(?:\(| (?:the|my|his|her|our|your|their|its|a)(?: [a-z]{2,12})?|[是为的我你他她们人户者司方]) ?$")
_CLOSES = re.compile(r" ?(?:号码?|编号|no|number|#)?\.? ?(?:\)|$)")
_BEFORE_NAME = 28
_FARTHEST = 52  # of what _GAP takes
_AFTER = 56
_AGAINST = 14
_VALUE = 64
_REACH = 30


class Heard(NamedTuple):
    """A context word, whether it stands as a label right before the value (or heads its column), whether one is own.

    An own word names this kind of number; shared ones name many.
    """

    word: str
    label: bool
    own: bool


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
    _heading: dict[tuple[str, str], str | None] = field(default_factory=dict)

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
        before = _AFTER + _VALUE
        for word in spec.context:
            for place in self.words.get(word, ()):
                far = before if not spec.adjacent or self._leads(place) else 0
                found.append((max(0, place - far), place + len(word) + max(spec.reach, _REACH)))
        return _merged(found)

    def heard(self, spec: Spec, start: int, end: int, bounds: tuple[int, int], header: str) -> Heard | None:
        """Return the context of a value, the header of its column first, then labels, then words around it."""
        if not spec.context:
            return None
        if header:
            if (key := (spec.id, header)) not in self._heading:
                self._heading[key] = _first(spec.context, header)
            if word := self._heading[key]:
                return Heard(word, True, word not in spec.shared)
        before, after = self._beside(spec, start, end, bounds)
        if not (before or after):
            return None
        word = self._label(before, start)
        own = not spec.shared or any(word not in spec.shared for _, word in (*before, *after))
        if word:
            return Heard(word, True, own)
        word = self._named(after, end)
        if word:
            return Heard(word, False, own)
        if spec.adjacent:
            return None
        near = {word for _, word in before} or {word for _, word in after}
        return Heard(next(word for word in spec.context if word in near), False, own)

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
            if end > best_end and start - end <= _FARTHEST and _GAP.fullmatch(self.text, end, start):
                best, best_end = word, end
        return best

    def _leads(self, place: int) -> bool:
        """Say whether what stands before a word may say that it names the value before."""
        return _LEADS.search(self.text[max(0, place - _BEFORE_NAME) : place]) is not None

    def _named(self, after: Sequence[tuple[int, str]], end: int) -> str | None:
        """Return the word that names a value right after it: `E10086 (badge number)`, `E10086是他的工号`."""
        for place, word in after:
            if place - end > _BEFORE_NAME or not _NAMES_IT.fullmatch(self.text, end, place):
                continue
            if "(" not in self.text[place - 2 : place] or _CLOSES.match(self.text, place + len(word)):
                return word
        return None

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
