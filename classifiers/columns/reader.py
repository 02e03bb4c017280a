"""Reads tables by column: what cells are that only their column tells, and what each column is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import ClassVar, Literal

from assay.classifiers.columns.chance import weakened
from assay.classifiers.columns.judge import Verdict, judged
from assay.classifiers.columns.profile import NOTHING, Profile, profiles
from assay.classifiers.columns.rows import whole_values
from assay.classifiers.columns.split import split_numbers
from assay.classifiers.identifiers.normals import NORMALS
from assay.classifiers.identifiers.specs import load_specs
from assay.classifiers.names.detector import normal_name
from assay.classifiers.subjects import Role, Subjects
from assay.governance.domain import ColumnReading, Detection, Facet, Segment, Subject, labels

__all__ = ["ColumnReader"]

_SURE_ENOUGH = 0.6
_STAYS = 0.85
_PARTS = frozenset({"given_name", "surname", "latitude", "longitude"})
_NAMES = frozenset({"person", "organization", "location", "address"})


class ColumnReader:
    """Judges columns of tables after the detectors have read their cells.

    A column whose type has a label makes findings of the cells that fit and that no detector found; two columns that
    are one thing, given names and surnames, latitudes and longitudes, have one normal a row. Names that detectors
    guessed in a column of another kind give way unless they are sure; checksums that hold no oftener than chance has
    it count little.
    """

    name: ClassVar[str] = "columns"
    version: ClassVar[str] = "1"
    kind: ClassVar[Literal["columns"]] = "columns"

    def read(
        self, segments: Sequence[Segment], found: Sequence[Detection], filled: Mapping[int, int] | None = None
    ) -> ColumnReading:
        """Return all detections, those of columns among them, and a facet a column that has a type.

        `filled` are the real numbers of cells of segments that hold their distinct values alone; their rows are not
        told apart.
        """
        columns = profiles(segments, found, filled)
        if not columns:
            return ColumnReading(detections=tuple(found))
        held: dict[int, list[Detection]] = {}
        for detection in found:
            held.setdefault(detection.segment, []).append(detection)
        subjects = Subjects(list(segments))
        facets: list[Facet] = []
        verdicts = judged(columns)
        whole = whole_values(columns, verdicts, filled or {})
        for column, verdict in zip(columns, verdicts, strict=True):
            if verdict is not None:
                facets.append(_facet(column, verdict))
            for segment in column.segments:
                own = held.get(segment.index, [])
                if verdict is not None and _makes_findings(verdict):
                    own = list(_merged(segment, own, verdict, subjects, whole.get(segment.index)))
                held[segment.index] = own
            _weaken(column, held, verdict)
        if not filled:
            _put(held, split_numbers(columns))
        return ColumnReading(
            detections=tuple(it for index in sorted(held) for it in sorted(held[index], key=lambda it: it.start)),
            facets=tuple(facets),
        )


def _put(held: dict[int, list[Detection]], halves: Iterable[Detection]) -> None:
    """Put the halves of numbers in the place of what else was seen in their cells."""
    for half in halves:
        others = held.get(half.segment, [])
        held[half.segment] = [*(it for it in others if it.end <= half.start or it.start >= half.end), half]


def _makes_findings(verdict: Verdict) -> bool:
    return _label(verdict) is not None and verdict.score >= _SURE_ENOUGH and not verdict.damaged


def _label(verdict: Verdict) -> str | None:
    if verdict.kind.id in {"latitude", "longitude"}:
        return "geo_pair" if verdict.beside else None
    return verdict.kind.label


def _weaken(column: Profile, held: dict[int, list[Detection]], verdict: Verdict | None) -> None:
    found = [it for segment in column.segments for it in held.get(segment.index, ())]
    if verdict is not None and verdict.kind.label is not None and verdict.phrase:
        return
    for segment in column.segments:
        held[segment.index] = []
    for detection in weakened(column, found):
        held[detection.segment].append(detection)


def _merged(
    segment: Segment, found: Sequence[Detection], verdict: Verdict, subjects: Subjects,
    whole: Sequence[str] | None,
) -> Iterator[Detection]:  # fmt: skip
    """Yield the detections of a block: what was found, what gives way to the column's type, and the cells beside."""
    label = _label(verdict)
    assert label is not None  # noqa: S101 - only columns with a label come here
    group = labels()[label].group
    starts = [*(it.start for it in found), len(segment.text) + 1]
    taken: set[int] = set()
    nothing: frozenset[str] = frozenset()
    start = begun = 0
    role = subjects.of(segment, 0, label)
    for line, cell in enumerate(segment.text.split("\n")):
        value = cell.strip()
        first = start + len(cell) - len(cell.lstrip())
        start += len(cell) + 1
        ended = begun = bisect_left(starts, first, begun)
        while starts[ended] < first + len(value):
            ended += 1
        inside = range(begun, ended)
        if inside and any([_stays(found[place], group, verdict, value) for place in inside]):
            continue  # as in most cells of most columns, so asked first
        if not value or value.casefold() in NOTHING or not verdict.kind.fits(value, nothing):
            continue
        taken.update(inside)
        normal = whole[line] if whole is not None else ""
        yield _detection(segment, first, value, label, verdict, normal or _normal(label)(value), role)
    yield from (it for place, it in enumerate(found) if place not in taken)


def _stays(found: Detection, group: str, verdict: Verdict, value: str) -> bool:
    """Say whether what a detector found in a cell stands before the column's type."""
    other = labels()[found.label].group
    if verdict.kind.id in _PARTS and other == group:
        return False
    if other == group:
        return True
    return found.score >= _STAYS if other in _NAMES else found.score >= _SURE_ENOUGH


def _detection(
    segment: Segment, start: int, value: str, label: str, verdict: Verdict, normal: str, role: Role
) -> Detection:
    why = [_why(verdict)]
    if label == "geo_pair":
        why.append(f"{len(value.partition('.')[2])} decimals")
    if role.subject is not Subject.UNKNOWN and role.why:
        why.append(role.why)
    return Detection(
        label=label,
        segment=segment.index,
        start=start,
        end=start + len(value),
        value=segment.text[start : start + len(value)],
        normal=normal,
        score=round(min(verdict.score, 0.97), 2),
        detector=f"columns/{verdict.kind.id}@1",
        why=", ".join(why),
        subject=role.subject,
    )


def _why(verdict: Verdict) -> str:
    """Return what speaks for a column, in our own words alone."""
    parts = [f"column of {verdict.kind.says.en}"]
    if verdict.phrase:
        parts.append(f"header {verdict.phrase}")
    if verdict.damaged:
        parts.append(f"{verdict.share:.0%} of its values were cut by a spreadsheet")
    else:
        parts.append(f"{verdict.share:.0%} of its values fit")
    if verdict.beside:
        parts.append(f"beside a column of {_says(verdict.beside)}")
    return ", ".join(parts)


def _says(kind: str) -> str:
    from assay.classifiers.columns.types import load_types

    return next(it.says.en for it in load_types() if it.id == kind)


def _facet(column: Profile, verdict: Verdict) -> Facet:
    return Facet(
        kind="column", value=verdict.kind.id, label=verdict.kind.says, score=round(verdict.score, 4),
        why=_why(verdict), locator=column.locator,
    )  # fmt: skip


@cache
def _normal(label: str) -> Callable[[str], str]:
    if labels()[label].group in _NAMES:
        return lambda value: normal_name(label, value)
    named = {spec.label: NORMALS[spec.normal] for spec in load_specs()}
    return named.get(label, NORMALS["lower"] if label == "login_name" else NORMALS["compact"])
