"""A column put together from its blocks: its header, how many cells are filled, and a fair sample of its values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from assay.governance.domain import Detection, Locator, Segment, SegmentKind, labels

__all__ = ["NOTHING", "Place", "Profile", "profiles"]

NOTHING = frozenset({"", "-", "--", "—", "/", "n/a", "na", "null", "none", "nan", "#n/a", "无", "空", "暂无", "缺失"})
_LONGEST_NOTHING = max(map(len, NOTHING))  # folding a value never makes it shorter
_SAMPLE = 240
_FIRST = 60
_DESTROYED = re.compile(r"\d(?:\.\d+)?[Ee]\+(?:1\d|2\d)|\d{15}0{1,4}")
_COVERS = 0.8

Place = tuple[str | None, str | None, str | None, int | None]


@dataclass(slots=True)
class Profile:
    """One column: where it is, its cells by segment, and what detectors found in them.

    `sample` are different values, evenly drawn; `first` are cells in their order; `groups` by value of the sample the
    labels and their groups that stand for most of it; `destroyed` the share of numbers that a spreadsheet cut.
    """

    place: Place
    header: str
    locator: Locator
    segments: list[Segment] = field(default_factory=list)
    filled: int = 0
    distinct: int = 0
    sample: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    destroyed: float = 0.0


def profiles(
    segments: Sequence[Segment], found: Sequence[Detection], filled: Mapping[int, int] | None = None
) -> list[Profile]:
    """Return the columns of all tables in order; `filled` are the real numbers of cells of shortened segments."""
    columns: dict[tuple[Place, str], Profile] = {}
    for segment in segments:
        if segment.kind is not SegmentKind.COLUMN:
            continue
        at = segment.locator
        place = (at.member, at.part, at.sheet, at.page)
        key = (place, at.column or segment.context)
        known = columns.setdefault(key, Profile(place, segment.context, Locator(
            member=at.member, part=at.part, sheet=at.sheet, page=at.page, column=at.column)))  # fmt: skip
        known.segments.append(segment)
    held: dict[int, list[Detection]] = {}
    for detection in found:
        held.setdefault(detection.segment, []).append(detection)
    for profile in columns.values():
        _fill(profile, held, filled or {})
    return list(columns.values())


def _fill(profile: Profile, held: Mapping[int, Sequence[Detection]], filled: Mapping[int, int]) -> None:
    seen: dict[str, None] = {}
    for segment in profile.segments:
        cells = [cell.strip() for cell in segment.text.split("\n")]
        if len(profile.first) < _FIRST:
            profile.first += [cell for cell in cells if cell][: _FIRST - len(profile.first)]
        seen.update(dict.fromkeys(cells))
        profile.filled += filled.get(segment.index, sum(map(bool, cells)))
    for nothing in [value for value in seen if len(value) <= _LONGEST_NOTHING and value.casefold() in NOTHING]:
        del seen[nothing]
    profile.distinct = len(seen)
    step = max(1, len(seen) // _SAMPLE)
    profile.sample = [_copied(value) for value in islice(seen, 0, step * _SAMPLE, step)]
    groups: dict[str, set[str]] = {value: set() for value in profile.sample}
    for segment in profile.segments:
        for cell, group in _covered(segment, held.get(segment.index, ())):
            if cell in groups:
                groups[cell].update(group)
    profile.groups = {cell: frozenset(names) for cell, names in groups.items()}
    if profile.sample:
        profile.destroyed = sum(bool(_DESTROYED.fullmatch(it)) for it in profile.sample) / len(profile.sample)


def _copied(value: str) -> str:
    """Return a text that stands elsewhere: checks remember values, and one of a column keeps what lies around it."""
    return f"{value} "[:-1]


def _covered(segment: Segment, found: Sequence[Detection]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield cells, with label and group of a detection that stands for most of the cell."""
    text = segment.text
    for detection in found:
        first = text.rfind("\n", 0, detection.start) + 1
        last = text.find("\n", detection.start)
        cell = text[first : len(text) if last < 0 else last].strip()
        if detection.end - detection.start >= _COVERS * len(cell):
            yield cell, (detection.label, labels()[detection.label].group)
