"""Issues of tables: values that a spreadsheet destroyed, mixed types, gaps and repetition."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

from assay.governance.domain import Issue, Segment
from assay.governance.quality.catalogue import IssueType
from assay.governance.quality.look import Column, Look, looks_for

_EXPONENT = re.compile(r"\d(?:\.\d+)?[Ee]\+(?:1[5-9]|2\d)")
_LONG = re.compile(r"\d{16,19}")
_KEPT_DIGITS = 15
_LONG_ENOUGH_ALONE = 18
_PHONE_FLOAT = re.compile(r"(?:86)?1[3-9]\d{9}\.0+")
_NUMBER = re.compile(
    r"[-+]?[¥￥$€£]?\s?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?\s?[%元万亿]?"
    r"|\d{17}[xX]"  # a resident number's check may be a letter
)
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
        if count := _destroyed_in(_figures(column)):
            in_columns += count
            yield kind.issue(column.locator, count=count)
    counted = int(look.fact("destroyed_long_numbers") or 0)
    if counted and not in_columns:
        yield kind.issue(count=counted)


def _destroyed_in(figures: Counter[str]) -> int:
    zeroed, long = figures["zeroed"], figures["long"]
    if 2 * zeroed < long or not (zeroed > 1 or (long == 1 and figures["very long"])):
        zeroed = 0
    return zeroed + figures["exponent"]


def _figures(column: Column) -> Counter[str]:
    """Return how many cells of a column are what; each distinct value is looked at once."""
    figures = column.figures
    if figures:
        return figures
    filled = numbers = dates = exponents = phones = long = very_long = zeroed = 0
    for cell, count in column.values:
        filled += count
        if cell.isdecimal() or _NUMBER.fullmatch(cell):
            numbers += count
        elif _DATE.fullmatch(cell):
            dates += count
        if "+" in cell and _EXPONENT.fullmatch(cell):
            exponents += count
        elif "." in cell and _PHONE_FLOAT.fullmatch(cell):
            phones += count
        elif len(cell) > _KEPT_DIGITS and _LONG.fullmatch(number := cell.removesuffix(".0")):
            long += count
            very_long += count * (len(number) >= _LONG_ENOUGH_ALONE)
            zeroed += count * (not number[_KEPT_DIGITS:].strip("0"))
    figures.update(filled=filled, number=numbers, date=dates, text=filled - numbers - dates)
    figures.update({"exponent": exponents, "phone": phones, "long": long, "very long": very_long, "zeroed": zeroed})
    return figures


@looks_for("phones-as-floats")
def _phones(look: Look, kind: IssueType) -> Iterator[Issue]:
    for column in look.columns:
        if count := _figures(column)["phone"]:
            yield kind.issue(column.locator, count=count)


@looks_for("mixed-types-in-column")
def _mixed(look: Look, kind: IssueType) -> Iterator[Issue]:
    """Numbers among words are words; words among numbers or dates are strays."""
    for column in look.columns:
        figures = _figures(column)
        cells = figures["filled"]
        if cells < _FEWEST:
            continue
        ruling = max(("text", "number", "date"), key=lambda name: figures[name])
        share = 1 - figures[ruling] / cells
        if ruling != "text" and figures[ruling] / cells >= _RULING and share > kind.limit:
            yield kind.issue(column.locator, share=round(share, 4), cells=cells)


@looks_for("missing-values")
def _missing(look: Look, kind: IssueType) -> Iterator[Issue]:
    for columns in look.sheets.values():
        rows = _rows(columns)
        if rows < _FEWEST_ROWS:
            continue
        for column in columns:
            filled = _figures(column)["filled"]
            if filled / rows < kind.limit:
                yield kind.issue(column.locator, missing=rows - filled, rows=rows)


def _rows(columns: Sequence[Column]) -> int:
    """Return how many rows have a filled cell."""
    marks = bytearray()
    for column in columns:
        for block in column.blocks:
            cells = block.text.split("\n") if block.lined else [block.text]
            first = block.locator.row or 1
            marks.extend(bytes(max(0, first + len(cells) - len(marks))))
            if "" in cells:
                for row, cell in enumerate(cells, first):
                    marks[row] |= bool(cell) or not block.lined
            else:
                marks[first : first + len(cells)] = b"\1" * len(cells)
    return sum(marks)


@looks_for("gaps-in-series")
def _gaps(look: Look, kind: IssueType) -> Iterator[Issue]:
    """Times that a steady step asks for and nobody wrote, as the reader of the series counted them."""
    time = look.extraction.facts.get("time")
    if not isinstance(time, Mapping) or not time.get("series"):
        return
    gaps, missing, there = (int(time.get(name) or 0) for name in ("gaps", "missing", "distinct"))
    if gaps and there and there / (there + missing) < kind.limit:
        yield kind.issue(gaps=gaps, missing=missing)


@looks_for("duplicate-rows")
def _duplicates(look: Look, kind: IssueType) -> Iterator[Issue]:
    """A table of one column is a list, and its repetitions are values, not rows.

    A row is known by a hash that takes in one cell after the other, so that no row need be put together.
    """
    for place, columns in look.sheets.items():
        if len(columns) < 2:
            continue
        hashes = array("q")
        for number, column in enumerate(columns):
            for block in column.blocks:
                _take_in(hashes, number, block)
        rows = len(hashes) - hashes.count(0)
        count = rows - len(set(hashes) - {0})
        if rows >= _FEWEST_ROWS and count / rows > kind.limit:
            yield kind.issue(place, count=count, rows=rows)


def _take_in(hashes: array[int], number: int, block: Segment) -> None:
    """Make the filled cells of a block part of the hashes of their rows."""
    cells = block.text.split("\n") if block.lined else [block.text]
    first = block.locator.row or 1
    hashes.frombytes(bytes(max(0, first + len(cells) - len(hashes)) * hashes.itemsize))
    known = hashes[first : first + len(cells)]
    made: Iterator[int] = map(hash, zip(known, repeat(number), map(str.strip, cells), strict=False))
    if "" in cells and block.lined:
        made = (new if cell else old for new, old, cell in zip(made, known, cells, strict=True))
    hashes[first : first + len(cells)] = array("q", made)
