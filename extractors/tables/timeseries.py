"""Tables with a column of times: how they run, and in which units their numbers are."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice, pairwise
from statistics import median
from typing import Any

from assay.extractors.shared.draft import Draft
from assay.extractors.tables.instants import seconds_of
from assay.extractors.tables.units import unit_of
from assay.governance.domain import Modality

__all__ = ["TableProfile"]

_SAMPLE = 60
_FEWEST = 8
_PARSED = 0.95
_ORDERED = 0.95
_DISTINCT = 0.5
_NEAR = 0.1  # a month of 28 days is one step of a monthly series
_REGULAR = 0.5
_GAP = 1.5
_DAY = 86_400.0
_REMEMBERED = 100_000
_BORN = re.compile(r"出生|生日|birth|\bborn\b|\bdob\b", re.IGNORECASE)
_YEAR_HEADER = re.compile(r"年份|年度|^年$|\byears?\b", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?%?")


class TableProfile:
    """Watches a table's columns go by, block by block, and says at the end how its time column runs.

    Holds eight bytes a row. Dates of birth are no time column.
    """

    def __init__(self) -> None:
        self._place: int | None = None
        self._years = self._day_first = False
        self._times = array("d")
        self._unparsed = self._numbers = 0
        self._units: dict[str, str] = {}
        self._known: dict[str, float | None] = {}
        self._started = False

    def see(self, header: Sequence[str] | None, columns: Sequence[Sequence[str]]) -> None:
        """Look at the next block; `columns` are its cells by column, all of one length."""
        if not self._started and columns and any(map(any, columns)):
            self._started = True
            self._begin(header or (), columns)
        if self._place is not None and self._place < len(columns):
            self._read(columns[self._place])

    def settle(self, draft: Draft) -> None:
        """Write what was seen into a draft: `facts["time"]`, and the modality where it is a time series.

        Seconds and counts; the column counts from 1. The range is told of a series alone: of any other table it
        could be somebody's date.
        """
        told = self._measures()
        if told is None:
            return
        known = draft.facts.get("time")
        if known is not None and known["rows"] >= told["rows"]:
            return
        draft.facts["time"] = told
        if told["series"]:
            draft.modality = Modality.TIMESERIES

    def _begin(self, header: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
        for place, cells in enumerate(columns):
            sample = list(islice((cell.strip() for cell in cells if cell.strip()), _SAMPLE))
            name = header[place] if place < len(header) else ""
            if len(sample) < min(_FEWEST, len(cells)) or not sample:
                continue
            if self._place is None and not _BORN.search(name) and self._is_time(name, sample):
                self._place = place
            elif sum(_NUMBER.fullmatch(cell.replace(",", "")) is not None for cell in sample) >= _PARSED * len(sample):
                self._numbers += 1
                if unit := unit_of(name):
                    self._units[str(place + 1)] = unit

    def _is_time(self, name: str, sample: Sequence[str]) -> bool:
        years = bool(_YEAR_HEADER.search(name))
        for day_first in (False, True):
            parsed = [seconds_of(cell, years=years, day_first=day_first) for cell in sample]
            if sum(seconds is not None for seconds in parsed) >= _PARSED * len(sample):
                self._years, self._day_first = years, day_first
                return True
        return False

    def _read(self, cells: Sequence[str]) -> None:
        known = self._known
        if len(known) > _REMEMBERED:
            known.clear()
        for cell in cells:
            if not cell:
                continue
            if cell not in known:
                known[cell] = seconds_of(cell.strip(), years=self._years, day_first=self._day_first)
            seconds = known[cell]
            if seconds is None:
                self._unparsed += 1
            else:
                self._times.append(seconds)

    def _measures(self) -> dict[str, Any] | None:
        times = self._times
        if len(times) < _FEWEST:
            return None
        ordered = sorted(set(times))
        steps = [after - before for before, after in pairwise(ordered)]
        if len(steps) < _FEWEST - 1:
            return None
        cadence = median(steps)
        regular = sum(abs(step - cadence) <= _NEAR * cadence for step in steps) / len(steps)
        holes = [pair for pair in pairwise(ordered) if pair[1] - pair[0] > _GAP * cadence]
        if cadence == _DAY and all(_is_weekend(*pair) for pair in holes):
            holes, regular = [], 1.0
        up = sum(after >= before for before, after in pairwise(times))
        in_order = max(up, sum(after <= before for before, after in pairwise(times))) / (len(times) - 1)
        even = len(ordered) / len(times) >= _DISTINCT or _is_panel(times, len(ordered))
        series = self._numbers > 0 and even and in_order >= _ORDERED and regular >= _REGULAR
        told: dict[str, Any] = {
            "series": series, "column": (self._place or 0) + 1, "rows": len(times), "unparsed": self._unparsed,
            "distinct": len(ordered), "duplicates": len(times) - len(ordered), "cadence_seconds": round(cadence, 3),
            "gaps": len(holes), "missing": sum(math.ceil((b - a) / cadence - _GAP) for a, b in holes),
            "regular": round(regular, 4), "in_order": round(in_order, 4),
        }  # fmt: skip
        if series:
            told |= {"start": _iso(ordered[0]), "end": _iso(ordered[-1]), "units": self._units}
        return told


def _is_panel(times: Sequence[float], distinct: int) -> bool:
    """Say whether several things were measured at the same times: nearly every time stands equally often."""
    usual = Counter(Counter(times).values()).most_common(1)[0]
    return usual[0] > 1 and usual[1] >= _ORDERED * distinct


def _is_weekend(before: float, after: float) -> bool:
    """Say whether all that lies between two days is Saturday and Sunday."""
    days = range(int(before // _DAY) + 1, int(after // _DAY))
    return len(days) <= 2 and all((day + 3) % 7 >= 5 for day in days)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat()
