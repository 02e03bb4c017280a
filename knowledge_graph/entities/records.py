"""Records of several fields matched over two tables: rare words find candidates, agreement of fields decides."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.knowledge_graph.entities.words import latin_words

__all__ = ["MATCHED", "match_records"]

MATCHED = 0.72
"""From this score on two records are of one thing."""

_CANDIDATES = 20
_COMMON = 0.05
_LEAST = 3
_SURE, _OFTEN, _TITLE_ALONE = 0.95, 0.5, 0.75
Record = Mapping[str, str]


def match_records(
    left: Sequence[Record], right: Sequence[Record], *, title: str, people: str, year: str, place: str
) -> list[tuple[int, int, float]]:
    """Return (left, right, score) of the records that are of one thing, each in one pair at most, the surest first.

    Candidates share rare words of the title or surnames, 20 a record; so no table is compared whole with another.
    What the two tables call a place of publication is learned from the pairs that are sure without it.
    """
    told = [[_Told(it, title, people, year, place) for it in table] for table in (left, right)]
    rarity = _rarity([it for table in told for it in table])
    alike = [
        (_agreement(told[0][at], told[1][other], rarity), at, other)
        for at, other in _candidates(told[0], told[1], rarity)
    ]
    places = _places((told[0][at], told[1][other]) for it, at, other in alike if it.sure)
    scored = sorted(
        ((it.score(places.get((told[0][at].place, told[1][other].place), 0.0)), at, other) for it, at, other in alike),
        key=lambda it: (-it[0], it[1], it[2]),
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    found = []
    for score, at, other in scored:
        if score >= MATCHED and at not in taken[0] and other not in taken[1]:
            taken[0].add(at)
            taken[1].add(other)
            found.append((at, other, score))
    return found


class _Told:
    """What a record says: the words of its title, the surnames and initials of its people, the year."""

    __slots__ = ("people", "place", "title", "words", "year")

    def __init__(self, record: Record, title: str, people: str, year: str, place: str) -> None:
        self.place = " ".join(latin_words(record.get(place, "")))
        self.words = latin_words(record.get(title, ""))
        self.title = " ".join(self.words)
        self.people = frozenset(_person(it) for it in record.get(people, "").split(",") if it.strip())
        self.year = int(record[year]) if record.get(year, "").isdigit() else None

    @property
    def keys(self) -> Iterator[str]:
        yield from {it for it in self.words if len(it) >= _LEAST}
        yield from {f"@{surname}" for surname, _ in self.people}


def _person(name: str) -> tuple[str, str]:
    words = latin_words(name)
    return (words[-1], words[0][:1]) if words else ("", "")


def _rarity(records: Sequence[_Told]) -> Mapping[str, float]:
    held = Counter(key for it in records for key in it.keys)
    return {key: math.log(len(records) / count) for key, count in held.items()}


def _candidates(
    left: Sequence[_Told], right: Sequence[_Told], rarity: Mapping[str, float]
) -> Iterator[tuple[int, int]]:
    least = -math.log(_COMMON)
    holders: dict[str, list[int]] = defaultdict(list)
    for other, record in enumerate(right):
        for key in record.keys:
            if rarity[key] >= least:
                holders[key].append(other)
    for at, record in enumerate(left):
        weights: Counter[int] = Counter()
        for key in record.keys:
            for other in holders.get(key, ()):
                weights[other] += rarity[key]  # type: ignore[assignment]
        yield from ((at, other) for other, _ in weights.most_common(_CANDIDATES))


@dataclass(frozen=True, slots=True)
class _Agreement:
    """How far two records agree, field by field, 0 to 1; `people` is None where either names nobody."""

    title: float
    people: float | None
    years: int

    @property
    def sure(self) -> bool:
        return self.title >= _SURE and (self.people or 0.0) >= _SURE and not self.years

    def score(self, place: float) -> float:
        """Return how sure it is that the two are of one thing; `place` says how often their places go together."""
        people = self.title if self.people is None else self.people
        score = 0.54 * self.title + 0.32 * people + 0.14 * place - 0.08 * min(self.years, 4)
        if self.title >= _SURE and not self.years and place >= _OFTEN:
            score = max(score, _TITLE_ALONE)
        return max(0.0, score)


def _agreement(one: _Told, two: _Told, rarity: Mapping[str, float]) -> _Agreement:
    from rapidfuzz import fuzz

    title = max(fuzz.ratio(one.title, two.title) / 100, _shared(set(one.words), set(two.words), rarity))
    years = 0 if one.year is None or two.year is None else abs(one.year - two.year)
    return _Agreement(title, _people(one, two), years)


def _places(pairs: Iterable[tuple[_Told, _Told]]) -> Mapping[tuple[str, str], float]:
    """Return how often places of the two tables go together, of the more frequent of the two."""
    met = Counter((one.place, two.place) for one, two in pairs)
    left, right = Counter[str](), Counter[str]()
    for (one, two), count in met.items():
        left[one] += count
        right[two] += count
    return {(one, two): count / min(left[one], right[two]) for (one, two), count in met.items()}


def _shared(one: set[str], two: set[str], rarity: Mapping[str, float]) -> float:
    whole = sum(rarity.get(it, 0.0) for it in one | two)
    return sum(rarity.get(it, 0.0) for it in one & two) / whole if whole else 0.0


def _people(one: _Told, two: _Told) -> float | None:
    """Return the share of people of the shorter list that stand in both, surname and initial; None where none do."""
    if not one.people or not two.people:
        return None
    surnames = [{surname for surname, _ in it.people} for it in (one, two)]
    whole, names = len(one.people & two.people), len(surnames[0] & surnames[1])
    least, most = sorted((len(one.people), len(two.people)))
    return 0.9 * (0.7 * names + 0.3 * whole) / least + 0.1 * names / most
