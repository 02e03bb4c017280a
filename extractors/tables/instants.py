"""Dates and times as tables write them, to seconds since 1970; what has no zone is taken as it stands."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = ["seconds_of"]

_LONGEST = 40
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?")
_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?"
    r"(?:[ T]?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?)?"
)
_TURNED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?")
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])|(\d{4})年?第?([一二三四1-4])季度", re.IGNORECASE)
_YEAR = re.compile(r"((?:18|19|20|21)\d\d)年?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_MILLISECONDS = 1e11


def seconds_of(cell: str, *, years: bool = False, day_first: bool = False) -> float | None:
    """Return the instant that a cell names, None where it names none.

    ISO 8601, `2024/3/1 8:30`, `2024年3月`, `01/03/2024`, `2024Q1`, Unix seconds and milliseconds; a bare year
    where `years` says that the column holds years. `day_first` reads `01/03/2024` as the first of March.
    """
    if not 4 <= len(cell) <= _LONGEST or not cell[0].isdigit():
        return None
    try:
        return _parsed(cell, years, day_first)
    except (ValueError, OverflowError):
        return None


def _parsed(cell: str, years: bool, day_first: bool) -> float | None:
    if cell[4:5] == "-" and len(cell) >= 10:
        try:
            return _seconds(datetime.fromisoformat(cell))
        except ValueError:
            pass
    if match := _WRITTEN.fullmatch(cell):
        return _built(match[1], match[2], match[3], match[4], match[5], match[6])
    if match := _TURNED.fullmatch(cell):
        first, second = (match[2], match[1]) if day_first else (match[1], match[2])
        return _built(match[3], first, second, match[4], match[5], match[6])
    if match := _COMPACT.fullmatch(cell):
        return _built(*match.groups())
    if match := _QUARTER.fullmatch(cell):
        quarter = match[2] or match[4]
        return _built(match[1] or match[3], str(3 * int(_QUARTERS.get(quarter, quarter)) - 2))
    if _EPOCH.fullmatch(cell):
        number = float(cell)
        return number / 1000 if number > _MILLISECONDS else number
    if years and (match := _YEAR.fullmatch(cell)):
        return _built(match[1])
    return None


def _built(
    year: str, month: str | None = None, day: str | None = None, hour: str | None = None, minute: str | None = None,
    second: str | None = None,
) -> float:  # fmt: skip
    moment = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
    return _seconds(moment)


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
