"""Dates, hours and rooms of events as texts, calendars and mails write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assay.governance.domain import Locator

__all__ = ["Moment", "moments"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
    for name in (names,)
}
_MONTH = r"(?P<month_name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = (
    re.compile(r"(?<!\d)(?P<year>20\d{2})[-/.年]\s?(?P<month>\d{1,2})[-/.月]\s?(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?=T|\D|$)"),
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?P<year>20\d{{2}})(?!\d)", re.IGNORECASE
    ),
    re.compile(rf"(?<![a-z]){_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>20\d{{2}})(?!\d)", re.IGNORECASE),
)
_HOUR = re.compile(
    r"(?<![\d:.-])(?P<after>下午|晚上)?(?P<hour>[01]?\d|2[0-3])(?:[::](?P<minute>[0-5]\d)|[时点](?:(?P<zh>[0-5]?\d)分|(?P<half>半))?)"
    r"\s?(?P<pm>pm|p\.m\.)?|(?<![\d.])(?P<en>1?\d)\s?(?P<enpm>am|pm|a\.m\.|p\.m\.)(?!\w)|T(?P<stamp>[0-2]\d)(?P<stampm>[0-5]\d)",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"(?<![a-z])(?:meet(?:ing|s)?|call|visit(?:s|ed)?|appointment|interview|workshop|inspection|present|attend(?:s|ed|ees)?|"
    r"conference|training|hearing|session)(?![a-z])|会议|来访|拜访|接待|会谈|参会|出席|面谈|培训|检查|例会|活动|访谈|约谈",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"(?<![a-z])(?:room|hall|gate|suite|building|floor|office)\s(?:no\.?\s)?[a-z]?\d{1,4}[a-z]?(?!\w)|"
    r"[\dA-Za-z一二三四五六七八九十]{1,4}号?(?:会议室|会议厅|厅|门|报告厅|接待室|教室)",
    re.IGNORECASE,
)
_STAMPS = frozenset({"taken", "recorded"})
_AROUND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something happened: a day, the minute of the day where it is told, the rooms, and the place that says so."""

    day: str
    minute: int | None
    rooms: frozenset[str]
    locator: Locator


def moments(lines: Iterable[tuple[Locator, str]], *, calendar: bool) -> Iterator[Moment]:
    """Yield the moments of events: days that stand beside a word for an event, or in a calendar or a camera's stamp."""
    body = [(place, text) for place, text in lines]
    for at, (place, text) in enumerate(body):
        stamp = place.property in _STAMPS
        if (place.property is not None and not stamp) or (calendar and "dtstart" not in (place.part or "dtstart")):
            continue
        for start, end, day in _days(text):
            near = body[max(0, at - _AROUND) : at + _AROUND + 1]
            told = " ".join(it for where, it in near if where.property is None)
            if not (stamp or calendar or _EVENT.search(told)):
                continue
            yield Moment(
                day=day,
                minute=_minute(f"{text[:start]} {text[end:]}" if not stamp and not calendar else text[end:]),
                rooms=frozenset(it[0].lower().replace("no. ", "") for it in _ROOM.finditer(told)),
                locator=_narrowed(place, start, end),
            )


def _narrowed(place: Locator, start: int, end: int) -> Locator:
    return place.within(segment=place.segment, start=start, end=end) if place.segment is not None else place


def _days(text: str) -> Iterator[tuple[int, int, str]]:
    seen: set[str] = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            told = match.groupdict()
            month = int(told["month"]) if told.get("month") else _MONTHS[told["month_name"].lower()]
            day = int(told["day"])
            if 1 <= month <= 12 and 1 <= day <= 31:
                stamp = f"{told['year']}-{month:02d}-{day:02d}"
                if stamp not in seen:
                    seen.add(stamp)
                    yield match.start(), match.end(), stamp


def _minute(text: str) -> int | None:
    match = _HOUR.search(text)
    if match is None:
        return None
    if match["stamp"]:
        return int(match["stamp"]) * 60 + int(match["stampm"])
    hour = int(match["hour"] or match["en"])
    late = (match["after"] or match["pm"] or (match["enpm"] or "").lower().startswith("p")) and hour < 12
    minute = int(match["minute"] or match["zh"] or 0) if match["hour"] else 0
    return (hour + (12 if late else 0)) * 60 + (30 if match["half"] else minute)
