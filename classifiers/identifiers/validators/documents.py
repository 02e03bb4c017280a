"""Numbers of documents, machine-readable zones, marks of secrecy and values that are masked already."""

from __future__ import annotations

import re

from assay.classifiers.identifiers.validators.base import Outcome, Probe, check, digits

__all__ = ["mrz_digit"]

_LINE = 40
_DECORATION = " \t#*_=-—【】[]()（）|★:："
_LABEL = re.compile(r"(?i)(?:密级|保密级别|保密等级|classification|sensitivity|security level)[\s:：]*$")
_GOES_ON = re.compile(
    r"(?i)[\u4e00-\u9fff]|[ \t]*(?!(?:draft|document|report|memo|copy|page|internal|material|version|until)\b)[a-z]"
)
_LETTER = re.compile(r"[A-Za-z\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[。；!?]|[a-z]\.(?:\s|$)")
_MONTH = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])?")
_YEARS = re.compile(r"(?:19|20)\d{2}(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?)?$")
_DAY_FIRST = re.compile(r"\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d{2}")
_CLAUSE = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,5}")


@check("reference", "number grammar")
def reference(probe: Probe) -> Outcome:
    """A document number: at least four digits, no date and no lone year."""
    value = probe.value
    if len(digits(value)) < 4 or _YEARS.fullmatch(value) or _DAY_FIRST.fullmatch(value) or _CLAUSE.fullmatch(value):
        return Outcome.FAILS
    return Outcome.PLAUSIBLE


@check("staff_number", "number grammar")
def staff_number(probe: Probe) -> Outcome:
    """At least three digits, no date."""
    return Outcome.PLAUSIBLE if len(digits(probe.value)) >= 3 and not _YEARS.fullmatch(probe.value) else Outcome.FAILS


@check("record_number", "number grammar")
def record_number(probe: Probe) -> Outcome:
    """At least four digits, no date."""
    return Outcome.PLAUSIBLE if len(digits(probe.value)) >= 4 and not _YEARS.fullmatch(probe.value) else Outcome.FAILS


@check("account", "number grammar")
def account(probe: Probe) -> Outcome:
    """Nine to thirty digits that are not one digit over and over; eight beside a British sort code."""
    value = digits(probe.value)
    if probe.text[max(0, probe.start - 1) : probe.start] == "+":
        return Outcome.FAILS  # a telephone's country
    least = 8 if "sort code" in probe.text[max(0, probe.start - 60) : probe.end + 40].lower() else 9
    return Outcome.PLAUSIBLE if least <= len(value) <= 30 and len(set(value)) > 2 else Outcome.FAILS


@check("income", "amount grammar")
def income(probe: Probe) -> Outcome:
    """An amount that is no year and no month of one."""
    return Outcome.FAILS if _MONTH.fullmatch(probe.value) else Outcome.PLAUSIBLE


@check("mark", "stands as a mark")
def mark(probe: Probe) -> Outcome:
    """A short line that is the mark, or the mark after its label; running text is no mark."""
    if _LABEL.search(probe.text[max(0, probe.start - 24) : probe.start]):
        return Outcome.PROVEN
    line = probe.line()
    before, _, after = line.partition(probe.value)
    if _GOES_ON.match(after) or _LETTER.search(before[-1:]) or _SENTENCE.search(before + " " + after):
        return Outcome.FAILS
    rest = (before + after).strip(_DECORATION)
    if len(rest) > _LINE:
        return Outcome.FAILS
    return Outcome.PROVEN if len(rest) <= 12 or after.lstrip()[:1] in set("-|:：") else Outcome.PLAUSIBLE


@check("masked", "masking characters")
def masked(probe: Probe) -> Outcome:
    """Digits around a run of masking characters: three, two of a plate, none of a mail address or a name."""
    value, chinese = probe.value, probe.value[0] > "z"
    name = chinese and (value[1] in "*•●" or value[-1] in "*•●")
    least = 0 if "@" in value or name else 2 if chinese else 3
    return Outcome.PLAUSIBLE if len(digits(value)) >= least else Outcome.FAILS


@check("mrz", "ICAO 9303 check digits")
def mrz(probe: Probe) -> Outcome:
    """A line of a passport, visa or identity card: all its check digits hold, or it is of names and as long as one."""
    value = probe.value
    if not any(map(str.isdigit, value)):
        return Outcome.PROVEN if len(value) == (44 if value.startswith("P") else 30) else Outcome.FAILS
    pairs: tuple[tuple[str, str], ...]
    if len(value) > 30:
        pairs = ((value[:9], value[9]), (value[13:19], value[19]), (value[21:27], value[27]))
    elif value[0].isdigit():
        pairs = ((value[:6], value[6]), (value[8:14], value[14]))
    else:
        pairs = ((value[5:14], value[14]),)
    holds = all(last.isdigit() and mrz_digit(part) == int(last) for part, last in pairs)
    return Outcome.PROVEN if holds else Outcome.FAILS


def mrz_digit(part: str) -> int:
    """Return the check digit of ICAO 9303: weights 7 3 1, A = 10, `<` = 0."""
    values = (0 if char == "<" else int(char, 36) for char in part)
    return sum(value * (7, 3, 1)[index % 3] for index, value in enumerate(values)) % 10
