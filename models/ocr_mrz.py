"""Machine-readable zones of passports, visas and identity cards among the lines of a picture.

Source: ICAO Doc 9303, parts 3 to 7 (formats TD1, TD2, TD3, MRV-A, MRV-B; check digits: weights 7, 3, 1). Recognisers
take O for 0 and the like; where a field holds letters alone, or digits alone, that is mended. In a document's number
it is mended where exactly one way of it makes the check digits hold: they are too few to prove more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from assay.governance.domain import Anchor
from assay.models.ocr_lines import Line, Region

__all__ = ["Zone", "find_zones", "mended"]

_LIKE_DIGITS = str.maketrans("OQDILZSBG", "000112586")
_LIKE_LETTERS = str.maketrans("01258", "OIZSB")
_TWINS = {"O": "0", "0": "O", "I": "1", "1": "I"}
_OTHER_SIGNS = str.maketrans({"«": "<<", "‹": "<", "く": "<", "〈": "<", "《": "<<", " ": None})
_ALPHABET = re.compile(r"[A-Z0-9<]+")
_SLACK = 3
_MOST_SWAPS = 2

_Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """One layout: how its lines begin, where digits and letters stand, and (field, check digit) as spans.

    Spans count over all lines joined. `whole` is what the last check digit covers, empty where there is none.
    """

    name: str
    lines: int
    length: int
    begins: str
    digits: _Spans
    letters: _Spans
    number: tuple[int, int]
    checks: _Spans
    whole: _Spans = ()


def _two_lines(name: str, length: int, begins: str, *, whole: bool) -> _Format:
    """The layouts of two lines differ in their length and in their end alone."""
    at = length
    return _Format(
        name=name, lines=2, length=length, begins=begins,
        digits=((at + 9, at + 10), (at + 13, at + 20), (at + 21, at + 28), *(((2 * at - 1, 2 * at),) if whole else ())),
        letters=((0, at), (at + 10, at + 13), (at + 20, at + 21)), number=(at, at + 9),
        checks=((at, at + 9), (at + 13, at + 19), (at + 21, at + 27)),
        whole=((at, at + 10), (at + 13, at + 20), (at + 21, 2 * at - 1)) if whole else (),
    )  # fmt: skip


_FORMATS = (
    _Format(
        name="TD1", lines=3, length=30, begins="ACI",
        digits=((14, 15), (30, 37), (38, 45), (59, 60)), letters=((0, 5), (37, 38), (45, 48), (60, 90)),
        number=(5, 14), checks=((5, 14), (30, 36), (38, 44)), whole=((5, 30), (30, 37), (38, 45), (48, 59)),
    ),
    _two_lines("TD3", 44, "P", whole=True), _two_lines("MRV-A", 44, "V", whole=False),
    _two_lines("TD2", 36, "ACI", whole=True), _two_lines("MRV-B", 36, "V", whole=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone: its format, where its first line is among the lines, its lines as they should read.

    `valid` says that every check digit holds; the lines are mended only then.
    """

    format: str
    first: int
    lines: tuple[str, ...]
    valid: bool


def mended(regions: Sequence[Region]) -> tuple[list[Region], list[Zone]]:
    """Return the lines of a picture, those of valid zones as they should read, and the zones.

    A zone's letters are all of one width, so that each field's box follows from its place in the line.
    """
    done, zones = list(regions), find_zones([region.line.text for region in regions])
    for zone in zones:
        for place, text in enumerate(zone.lines, zone.first) if zone.valid else ():
            line = replace(done[place].line, text=text, words=tuple(_fields(text, done[place].line)))
            done[place] = replace(done[place], line=line)
    return done, zones


def _fields(text: str, line: Line) -> Iterator[Anchor]:
    left, top, right, bottom = line.box
    step = (right - left) / len(text)
    for run in re.finditer("[^<]+", text):
        box = round(left + step * run.start(), 5), top, round(left + step * run.end(), 5), bottom
        yield Anchor(start=run.start(), end=run.end(), box=box)


def find_zones(texts: Sequence[str]) -> list[Zone]:
    """Return the zones among lines that are in reading order; no line belongs to two."""
    tidy = [_tidy(text) for text in texts]
    zones: list[Zone] = []
    at = 0
    while at < len(tidy):
        found = [zone for form in _FORMATS if (zone := _zone(form, tidy, at)) is not None]
        if not found:
            at += 1
            continue
        zones.append(max(found, key=lambda zone: zone.valid))
        at += len(zones[-1].lines)
    return zones


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper().translate(_OTHER_SIGNS)
    return plain if _ALPHABET.fullmatch(plain) else ""


def _zone(form: _Format, tidy: Sequence[str], first: int) -> Zone | None:
    lines = tidy[first : first + form.lines]
    if len(lines) < form.lines or lines[0][:1] not in form.begins or "<" not in lines[0]:
        return None
    if any(abs(len(line) - form.length) > _SLACK or not line for line in lines):
        return None
    for texts in _readings(form, "".join(_of_length(line, form.length) for line in lines)):
        held = [text for text in texts if _holds(form, text)]
        if len(held) == 1:
            starts = range(0, len(held[0]), form.length)
            cut = tuple(held[0][start : start + form.length] for start in starts)
            return Zone(format=form.name, first=first, lines=cut, valid=True)
    return Zone(format=form.name, first=first, lines=tuple(lines), valid=False) if _shaped(form, lines) else None


def _of_length(line: str, length: int) -> str:
    """Give a line its length: what is miscounted are fillers, in their longest run."""
    runs = sorted(re.finditer("<+", line), key=lambda run: run.end() - run.start())
    if len(line) == length or not runs:
        return line[:length].ljust(length, "<")
    run = runs[-1]
    filler = "<" * max(1, run.end() - run.start() + length - len(line))
    return (line[: run.start()] + filler + line[run.end() :])[:length].ljust(length, "<")


def _readings(form: _Format, text: str) -> Iterator[list[str]]:
    """Yield the text with its fields mended, then all readings with one, with two signs of the number mended too."""
    marks = list(text)
    for spans, like in ((form.digits, _LIKE_DIGITS), (form.letters, _LIKE_LETTERS)):
        for start, end in spans:
            marks[start:end] = "".join(marks[start:end]).translate(like)
    yield ["".join(marks)]
    places = [place for place in range(*form.number) if marks[place] in _TWINS]
    for count in range(1, _MOST_SWAPS + 1):
        yield [_swapped(marks, chosen) for chosen in combinations(places, count)]


def _swapped(marks: Sequence[str], places: Sequence[int]) -> str:
    return "".join(_TWINS[mark] if place in places else mark for place, mark in enumerate(marks))


def _holds(form: _Format, text: str) -> bool:
    fields = [(text[start:end], text[end]) for start, end in form.checks]
    if form.whole:
        fields.append(("".join(text[start:end] for start, end in form.whole), text[_last(form)]))
    return all(digit.isdigit() and _digit(field) == int(digit) for field, digit in fields)


def _last(form: _Format) -> int:
    return form.digits[-1][0]


def _digit(field: str) -> int:
    values = (0 if char == "<" else int(char, 36) for char in field)
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10


def _shaped(form: _Format, lines: Sequence[str]) -> bool:
    """Say whether lines that do not check are a zone all the same: long, filled up, a name in two parts."""
    return all(len(line) == form.length for line in lines) and any("<<" in line.rstrip("<") for line in lines)
