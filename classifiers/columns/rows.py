"""Columns that are one thing together: the given name and the surname of a row, its latitude and longitude."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assay.classifiers.columns.judge import Verdict
from assay.classifiers.columns.profile import Profile
from assay.classifiers.names.detector import normal_name
from assay.governance.domain import Segment

__all__ = ["whole_values"]

_JOINED = (("given_name", "surname"), ("latitude", "longitude"))
_HAN = re.compile(r"[\u3400-\u9fff]")


def whole_values(
    columns: Sequence[Profile], verdicts: Sequence[Verdict | None], shortened: Mapping[int, int]
) -> dict[int, list[str]]:
    """Return by segment the normal of each of its lines: `jane smith` for the cell of either name, empty for none.

    Blocks that were shortened to their distinct values have no rows; they are left out.
    """
    found: dict[int, list[str]] = {}
    tables: dict[object, dict[str, Profile]] = {}
    for column, verdict in zip(columns, verdicts, strict=True):
        if verdict is not None:
            tables.setdefault(column.place, {}).setdefault(verdict.kind.id, column)
    for kinds in tables.values():
        for first, second in _JOINED:
            if first in kinds and second in kinds:
                for one, other in zip(kinds[first].segments, kinds[second].segments, strict=False):
                    if one.index not in shortened and other.index not in shortened:
                        _join(found, one, other, first)
    return found


def _join(found: dict[int, list[str]], one: Segment, other: Segment, kind: str) -> None:
    rows = {row: cell.strip() for row, cell in _lines(other)}
    wholes = {row: _whole(cell.strip(), rows.get(row, ""), kind) for row, cell in _lines(one)}
    for segment in (one, other):
        found[segment.index] = [wholes.get(row, "") for row, _ in _lines(segment)]


def _lines(segment: Segment) -> list[tuple[int, str]]:
    return list(enumerate(segment.text.split("\n"), segment.locator.row or 1))


def _whole(first: str, second: str, kind: str) -> str:
    if not first or not second:
        return ""
    if kind == "latitude":
        return f"{first},{second}"
    return normal_name("person", second + first if _HAN.search(first) else f"{first} {second}")
