"""Text as detectors want it, with the way back: NFKC, no invisible characters, plain dashes and digits."""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any

__all__ = ["APART", "View", "normalise", "splice"]

_INVISIBLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180E),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x20E3, 0x20E3), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xE0000, 0xE01EF),
)  # fmt: skip
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043"
# Blocks that hold compatibility forms and the digits of other scripts; the rest of Unicode is left as it is.
_BLOCKS = (
    (0xA0, 0xBF), (0x660, 0x669), (0x6F0, 0x6F9), (0x966, 0x96F), (0x2000, 0x206F), (0x2070, 0x209F),
    (0x2100, 0x218F), (0x2212, 0x2212), (0x2460, 0x24FF), (0x2776, 0x2793), (0x2F00, 0x2FDF), (0x3000, 0x3000),
    (0x3200, 0x33FF), (0xF900, 0xFAFF), (0xFB00, 0xFB06), (0xFE10, 0xFE6F), (0xFF00, 0xFFEF),
    (0x1D400, 0x1D7FF), (0x1F100, 0x1F1FF),
)  # fmt: skip


APART = "\n\x1d\n"
_SHORT = 1_000  # characters; numpy's calls cost more on less


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return what each character becomes: one other, or none or several."""
    single: dict[str, str] = dict.fromkeys(_DASHES, "-")
    changed: dict[str, str] = {}
    for first, last in _BLOCKS:
        for char in map(chr, range(first, last + 1)):
            folded = _fold(char)
            if folded == char or char in single:
                continue
            (single if len(folded) == 1 else changed)[char] = folded
    for char in map(chr, range(0xD800, 0xE000)):
        single[char] = "\ufffd"
    for first, last in _INVISIBLE:
        changed |= dict.fromkeys(map(chr, range(first, last + 1)), "")
    return {char: put for char, put in single.items() if char not in changed}, changed


def _fold(char: str) -> str:
    decimal = unicodedata.decimal(char, None)
    if decimal is not None:
        return str(decimal)
    folded = unicodedata.normalize("NFKC", char)
    return folded.translate({0x2044: "/"}) if folded.strip() or char.isspace() else char


@dataclass(frozen=True, slots=True)
class View:
    """A text derived from an original, with offsets that lead back.

    `marks` are positions in `text` from which `shifts` hold: original = position + shift. `joins` are positions
    in `text` where something was cut out or put in; `note` says in words what was done.
    """

    text: str
    marks: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()
    joins: tuple[tuple[int, int], ...] = ()
    note: str = ""

    def origin(self, position: int) -> int:
        """Return where the character at `position` stands in the original."""
        place = bisect_right(self.marks, position) - 1
        return position if place < 0 else position + self.shifts[place]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original range of `text[start:end]`, which must not be empty."""
        if not self.marks:
            return start, end
        return self.origin(start), self.origin(end - 1) + 1

    def around(self, near: int) -> View:
        """Return the view of what lies within `near` characters of a join, pieces apart by `\x1d` on a line."""
        ranges: list[tuple[int, int]] = []
        for start, end in self.joins:
            first, last = max(0, start - near), min(len(self.text), end + near)
            if ranges and first <= ranges[-1][1]:
                first, _ = ranges.pop()
            ranges.append((first, last))
        pieces: list[str] = []
        marks: list[int] = []
        shifts: list[int] = []
        joins: list[tuple[int, int]] = []
        position = mark = join = 0
        for first, last in ranges:
            back = first - position
            place = bisect_right(self.marks, first) - 1
            marks.append(position)
            shifts.append(back + (self.shifts[place] if place >= 0 else 0))
            mark = place + 1
            while mark < len(self.marks) and self.marks[mark] < last:
                marks.append(self.marks[mark] - back)
                shifts.append(self.shifts[mark] + back)
                mark += 1
            while join < len(self.joins) and self.joins[join][1] <= last:
                joins.append((self.joins[join][0] - back, self.joins[join][1] - back))
                join += 1
            pieces.append(self.text[first:last])
            position += last - first + len(APART)
        return View(APART.join(pieces), tuple(marks), tuple(shifts), tuple(joins), self.note)


def normalise(original: str) -> View:
    """Return the view of a text that patterns are matched on; linear in its length."""
    if original.isascii():
        return View(original)
    single, changed = _tables()
    replaced, places = _special(original)
    text = original
    for char in replaced:
        text = text.replace(char, single[char])
    edits: list[tuple[int, int, str]] = []
    for place in places:
        put = changed[text[place]]
        if edits and not put and not edits[-1][2] and edits[-1][1] == place:
            edits[-1] = (edits[-1][0], place + 1, "")  # neighbours that are cut out are one edit
        else:
            edits.append((place, place + 1, put))
    return splice(text, edits)


def _special(text: str) -> tuple[set[str], list[int]]:
    """Return the characters that become one other, and the places of those that become none or several."""
    single, changed = _tables()
    if len(text) < _SHORT:
        return set(text) & single.keys(), [place for place, char in enumerate(text) if char in changed]
    import numpy

    codes = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=numpy.uint32)
    kinds = _kinds()[codes]
    replaced = numpy.unique(codes[kinds == 1])
    return set(map(chr, replaced.tolist())), numpy.flatnonzero(kinds == 2).tolist()


@cache
def _kinds() -> Any:
    """Return, by code point, 1 for what becomes one other character and 2 for what becomes none or several."""
    import numpy

    kinds = numpy.zeros(sys.maxunicode + 1, dtype=numpy.uint8)
    for kind, table in enumerate(_tables(), 1):
        kinds[[ord(char) for char in table]] = kind
    return kinds


def splice(original: str, edits: list[tuple[int, int, str]], note: str = "") -> View:
    """Return the view in which each `original[start:end]` is replaced; edits are sorted and do not overlap.

    Every character put in leads back to the first character of what it replaced, the last one to the last.
    """
    if not edits:
        return View(original, note=note)
    pieces: list[str] = []
    marks: list[int] = []
    shifts: list[int] = []
    joins: list[tuple[int, int]] = []
    position = done = 0
    for start, end, put in edits:
        pieces.append(original[done:start])
        position += start - done
        joins.append((position, position + len(put)))
        for index in range(len(put)):
            home = min(start + index, end - 1) if index < len(put) - 1 else end - 1
            marks.append(position + index)
            shifts.append(home - position - index)
        pieces.append(put)
        position += len(put)
        done = end
        marks.append(position)
        shifts.append(done - position)
    pieces.append(original[done:])
    return View("".join(pieces), tuple(marks), tuple(shifts), tuple(joins), note)
