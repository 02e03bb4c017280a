"""Links what tells of one event: an invitation, the mail about it, the minutes, the photograph."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, Side, Sketch
from assay.knowledge_graph.linkers.ends import linked
from assay.knowledge_graph.linkers.moments import moments

__all__ = ["SameEventLinker"]

_MOST = 20
_PEOPLE = 40
_MINUTES = 30
_LINKED = 0.6
_CALENDARS = frozenset({"text/calendar"})


@dataclass(frozen=True, slots=True)
class _Told:
    minute: int | None
    rooms: frozenset[str]
    people: frozenset[str]


class SameEventLinker:
    """Proposes `same-event` for contents that name one day as an event's, and at least two of hour, room and people.

    The key is the day. Hours that differ by more than half an hour, or rooms of which none is the same, are two
    events however much else is equal. People are the keyed hashes of their names.
    """

    name: ClassVar[str] = "same-events"
    version: ClassVar[str] = "1"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return a key for each day of an event, with the hour, the rooms and the people of the content."""
        people = sorted({it.value_hash[:20] for it in sketch.findings if it.label == "person" and it.values is None})
        if not people or len(people) > _PEOPLE:
            return ()
        keys: dict[str, JoinKey] = {}
        for moment in moments(sketch.lines, calendar=sketch.media_type in _CALENDARS):
            told = {"m": moment.minute, "r": sorted(moment.rooms), "p": people}
            known = keys.get(moment.day)
            if known is None or (json.loads(known.payload)["m"] is None and moment.minute is not None):
                keys[moment.day] = JoinKey(
                    linker=self.name, value=f"day:{moment.day}", locator=moment.locator, label="date",
                    masked=moment.day, payload=json.dumps(told, ensure_ascii=False).encode(),
                )  # fmt: skip
        return tuple(list(keys.values())[:_MOST])

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return one link for the surest day that both tell of, or none."""
        theirs = {key.value: key for key in right.of(self.name)}
        best: tuple[float, JoinKey, JoinKey, str] | None = None
        for key in left.of(self.name):
            other = theirs.get(key.value)
            score, why = _agreement(_read(key), _read(other)) if other is not None else (0.0, "")
            if other is not None and score >= _LINKED and (best is None or score > best[0]):
                best = score, key, other, why
        if best is None:
            return ()
        score, key, other, why = best
        ends = (
            (Evidence(locator=key.locator, masked=key.masked, label="date"),),
            (Evidence(locator=other.locator, masked=other.masked, label="date"),),
        )
        producer = f"{self.name}@{self.version}"
        return (linked(LinkKind.SAME_EVENT, left, right, score, ends, producer=producer, why=why),)


def _read(key: JoinKey) -> _Told:
    plain = json.loads(key.payload)
    return _Told(plain["m"], frozenset(plain["r"]), frozenset(plain["p"]))


def _agreement(one: _Told, two: _Told) -> tuple[float, str]:
    """Return how sure it is that two tell of one event of a day, and what they have in common."""
    if one.minute is not None and two.minute is not None and abs(one.minute - two.minute) > _MINUTES:
        return 0.0, ""
    if one.rooms and two.rooms and not one.rooms & two.rooms:
        return 0.0, ""
    hour = one.minute is not None and two.minute is not None
    room = bool(one.rooms & two.rooms)
    people = len(one.people & two.people)
    score = 0.3 * hour + 0.3 * room + 0.35 * min(2, people)
    said = ["the same day", *(["the same hour"] if hour else []), *(["the same room"] if room else [])]
    if people:
        said.append(f"{people} of the same people")
    return (min(0.98, score) if people else 0.0), ", ".join(said)
