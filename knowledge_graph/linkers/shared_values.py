"""Links contents that hold the same identifier, name or document number, by keyed hashes alone."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from assay.governance.domain import Evidence, Finding, JoinKey, Link, LinkKind, Side, Sketch, labels
from assay.knowledge_graph.linkers.ends import linked
from assay.knowledge_graph.linkers.occurrences import Bearing, Occurrences, bearings
from assay.knowledge_graph.linkers.strengths import Sort, Strength, strength

__all__ = ["SharedValueLinker"]

_log = logging.getLogger(__name__)

_LINKED = 0.55
_ROUNDING = 1e-4
_SURE = 0.75
_RARE_BITS = 8.0
_EVIDENCE = 5
_MOST_KEYS = 50_000
_MOST_WEIGHED = 200
_DOCUMENT = "d:"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    key: JoinKey
    other: JoinKey
    label: str
    power: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    value: str
    label: str
    power: Strength
    weight: float
    left: Occurrences
    right: Occurrences


class SharedValueLinker:
    """Proposes `same-entity` for shared identifiers and names, `mentions-document` for shared document numbers.

    Each shared value has a chance of meaning the same thing: the label's strength, less when the value is common,
    weakly recognised, or stands in a letterhead. Chances are joined as independent (1 - product of doubts), but of
    an organisation's name, address, line and codes two count at most, for they come together on every sheet.
    """

    name: ClassVar[str] = "shared-values"
    version: ClassVar[str] = "3"

    @staticmethod
    def limit(contents: int) -> int:
        """Return in how many of all contents a value may be before it links nothing: 20, or one in twenty."""
        return _limit(contents)

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return one key for each distinct identifying value, with all its places in the payload."""
        found = [
            (finding, power)
            for finding in sketch.findings
            if finding.value_hash
            and finding.values is None
            and (power := strength(finding.label, finding.group)) is not None
        ]
        borne = bearings(sketch, found)
        values: dict[str, list[tuple[Finding, Strength]]] = {}
        for finding, power in found:
            # hashes differ by group already; numbers of documents share theirs with the rest of `other`
            family = _DOCUMENT if power.sort is Sort.DOCUMENT else ""
            values.setdefault(family + finding.value_hash, []).append((finding, power))
        keys = []
        for value, group in values.items():
            leading, power = max(group, key=lambda pair: pair[1].value)
            places = Occurrences.of([finding for finding, _ in group], borne.get(leading.value_hash, Bearing.SPEAKS))
            keys.append((power.value, self._key(value, leading.label, places)))
        keys.sort(key=lambda pair: (-pair[0], pair[1].value))
        if len(keys) > _MOST_KEYS:
            _log.warning("content %s: %d of %d values link", sketch.content_id, _MOST_KEYS, len(keys))
        return tuple(key for _, key in keys[:_MOST_KEYS])

    def _key(self, value: str, label: str, places: Occurrences) -> JoinKey:
        first = places.evidence[0]
        return JoinKey(
            linker=self.name,
            value=value,
            locator=first.locator,
            label=label,
            masked=first.masked,
            payload=places.pack(),
        )

    def value_of(self, key: JoinKey) -> str:
        """Return the keyed hash that a key stands for."""
        return key.value.removeprefix(_DOCUMENT)

    def key_of(self, finding: Finding, value_hash: str, row: int) -> JoinKey | None:
        """Return the key of one value of a column that holds many; its mask is a placeholder, for it is not kept."""
        power = strength(finding.label, finding.group)
        if power is None:
            return None
        return JoinKey(
            linker=self.name,
            value=(_DOCUMENT if power.sort is Sort.DOCUMENT else "") + value_hash,
            locator=replace(finding.locator, row=row),
            label=finding.label,
            masked=f"[{finding.label.upper()}]",
        )

    @classmethod
    def numbers(cls, side: Side) -> dict[str, JoinKey]:
        """Return the keys of the numbers of documents that a content holds, by value."""
        return {key.value: key for key in side.of(cls.name) if key.value.startswith(_DOCUMENT)}

    def likely(
        self, pairs: Sequence[tuple[Side, Side]], *, frequency: Callable[[str], int], contents: int
    ) -> Sequence[bool]:
        """Say of which pairs the shared values may together mean enough, each at its best."""
        held: dict[int, dict[str, str]] = {}
        doubts: dict[tuple[str, str], float] = {}
        said = []
        for pair in pairs:
            left, right = (self._labels(side, held) for side in pair)
            doubt = 1.0
            for value in left.keys() & right.keys():
                for label in (left[value], right[value]):
                    if (value, label) not in doubts:
                        doubts[value, label] = 1 - _best(label, max(2, frequency(value)), max(2, contents))
                doubt *= min(doubts[value, left[value]], doubts[value, right[value]])
            said.append(1 - doubt >= _LINKED - _ROUNDING)
        return said

    def _labels(self, side: Side, held: dict[int, dict[str, str]]) -> dict[str, str]:
        own = held.get(id(side))
        if own is None:
            own = held[id(side)] = {key.value: key.label for key in side.of(self.name)}
        return own

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return at most one `same-entity` and one `mentions-document` link (left mentions right)."""
        shared = [
            weighed
            for pair in self._common(left.of(self.name), right.of(self.name))
            if (weighed := self._weigh(pair, max(2, frequency(pair.key.value)), max(2, contents))) is not None
        ]
        shared.sort(key=lambda item: (-item.weight, item.value))
        documents = [item for item in shared if item.power.sort is Sort.DOCUMENT]
        things = [item for item in shared if item.power.sort is not Sort.DOCUMENT]
        links = []
        if (score := _together(_first_of_house(things))) >= _LINKED:
            links.append(self._link(LinkKind.SAME_ENTITY, left, right, score, things, turned=False))
        if (score := _together(documents)) >= _LINKED:
            lean = sum(item.right.bearing - item.left.bearing for item in documents)
            links.append(self._link(LinkKind.MENTIONS_DOCUMENT, left, right, score, documents, turned=lean < 0))
        return tuple(links)

    def _common(self, left_keys: Sequence[JoinKey], right_keys: Sequence[JoinKey]) -> list[_Pair]:
        """Return the keys on both sides with the weaker label of the two, strongest first, 200 at most."""
        others = {key.value: key for key in right_keys if key.linker == self.name}
        pairs = []
        for key in left_keys:
            other = others.get(key.value)
            if key.linker != self.name or other is None:
                continue
            powers = [(label, power) for label in (key.label, other.label) if (power := _power(label))]
            if powers:
                label, power = min(powers, key=lambda item: (item[1].value, item[0]))
                pairs.append(_Pair(key=key, other=other, label=label, power=power))
        pairs.sort(key=lambda pair: (-pair.power.value, pair.key.value))
        return pairs[:_MOST_WEIGHED]

    def _weigh(self, pair: _Pair, frequency: int, contents: int) -> _Shared | None:
        if frequency > _limit(contents):
            return None
        power = pair.power
        left, right = Occurrences.unpack(pair.key), Occurrences.unpack(pair.other)
        chance = _chance(power, frequency, contents, margin=left.margin or right.margin)
        chance *= min(1.0, min(left.score, right.score) / _SURE)
        return _Shared(value=pair.key.value, label=pair.label, power=power, weight=chance, left=left, right=right)

    def _link(
        self, kind: LinkKind, left: Side, right: Side, score: float, shared: Sequence[_Shared], *, turned: bool
    ) -> Link:
        ends = _evidence([item.left for item in shared]), _evidence([item.right for item in shared])
        producer = f"{self.name}@{self.version}"
        return linked(kind, left, right, score, ends, producer=producer, why=_why(shared), turned=turned)


def _power(label: str) -> Strength | None:
    known = labels().get(label)
    return strength(label, known.group if known is not None else "")


def _limit(contents: int) -> int:
    return max(20, contents // 20)


def _chance(power: Strength, frequency: int, contents: int, *, margin: bool) -> float:
    """Return how likely a shared value of full certainty means the same thing."""
    rarity = _rarity(frequency, contents, _limit(contents))
    if power.sort is Sort.DOCUMENT:
        return power.value * (0.7 + 0.3 * rarity)
    if power.sort is Sort.CERTAIN:
        return power.value * (0.6 + 0.4 * rarity)
    if power.sort is Sort.CONTACT and not margin and not _everywhere(frequency):
        return power.value * (0.55 + 0.45 * rarity)
    common = margin or power.sort is Sort.CONTACT
    return power.value * rarity * (0.5 if common else 1.0)


def _best(label: str, frequency: int, contents: int) -> float:
    """Return the most that a value of a label can say, wherever it stands."""
    power = _power(label)
    if power is None or frequency > _limit(contents):
        return 0.0
    return _chance(power, frequency, contents, margin=False)


def _rarity(frequency: int, contents: int, limit: int) -> float:
    """Return 0 (common) to 1 (rare): half by where the frequency lies under the limit, half by bits of surprise."""
    under = 1 - math.log(frequency / 2) / math.log(limit / 2)
    surprise = math.log2(max(1.0, contents / frequency)) / _RARE_BITS
    return 0.5 * max(0.0, under) + 0.5 * min(1.0, surprise)


def _everywhere(frequency: int) -> bool:
    """Say whether a telephone or address is in so many contents that it must be the house's own, not a person's."""
    return frequency >= 6


def _first_of_house(shared: Sequence[_Shared]) -> list[_Shared]:
    house = [item for item in shared if item.power.sort is Sort.HOUSE]
    return [item for item in shared if item.power.sort is not Sort.HOUSE] + house[:2]


def _together(shared: Sequence[_Shared]) -> float:
    doubt = math.prod(1 - item.weight for item in shared)
    return round(min(0.999, 1 - doubt), 4)


def _evidence(ends: Sequence[Occurrences]) -> tuple[Evidence, ...]:
    """Take the first place of each shared value, then the second of each, five in all."""
    rounds = [end.evidence[turn] for turn in range(_EVIDENCE) for end in ends if turn < len(end.evidence)]
    return tuple(rounds[:_EVIDENCE])


def _why(shared: Sequence[_Shared]) -> str:
    known = labels()
    counts: dict[str, int] = {}
    for item in shared:
        words = known[item.label].says.en if item.label in known else item.label
        counts[words] = counts.get(words, 0) + 1
    said = [words if count == 1 else f"{words} ×{count}" for words, count in counts.items()]
    return f"{', '.join(said[:4])} in both"
