"""Resolving: which names are of one thing. A function of all mentions and decisions, whatever their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from assay.governance.domain import EntityKind, JoinKey, Named, Resolver, Sameness
from assay.governance.store import EntityDecision, Unit

__all__ = ["KEYS", "MERGED", "MOST_OF_A_KEY", "Resolving"]

KEYS = "entities"
"""The linker to which the keys of entities belong."""

MERGED = 0.82
"""From this score on names are merged; from 0.7 on they are proposed to a steward."""

MOST_OF_A_KEY = 400
"""A key that more names bear says nothing."""

_OWN = "national_id:"
Pair = tuple[str, str]


class Resolving:
    """Keeps matches between names, and entities: groups of names that matches and people hold together."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.version = f"{resolver.name}@{resolver.version}"

    def settle(self, db: Unit) -> set[str]:
        """Group all names that came, went or changed; return the contents whose keys are others for it."""
        changed = self.renew(db, db.entities.waiting())
        contents = db.entities.bearers(changed)
        known, now = db.joins.of_many(contents, linker=KEYS), _keys(db, contents)
        other = {it for it in contents if known.get(it, {}).get(KEYS, ()) != now.get(it, ())}
        db.joins.replace_of(KEYS, {it: now.get(it, ()) for it in other})
        return other

    @staticmethod
    def contents(db: Unit, name_ids: Iterable[str]) -> set[str]:
        """Return the contents that bear some names, or names that hang together with them."""
        return db.entities.bearers(_connected(db, set(name_ids), db.entities.decisions()))

    def renew(self, db: Unit, name_ids: Collection[str]) -> set[str]:
        """Match some names anew and group them; return the names of all entities that changed by it."""
        if not name_ids:
            return set()
        old = db.entities.matches(name_ids)
        names = dict(db.entities.named(name_ids))
        pairs = self._candidates(db, name_ids)
        names.update(db.entities.named({end for pair in pairs for end in pair} - names.keys()))
        matches = {}
        for left, right in sorted(pairs):
            if left in names and right in names and names[left].kind is names[right].kind:
                alike = self._resolver.compare(names[left], names[right])
                if alike is not None:
                    matches[left, right] = alike
        db.entities.rematch(name_ids, matches, producer=self.version)
        return self.regroup(db, {*name_ids, *_ends(old), *_ends(matches)}, known=names)

    def regroup(self, db: Unit, name_ids: Collection[str], *, known: Mapping[str, Named] | None = None) -> set[str]:
        """Group names and all that hang together with them; return those whose entity is another one now.

        `known` are names that were read in this transaction.
        """
        decisions = [it for it in db.entities.decisions() if it.undone_at is None]
        together = _connected(db, set(name_ids), decisions)
        read = known or {}
        names = {it: read[it] for it in together if it in read}
        names.update(db.entities.named(together - names.keys()))
        groups = _grouped(names, db.entities.matches(names), decisions)
        was = db.entities.entity_of(together)
        now = {name: (min(group), names[name].kind) for group in groups for name in group}
        gone = together - names.keys()
        changed = {it for it, (entity, _) in now.items() if was.get(it) != entity} | (gone & was.keys())
        if changed:
            db.entities.assign({it: now[it] for it in now if it in changed}, gone)
        touched = {was[it] for it in changed & was.keys()} | {now[it][0] for it in changed & now.keys()}
        return changed | {it for it, (entity, _) in now.items() if entity in touched or was.get(it) in touched}

    def _candidates(self, db: Unit, name_ids: Collection[str]) -> set[Pair]:
        wanted: set[str] = set(name_ids)
        pairs: set[Pair] = set()
        for holders in db.entities.meeting(name_ids).values():
            if 2 <= len(holders) <= MOST_OF_A_KEY:
                some = wanted & holders
                pairs.update(_pair(one, two) for one in some for two in holders if one != two)
        return pairs


def _keys(db: Unit, content_ids: Collection[str]) -> Mapping[str, tuple[JoinKey, ...]]:
    """Return by content a key for each entity in it that has more names than one; the payload is the name."""
    mentions = db.entities.of_contents(content_ids)
    entities = db.entities.entity_of({it.name.id for it in mentions})
    members = db.entities.members(set(entities.values()))
    found: dict[str, list[JoinKey]] = defaultdict(list)
    for it in mentions:
        entity = entities.get(it.name.id)
        if entity is not None and len(members[entity]) > 1:
            found[it.content_id].append(
                JoinKey(
                    linker=KEYS, value=f"e:{entity}", locator=it.locator, label=it.label, masked=it.shown,
                    payload=it.name.value.encode(),
                )
            )  # fmt: skip
    return {content_id: tuple(keys) for content_id, keys in found.items()}


def _pair(one: str, two: str) -> Pair:
    return (one, two) if one < two else (two, one)


def _ends(pairs: Iterable[Pair]) -> set[str]:
    return {end for pair in pairs for end in pair}


def _connected(db: Unit, name_ids: set[str], decisions: Sequence[EntityDecision]) -> set[str]:
    """Return the names and all that matches and decisions join to them, over any number of steps."""
    decided: dict[str, set[str]] = defaultdict(set)
    for it in decisions:
        for name in (*it.left, *it.right):
            decided[name].update((*it.left, *it.right))
    reached, edge = set(name_ids), set(name_ids)
    while edge:
        strong = [pair for pair, alike in db.entities.matches(edge).items() if alike.score >= MERGED]
        more = _ends(strong) | {it for name in edge for it in decided.get(name, ())}
        members = db.entities.members(set(db.entities.entity_of(edge).values()))
        more |= {name for names in members.values() for name in names}
        edge = more - reached
        reached |= edge
    return reached


def _grouped(
    names: Mapping[str, Named], matches: Mapping[Pair, Sameness], decisions: Sequence[EntityDecision]
) -> list[frozenset[str]]:
    """Join what people joined, then the surest matches first, unless people or names themselves speak against it."""
    group: dict[str, set[str]] = {name: {name} for name in names}
    apart: dict[str, set[str]] = defaultdict(set)
    for it in decisions:
        if it.action == "split":
            for one in it.left:
                for two in it.right:
                    apart[one].add(two)
                    apart[two].add(one)

    def join(one: str, two: str) -> None:
        merged = group[one] | group[two]
        for name in merged:
            group[name] = merged

    for it in decisions:
        if it.action == "merge":
            known = [name for name in (*it.left, *it.right) if name in names]
            for one, two in combinations(known, 2):
                join(one, two)
    strong = [(pair, alike) for pair, alike in matches.items() if alike.score >= MERGED]
    for (left, right), _ in sorted(strong, key=lambda it: (-it[1].score, it[0])):
        if left in group and right in group and group[left] is not group[right]:
            ours, theirs = group[left], group[right]
            if not any(apart[name] & theirs for name in ours) and not _contrary(names, ours, theirs):
                join(left, right)
    return sorted({frozenset(those) for those in group.values()}, key=min)


def _contrary(names: Mapping[str, Named], ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Say whether two groups cannot be one thing: people or places of two Chinese names, or of two identity numbers."""
    left, right = ([names[it] for it in group] for group in (ours, theirs))
    if left[0].kind not in {EntityKind.PERSON, EntityKind.PLACE}:
        return False
    written = [{it.form.words or it.value for it in group if it.form.script == "han"} for group in (left, right)]
    if written[0] and written[1] and not written[0] & written[1]:
        return True
    numbers = [
        {mark for it in group for mark in it.marks if mark.startswith("national_id:")} for group in (left, right)
    ]
    return bool(numbers[0] and numbers[1] and not numbers[0] & numbers[1])
