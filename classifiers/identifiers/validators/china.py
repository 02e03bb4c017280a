"""Chinese identity, organisation and vehicle numbers; check digits as standards.md C1 and H give them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import mul

from assay.classifiers.identifiers.validators.base import Outcome, Probe, check, compact, digits

__all__ = ["PLATE_PROVINCES", "PROVINCES", "birth_date", "mod11_2"]

PROVINCES = frozenset({
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
})  # fmt: skip
PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤川青藏琼宁"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {char: value for value, char in enumerate(_USCC)}
_USCC_WEIGHTS = tuple(pow(3, index, 31) for index in range(17))
_MOD11_WEIGHTS = tuple(pow(2, 17 - index, 11) for index in range(17))
_MOD11_ZEROS = ord("0") * sum(_MOD11_WEIGHTS)
_YEAR = datetime.now(UTC).year  # of the start: whoever was born before it was, whatever the day is now
_PERMITS = ("810000", "820000", "830000")
_AREA_3 = frozenset(range(310, 1000)) - {260, 600, 800, 400}
_ASSIGNED = re.compile(r"1(?:3\d|4[5-9]|5[0-35-9]|6(?:[2567]|19)|7(?:[0-35-8]|4[019])|8\d|9[0-35-9])")


def mod11_2(value: str) -> bool:
    """Say whether the last character is the ISO 7064 MOD 11-2 check of the 17 digits before (GB 11643)."""
    rest = (sum(map(mul, value[:17].encode("ascii"), _MOD11_WEIGHTS)) - _MOD11_ZEROS) % 11
    return "10X98765432"[rest] == value[17]


def birth_date(value: str) -> date | None:
    """Return the birth date in an 18-character identity number, None where it is no past date."""
    born = _date(value[6:14])
    if born is None or born.year < _YEAR:
        return born
    return born if born <= datetime.now(UTC).date() else None


@lru_cache(4_096)
def _date(figures: str) -> date | None:
    try:
        return date(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
    except ValueError:
        return None


@check("resident_id", "GB 11643 checksum")
def resident_id(probe: Probe) -> Outcome:
    """Region, past birth date and MOD 11-2."""
    value = compact(probe.value)
    holds = value[:2] in PROVINCES and value[:6] not in _PERMITS and birth_date(value) is not None and mod11_2(value)
    return Outcome.PROVEN if holds else Outcome.FAILS


@check("resident_id_15", "region and birth date")
def resident_id_15(probe: Probe) -> Outcome:
    """Region and a date of the 20th century; the old number has no check digit."""
    value = digits(probe.value)
    born = birth_date(value[:6] + "19" + value[6:12])
    return Outcome.PLAUSIBLE if value[:2] in PROVINCES and born else Outcome.FAILS


@check("hmt_permit", "GB 11643 checksum")
def hmt_permit(probe: Probe) -> Outcome:
    """Residence permits of Hong Kong, Macao and Taiwan residents."""
    value = compact(probe.value)
    holds = value[:6] in _PERMITS and birth_date(value) is not None and mod11_2(value)
    return Outcome.PROVEN if holds else Outcome.FAILS


@check("foreigner_pr", "MOD 11-2 checksum")
def foreigner_pr(probe: Probe) -> Outcome:
    """The 2023 card; the older form of three letters and twelve digits has no public check."""
    value = compact(probe.value)
    if len(value) == 15:
        return Outcome.PLAUSIBLE
    return Outcome.PROVEN if birth_date(value) is not None and mod11_2(value) else Outcome.FAILS


@check("uscc", "GB 32100 checksum")
def uscc(probe: Probe) -> Outcome:
    """MOD 31-3 over 18 characters."""
    value = compact(probe.value)
    try:
        total = sum(map(mul, map(_USCC_VALUES.__getitem__, value), _USCC_WEIGHTS))
    except KeyError:
        return Outcome.FAILS
    if _USCC[(31 - total % 31) % 31] != value[17]:
        return Outcome.FAILS
    return Outcome.FAILS if value.isalpha() or len(set(value)) < 3 or value in "1234567890" * 3 else Outcome.PROVEN


@check("org_code", "GB 11714 checksum")
def org_code(probe: Probe) -> Outcome:
    """Weighted sum modulo 11; too short to stand alone."""
    value = compact(probe.value)
    weighted = sum(int(char, 36) * weight for char, weight in zip(value[:8], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    rest = 11 - weighted % 11
    return Outcome.PLAUSIBLE if {10: "X", 11: "0"}.get(rest, str(rest)) == value[8] else Outcome.FAILS


@check("biz_reg", "MOD 11,10 checksum")
def biz_reg(probe: Probe) -> Outcome:
    """ISO 7064 MOD 11,10 over 15 digits."""
    value = digits(probe.value)
    product = 10
    for char in value[:-1]:
        product = ((product + int(char)) % 10 or 10) * 2 % 11
    return Outcome.PLAUSIBLE if (product + int(value[-1])) % 10 == 1 else Outcome.FAILS


@check("cn_mobile", "assigned prefix")
def cn_mobile(probe: Probe) -> Outcome:
    """A prefix of the ministry's table; runs of one digit are fillers."""
    value = digits(probe.value)[-11:]
    return Outcome.PROVEN if _ASSIGNED.match(value) and len(set(value)) > 2 else Outcome.FAILS


@check("cn_landline", "area code")
def cn_landline(probe: Probe) -> Outcome:
    """Area code; two-digit areas have eight-digit numbers. Without a zero or brackets it may be anything."""
    number = re.split(r"转|ext|分机|(?<=\d{7})-", probe.value, maxsplit=1, flags=re.IGNORECASE)[0]
    abroad = re.match(r"(?:\+|00)86|86[ -]", number)
    value = digits(number)
    value = value.removeprefix("00").removeprefix("86") if abroad else value
    marked = value.startswith("0") or bool(abroad)
    value = value.lstrip("0")
    size = 2 if value[:1] == "1" or value[:1] == "2" else 3
    area, local = value[:size], value[size:]
    known = (
        area in {"10", "20", "21", "22", "23", "24", "25", "27", "28", "29"} if size == 2 else int(area or 0) in _AREA_3
    )
    split = bool(re.search(r"[ )-]", number.strip("( ")))
    if not known or not marked or not 7 <= len(local) <= 8 or local[0] in "01":
        return Outcome.FAILS
    if size == 2 and len(local) != 8:
        return Outcome.FAILS
    return Outcome.PROVEN if split else Outcome.PLAUSIBLE


@check("cn_postcode", "province group")
def cn_postcode(probe: Probe) -> Outcome:
    """Six digits whose first two are a postal region."""
    return Outcome.PLAUSIBLE if "01" <= probe.value[:2] <= "86" else Outcome.FAILS


@check("cn_plate", "plate grammar")
def cn_plate(probe: Probe) -> Outcome:
    """GA 36; a plate holds a digit."""
    return Outcome.PROVEN if digits(probe.value[2:]) else Outcome.FAILS


@check("tw_id", "Taiwan identity checksum")
def tw_id(probe: Probe) -> Outcome:
    """Letter as two digits, weights 1 9 8 … 1 1."""
    value = compact(probe.value)
    letters = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
    number = letters.index(value[0]) + 10
    total = number // 10 + number % 10 * 9 + int(value[9])
    total += sum(int(char) * weight for char, weight in zip(value[1:9], range(8, 0, -1), strict=True))
    return Outcome.PLAUSIBLE if total % 10 == 0 else Outcome.FAILS


@check("hk_id", "HKID checksum")
def hk_id(probe: Probe) -> Outcome:
    """Letters count A = 10, a blank 36, weights 9 … 2."""
    value = compact(probe.value)
    letters, figures, last = value[:-7].rjust(2), value[-7:-1], value[-1]
    total = sum((36 if char == " " else ord(char) - 55) * weight for char, weight in zip(letters, (9, 8), strict=True))
    total += sum(int(char) * weight for char, weight in zip(figures, range(7, 1, -1), strict=True))
    rest = (11 - total % 11) % 11
    if last != ("A" if rest == 10 else str(rest)):
        return Outcome.FAILS
    return Outcome.PROVEN if "(" in probe.value else Outcome.PLAUSIBLE
