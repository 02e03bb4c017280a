"""Issues of tables: values that a spreadsheet destroyed, mixed types, gaps and repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assay.governance.domain import Issue
from assay.governance.quality.catalogue import IssueType
from assay.governance.quality.look import Column, Look, looks_for

_EXPONENT = re.compile(r"\d(?:\.\d+)?[Ee]\+(?:1[5-9]|2\d)")
_LONG = re.compile(r"\d{16,19}")
_KEPT_DIGITS = 15
_LONG_ENOUGH_ALONE = 18
_PHONE_FLOAT = re.compile(r"(?:86)?1[3-9]\d{9}\.0+")
_NUMBER = re.compile(r"[-+]?[¥￥$€£]?\s?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?\s?[%元万亿]?")
_DATE = re.compile(
    r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
)
_FEWEST = 10
_FEWEST_ROWS = 5
_RULING = 0.6


@looks_for("destroyed-long-numbers")
def _destroyed(look: Look, kind: IssueType) -> Iterator[Issue]:
    """A long number keeps fifteen digits in a spreadsheet: `1.10101E+17`, or zeros from the sixteenth on."""
    in_columns = 0
    for column in look.columns:
        if count := _destroyed_in(column):
            in_columns += count
            yield kind.issue(column.locator, count=count)
    counted = int(look.fact("destroyed_long_numbers") or 0)
    if counted and not in_columns:
        yield kind.issue(count=counted)


def _destroyed_in(column: Column) -> int:
    cells = [cell.strip().removesuffix(".0") for cell in column.values.values()]
    long = [cell for cell in cells if _LONG.fullmatch(cell)]
    zeroed = [cell for cell in long if not cell[_KEPT_DIGITS:].strip("0")]
    alone = len(long) == 1 and len(long[0]) >= _LONG_ENOUGH_ALONE
    if 2 * len(zeroed) < len(long) or not (len(zeroed) > 1 or alone):
        zeroed = []
    return len(zeroed) + sum(_EXPONENT.fullmatch(cell) is not None for cell in cells)


@looks_for("phones-as-floats")
def _phones(look: Look, kind: IssueType) -> Iterator[Issue]:
    for column in look.columns:
        if count := sum(_PHONE_FLOAT.fullmatch(cell.strip()) is not None for cell in column.values.values()):
            yield kind.issue(column.locator, count=count)


@looks_for("mixed-types-in-column")
def _mixed(look: Look, kind: IssueType) -> Iterator[Issue]:
    """Numbers among words are words; words among numbers or dates are strays."""
    for column in look.columns:
        cells = list(column.values.values())
        if len(cells) < _FEWEST:
            continue
        ruling, count = Counter(map(_type, cells)).most_common(1)[0]
        share = 1 - count / len(cells)
        if ruling != "text" and count / len(cells) >= _RULING and share > kind.limit:
            yield kind.issue(column.locator, share=round(share, 4), cells=len(cells))


def _type(cell: str) -> str:
    text = cell.strip()
    return "number" if _NUMBER.fullmatch(text) else "date" if _DATE.fullmatch(text) else "text"


@looks_for("missing-values")
def _missing(look: Look, kind: IssueType) -> Iterator[Issue]:
    for columns in look.sheets.values():
        rows = len(set().union(*(column.cells for column in columns)))
        if rows < _FEWEST_ROWS:
            continue
        for column in columns:
            filled = len(column.values)
            if filled / rows < kind.limit:
                yield kind.issue(column.locator, missing=rows - filled, rows=rows)


@looks_for("duplicate-rows")
def _duplicates(look: Look, kind: IssueType) -> Iterator[Issue]:
    """A table of one column is a list, and its repetitions are values, not rows."""
    for place, columns in look.sheets.items():
        rows: dict[int, list[tuple[int, str]]] = {}
        for number, column in enumerate(columns):
            for row, cell in column.cells.items():
                rows.setdefault(row, []).append((number, cell.strip()))
        count = len(rows) - len({tuple(cells) for cells in rows.values()})
        if len(columns) > 1 and len(rows) >= _FEWEST_ROWS and count / len(rows) > kind.limit:
            yield kind.issue(place, count=count, rows=len(rows))
