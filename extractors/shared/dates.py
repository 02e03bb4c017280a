"""Dates as files write them, to ISO 8601: PDF, EXIF, mail and XML each have their own way."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

__all__ = ["iso_date"]

_DATE = re.compile(
    r"\s*(?:D:)?(?P<year>\d{4})(?:[-:/.年]?(?P<month>\d{2}))?(?:[-:/.月]?(?P<day>\d{2}))?日?"
    r"(?:[T\s]*(?P<hour>\d{2})(?::?(?P<minute>\d{2}))?(?::?(?P<second>\d{2}))?(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2})?[:']?(?P<zone_minute>\d{2})?[:']?\d*'?\s*"
)
_FIRST, _LAST = 1900, 2200


def iso_date(text: str) -> str | None:
    """Return a date as ISO 8601, with a time and a zone where the text has them; None where it is no date.

    Sources: ISO 32000-1 7.9.4 (`D:20240131093000+08'00'`), Exif 2.32 DateTime (`2024:01:31 09:30:00`), RFC 5322
    3.3, ISO 8601.
    """
    match = _DATE.fullmatch(text)
    return _of(match) if match else _of_mail(text)


def _of(match: re.Match[str]) -> str | None:
    parts = {name: int(value) for name, value in match.groupdict().items() if value and name[:4] != "zone"}
    if not _FIRST <= parts["year"] <= _LAST:
        return None
    try:
        moment = datetime(
            parts["year"], parts.get("month", 1), parts.get("day", 1),
            parts.get("hour", 0), parts.get("minute", 0), min(59, parts.get("second", 0)), tzinfo=_zone(match),
        )  # fmt: skip
    except ValueError:
        return None
    if "hour" in parts:
        return moment.isoformat()
    return moment.date().isoformat()[: 10 if "day" in parts else 7 if "month" in parts else 4]


def _zone(match: re.Match[str]) -> timezone | None:
    zone = match["zone"]
    if not zone:
        return None
    hours, minutes = (0, 0) if zone == "Z" else (int(zone), int(match["zone_minute"] or 0))
    return timezone(timedelta(hours=hours, minutes=-minutes if zone[0] == "-" else minutes))


def _of_mail(text: str) -> str | None:
    try:
        moment = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.isoformat() if _FIRST <= moment.year <= _LAST else None
