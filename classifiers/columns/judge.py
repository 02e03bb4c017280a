"""What a column is: its header, how many of its values fit, how many speak for themselves, and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assay.classifiers.columns.headers import Named
from assay.classifiers.columns.profile import Profile
from assay.classifiers.columns.types import ColumnType, load_types, phrases
from assay.classifiers.columns.values import PROFILES

__all__ = ["Verdict", "judged"]

_ENOUGH = 0.5
_BY_HEADER, _BY_VALUES, _BY_DETECTORS, _TELLING = 0.9, 0.85, 0.95, 0.6
_SHARED, _UNSAID = 0.93, 0.85
_FEWEST_FIT = 0.6
_TRIED, _TRIED_FIT = 24, 0.35
_SPEAKS = 0.1
_NAMES_IT = 0.8
_CARDS = frozenset({"bank_card", "card_cvv", "card_brand"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The type of a column, how sure (below 1), the phrase in its header, the share of values that fit or are cut."""

    kind: ColumnType
    score: float
    phrase: str
    share: float
    damaged: bool = False
    beside: str = ""


def judged(columns: Sequence[Profile]) -> list[Verdict | None]:
    """Return the verdict on each column; columns of one table speak for each other."""
    found = [_alone(column) for column in columns]
    tables: dict[object, list[int]] = {}
    for number, column in enumerate(columns):
        tables.setdefault(column.place, []).append(number)
    for numbers in tables.values():
        _together(columns, found, numbers)
    return found


def _alone(column: Profile) -> Verdict | None:
    if not column.sample:
        return None
    named = phrases().of(column.header)
    best: Verdict | None = None
    for kind in load_types():
        verdict = _weighed(kind, column, named.get(kind.id))
        if verdict is not None and (best is None or verdict.score > best.score + 1e-9):
            best = verdict
    return best


def _weighed(kind: ColumnType, column: Profile, named: Named | None) -> Verdict | None:
    if named is None and kind.alone is None:
        return None
    if kind.most is not None and column.distinct > kind.most:
        return None
    if kind.damaged and named is not None and named.strength >= _NAMES_IT and column.destroyed >= _ENOUGH:
        return Verdict(kind, _BY_HEADER * named.strength, named.phrase, column.destroyed, damaged=True)
    fit = _share(kind, column, telling=False)
    if kind.profile is not None:
        fit = float(PROFILES[kind.profile](column.first))
    telling = (fit if kind.profile else _share(kind, column, telling=True)) if fit or kind.groups else 0.0
    stands = kind.alone is not None and telling >= kind.alone and column.distinct >= kind.distinct
    score = (_BY_DETECTORS if kind.groups else _BY_VALUES) * telling if stands else 0.0
    if named is not None and fit >= _FEWEST_FIT:
        strength = named.strength
        if phrases().kinds(named.phrase) > 1:
            silent = bool(kind.telling or kind.telling_words) and telling < _SPEAKS
            strength *= _SHARED * (_UNSAID if silent else 1.0)
        by_header = min(1.0, strength) * _BY_HEADER * fit
        score = max(score, 1 - (1 - by_header) * (1 - _TELLING * telling))
    if score < _ENOUGH:
        return None
    return Verdict(kind, min(score, 0.99), named.phrase if named else "", max(fit, telling))


def _share(kind: ColumnType, column: Profile, *, telling: bool) -> float:
    test = kind.tells if telling else kind.fits
    nothing: frozenset[str] = frozenset()
    groups, sample = column.groups, column.sample
    few = sample[:: max(1, len(sample) // _TRIED)]
    if len(few) < len(sample) and sum(test(it, groups.get(it, nothing)) for it in few) < _TRIED_FIT * len(few):
        return 0.0
    return sum(test(it, groups.get(it, nothing)) for it in sample) / len(sample)


def _together(columns: Sequence[Profile], found: list[Verdict | None], numbers: Sequence[int]) -> None:
    """Let the columns of a table speak for each other: cards and their expiry, given names and surnames."""
    kinds = {number: verdict.kind.id for number in numbers if (verdict := found[number]) is not None}
    there = set(kinds.values())
    types = {kind.id: kind for kind in load_types()}
    for number in numbers:
        verdict = found[number]
        header = phrases().of(columns[number].header)
        kind = kinds.get(number, "")
        if kind in {"date", "month", "year"} and there & _CARDS and "expir" in columns[number].header.lower():
            found[number] = Verdict(types["card_expiry"], 0.8, "", 1.0, beside="bank_card")
        elif kind == "country_code" and "phone_country_code" in header and verdict is not None:
            continue
        elif verdict is not None and (pair := _PAIRS.get(kind)) and pair in there:
            found[number] = replace(verdict, score=min(0.99, verdict.score + 0.05), beside=pair)


_PAIRS = {
    "given_name": "surname", "surname": "given_name", "latitude": "longitude", "longitude": "latitude",
    "card_cvv": "bank_card", "card_expiry": "bank_card", "middle_name": "surname",
}  # fmt: skip
