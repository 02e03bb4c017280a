"""Phones, mail, national numbers and dates outside China, or everywhere."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from assay.classifiers.identifiers.validators.base import CHECKS, Outcome, Probe, check, compact, digits
from assay.classifiers.identifiers.validators.numbering import international, may_exist

__all__: list[str] = []

_SSN_ADS = frozenset({"078051120", "219099999", "123456789"})
_NINO_NEVER = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})
_D = tuple(tuple(map(int, row)) for row in (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
))  # fmt: skip
_P = tuple(tuple(map(int, row)) for row in (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
))  # fmt: skip
_FILE_ENDINGS = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "py", "md", "html", "json"})
_DATE = re.compile(r"(\d{2,4})\D+(\d{1,2})\D+(\d{1,4})")


@check("us_ssn", "SSN rules")
def us_ssn(probe: Probe) -> Outcome:
    """Ranges alone: nine random numbers in ten pass, so dashes or context decide."""
    value = digits(probe.value)
    area, group, serial = value[:3], value[3:5], value[5:]
    if value in _SSN_ADS or area in {"000", "666"} or area[0] == "9" or group == "00" or serial == "0000":
        return Outcome.FAILS
    return Outcome.PROVEN if len(probe.value) == 11 else Outcome.PLAUSIBLE


@check("us_itin", "ITIN rules")
def us_itin(probe: Probe) -> Outcome:
    """9xx and a group of the published ranges."""
    group = int(digits(probe.value)[3:5])
    known = 50 <= group <= 65 or 70 <= group <= 88 or 90 <= group <= 92 or 94 <= group <= 99
    return Outcome.PLAUSIBLE if known else Outcome.FAILS


@check("uk_nino", "prefix rules")
def uk_nino(probe: Probe) -> Outcome:
    """Letters that were never given out are refused."""
    return Outcome.FAILS if compact(probe.value)[:2] in _NINO_NEVER else Outcome.PROVEN


@check("uk_nhs", "MOD 11 checksum")
def uk_nhs(probe: Probe) -> Outcome:
    """Weights 10 … 2."""
    value = digits(probe.value)
    rest = 11 - sum(int(char) * weight for char, weight in zip(value[:9], range(10, 1, -1), strict=True)) % 11
    return Outcome.PLAUSIBLE if rest != 10 and (0 if rest == 11 else rest) == int(value[9]) else Outcome.FAILS


@check("verhoeff", "Verhoeff checksum")
def verhoeff(probe: Probe) -> Outcome:
    """Aadhaar's check digit; one random number in ten passes."""
    state = 0
    for index, char in enumerate(reversed(digits(probe.value))):
        state = _D[state][_P[index % 8][int(char)]]
    return Outcome.PLAUSIBLE if state == 0 else Outcome.FAILS


@check("email", "address grammar")
def email(probe: Probe) -> Outcome:
    """A top domain of letters that is no file ending."""
    local, _, domain = probe.value.rpartition("@")
    good = (
        len(local) <= 64
        and len(domain) <= 253
        and ".." not in probe.value
        and domain.rpartition(".")[2].lower() not in _FILE_ENDINGS
        and local[-1:] != "."
    )
    return Outcome.PROVEN if good else Outcome.FAILS


_GROUPED_OTHERWISE = re.compile(r"\d{3}[ .-]\d{2}[ .-]\d{4}")  # numbers of Americans, not of their telephones
_OF_CHINA = re.compile(r"(?:\+|00)86")
_WITHIN_DOTS = re.compile(r"(?i)(?<!tel)(?<!ph)(?<!mob)(?<!cell)(?<!fax)(?<!no)(?<!ext)(?<!phone)[0-9a-z]\.$")
_DATED = re.compile(r"(?:19|20)\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])\b|\d{6}\.\d{3}$")
_AMERICAN = re.compile(r"\(\d{3}\) ?\d{3}-\d{4}")
_IN_CHINA = re.compile(r"0086|\(?0(?:10|2\d|[3-9]\d{2})\)?-[2-9]\d{6,7}(?:-\d{1,6})?$")


@check("phone", "numbering plan")
def phone(probe: Probe) -> Outcome:
    """libphonenumber's metadata; a plus sign or the American form stands alone, the rest needs context."""
    value, text, start, _ = probe
    figures = digits(value)
    size = len(figures)
    if size < 7 or len(set(figures)) < 3 or value.count("(") != value.count(")"):
        return Outcome.FAILS
    before = text[max(0, start - 6) : start]
    if before[-1:] == "+":
        return Outcome.FAILS  # cut off its country
    if _OF_CHINA.match(value) and any(CHECKS[it].run(probe) for it in ("cn_mobile", "cn_landline")):
        return Outcome.FAILS  # one of ours, with a name of its own
    if before[-1:] == "." and _WITHIN_DOTS.search(before):
        return Outcome.FAILS
    if _GROUPED_OTHERWISE.fullmatch(value) or _DATED.match(value) or _IN_CHINA.match(value):
        return Outcome.FAILS
    if international(value) is None:
        abroad = value[0] == "+" and figures[:2] != "86"
        return Outcome.PROVEN if abroad and size >= 10 and may_exist(value) else Outcome.FAILS
    return Outcome.PROVEN if value.startswith(("+", "00")) or _AMERICAN.match(value) else Outcome.PLAUSIBLE


@check("birth", "past date")
def birth(probe: Probe) -> Outcome:
    """A real date not in the future and not more than 120 years ago."""
    today = datetime.now(UTC).date()
    return Outcome.PLAUSIBLE if any(0 <= (today - day).days <= 43_830 for day in _dates(probe.value)) else Outcome.FAILS


def _dates(value: str) -> list[date]:
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    named = re.search(r"[a-z]{3}", value.lower())
    figures = [int(part) for part in re.findall(r"\d+", value)]
    if named and named[0] in months and len(figures) == 2:
        figures = [figures[1], months.index(named[0]) + 1, figures[0]]
    if len(figures) == 1 and len(str(figures[0])) == 8:
        text = str(figures[0])
        figures = [int(text[:4]), int(text[4:6]), int(text[6:])]
    if len(figures) == 2:
        figures.append(1)
    if len(figures) != 3:
        return []
    found = []
    for year, month, day in {(figures[0], figures[1], figures[2]), (figures[2], figures[0], figures[1]),
                             (figures[2], figures[1], figures[0])}:  # fmt: skip
        century = year if year > 99 else year + (1900 if year > 30 else 2000)
        try:
            found.append(date(century, month, day))
        except ValueError:
            continue
    return found
