"""Cells that are dates, times, months and years, as tables of both languages write them."""

from __future__ import annotations

import re

__all__ = ["is_date", "is_expiry", "is_month", "is_time", "is_year"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_YEAR = r"(?:18|19|20)\d{2}"
_DATES = (
    rf"{_YEAR}[-/.年]\s?(?:1[0-2]|0?[1-9])[-/.月]\s?(?:[12]\d|3[01]|0?[1-9])日?",
    rf"(?:[12]\d|3[01]|0?[1-9])[-/.](?:[12]\d|3[01]|0?[1-9])[-/.](?:{_YEAR}|\d{{2}})",
    rf"{_YEAR}(?:1[0-2]|0[1-9])(?:[12]\d|3[01]|0[1-9])",
    rf"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?[ -]{_MONTH},?[ -](?:{_YEAR}|\d{{2}})",
    rf"{_MONTH} (?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?,? {_YEAR}",
    rf"{_YEAR}年(?:1[0-2]|0?[1-9])月",
    rf"{_YEAR}[-/.](?:1[0-2]|0[1-9])",
)
_DATE = re.compile(
    "(?i)(?:" + "|".join(_DATES) + r")(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:am|pm|Z|[-+]\d{2}:?\d{2})?)?"
)
_CLOCK = re.compile(r"(?i)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:am|pm)?|\d{1,2}[时点]\d{1,2}分?")
_TIMED = re.compile(r"(?i).*\d[T ]\s?\d{1,2}:\d{2}.*")
_EXPIRY = re.compile(
    rf"(?i)(?:1[0-2]|0?[1-9])\s?[/.-]\s?(?:20)?\d{{2}}|20\d{{2}}\s?[/.年-]\s?(?:1[0-2]|0?[1-9])月?"
    rf"|{_MONTH}[ /-](?:20)?\d{{2}}"
    rf"|\d{{2}}[ /-]{_MONTH}|(?:1[0-2]|0[1-9])\d{{2}}|1[0-2]|0?[1-9]|20\d{{2}}"
)
_MONTHS = re.compile(
    rf"(?i)(?:1[0-2]|0?[1-9])月?|{_MONTH}|{_YEAR}[-/.年]?(?:1[0-2]|0[1-9])月?|[一二三四五六七八九十]{{1,2}}月"
)


def is_date(cell: str) -> bool:
    """Say whether a cell is a date, with or without a time of day."""
    return bool(_DATE.fullmatch(cell))


def is_time(cell: str) -> bool:
    """Say whether a cell is a time of day, or a date with one."""
    return bool(_CLOCK.fullmatch(cell)) or (is_date(cell) and bool(_TIMED.fullmatch(cell)))


def is_expiry(cell: str) -> bool:
    """Say whether a cell is a month of a year, as cards have it, or one of the two."""
    return bool(_EXPIRY.fullmatch(cell))


def is_month(cell: str) -> bool:
    """Say whether a cell is a month, by number or name, or one of a year."""
    return bool(_MONTHS.fullmatch(cell))


def is_year(cell: str) -> bool:
    """Say whether a cell is a year."""
    return bool(re.fullmatch(rf"{_YEAR}年?|FY ?(?:20)?\d{{2}}", cell))
