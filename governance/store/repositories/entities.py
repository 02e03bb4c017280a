"""Names that contents bear, which of them are one entity, and what people said of that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update

from assay.governance.domain import EntityKind, Locator, Named, NameForm, NotFoundError, Sameness
from assay.governance.store.ids import new_id
from assay.governance.store.records import EntityDecision, Mention, Page
from assay.governance.store.repositories.base import Repository, batches, decode_cursor, encode_cursor
from assay.governance.store.tables import entity_decision, entity_key, entity_match, entity_member, mention

__all__ = ["EntityRepository"]

_NAME = (
    mention.c.content_id, mention.c.name_id, mention.c.kind, mention.c.value_hash, mention.c.form, mention.c.marks,
    mention.c.near,
)  # fmt: skip


class EntityRepository(Repository):
    """Mentions by content; matches between names; members of entities, each of which has the id of its least name."""

    def replace(self, content_id: str, mentions: Sequence[Mention]) -> None:
        """Put the names in a content in place of the earlier ones; old and new ones are grouped anew."""
        self.unsettle([content_id])
        for table in (mention, entity_key):
            self._run(delete(table).where(self._mine(table), table.c.content_id == content_id))
        self._insert(mention, (_row(content_id, it) for it in mentions))
        self._insert(
            entity_key,
            (
                {"content_id": content_id, "name_id": it.name.id, "key": key}
                for it in mentions
                for key in it.name.form.keys
            ),
        )
        self.unsettle([content_id])

    def unsettle(self, content_ids: Iterable[str]) -> None:
        """Have the entities that some contents name grouped anew, for their names come, go or change."""
        for batch in batches(sorted(set(content_ids))):
            names = select(mention.c.name_id).where(self._mine(mention), mention.c.content_id.in_(batch))
            rows = self._all(
                select(entity_member.c.entity_id)
                .where(self._mine(entity_member), entity_member.c.name_id.in_(names))
                .distinct()
            )
            for some in batches(row.entity_id for row in rows):
                self._run(delete(entity_member).where(self._mine(entity_member), entity_member.c.entity_id.in_(some)))

    def waiting(self) -> set[str]:
        """Return the names that are in no group yet, and those in a group that no content bears any more."""
        borne = select(mention.c.name_id).where(self._mine(mention), self._alive(mention.c.content_id)).distinct()
        grouped = select(entity_member.c.name_id).where(self._mine(entity_member))
        asked = (borne.except_(grouped), grouped.except_(borne))
        return {str(row[0]) for it in asked for row in self._all(it)}

    def of_contents(self, content_ids: Iterable[str]) -> Sequence[Mention]:
        """Return the names in some contents, in order of content and name."""
        return self._mentions(mention.c.content_id, content_ids)

    def mentions(self, name_ids: Iterable[str]) -> Sequence[Mention]:
        """Return where some names are borne, gone contents left out."""
        return self._mentions(mention.c.name_id, name_ids, self._alive(mention.c.content_id))

    def bearers(self, name_ids: Iterable[str]) -> set[str]:
        """Return the contents that bear any of some names, gone ones left out."""
        return {row.content_id for row in self._borne([mention.c.content_id], name_ids)}

    def named(self, name_ids: Iterable[str]) -> Mapping[str, Named]:
        """Return names as they are compared: all that stands beside a name in any content together."""
        found: dict[str, Named] = {}
        for row in sorted(self._borne(_NAME, name_ids), key=lambda it: (it.content_id, it.name_id)):
            name, known = _named(row), found.get(row.name_id)
            found[row.name_id] = name if known is None else _together(known, name)
        return found

    def meeting(self, name_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return, by key, the names that bear the keys of some names."""
        keys: set[str] = set()
        for batch in batches(sorted(set(name_ids))):
            asked = select(entity_key.c.key).where(self._mine(entity_key), entity_key.c.name_id.in_(batch)).distinct()
            keys.update(row.key for row in self._all(asked))
        found: dict[str, set[str]] = {}
        for batch in batches(sorted(keys)):
            pairs = select(entity_key.c.key, entity_key.c.name_id).where(
                self._mine(entity_key), entity_key.c.key.in_(batch)
            )
            for row in self._all(pairs.distinct()):
                found.setdefault(row.key, set()).add(row.name_id)
        return {key: frozenset(names) for key, names in found.items()}

    def bearing(self, keys: Iterable[str], values: Iterable[str]) -> set[str]:
        """Return the names that have one of the keys, or are written so that they have one of the hashes."""
        found: set[str] = set()
        for column, wanted in ((entity_key.c.key, keys), (mention.c.value_hash, values)):
            table = column.table
            for batch in batches(sorted(set(wanted))):
                rows = self._all(select(table.c.name_id).where(self._mine(table), column.in_(batch)).distinct())
                found.update(row.name_id for row in rows)
        return found

    def rematch(self, name_ids: Collection[str], matches: Mapping[tuple[str, str], Sameness], *, producer: str) -> None:
        """Put all matches of some names in place of the earlier ones."""
        for batch in batches(sorted(name_ids)):
            touched = or_(entity_match.c.left_id.in_(batch), entity_match.c.right_id.in_(batch))
            self._run(delete(entity_match).where(self._mine(entity_match), touched))
        self._insert(
            entity_match,
            (
                {"left_id": left, "right_id": right, "score": it.score, "why": it.why, "producer": producer}
                for (left, right), it in sorted(matches.items())
            ),
        )

    def matches(self, name_ids: Iterable[str]) -> Mapping[tuple[str, str], Sameness]:
        """Return the matches that touch some names."""
        found: dict[tuple[str, str], Sameness] = {}
        for batch in batches(sorted(set(name_ids))):
            touched = or_(entity_match.c.left_id.in_(batch), entity_match.c.right_id.in_(batch))
            for row in self._all(select(entity_match).where(self._mine(entity_match), touched)):
                found[row.left_id, row.right_id] = Sameness(score=row.score, why=row.why)
        return found

    def members(self, entity_ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the names of entities, in order; unknown ones are missing."""
        found: dict[str, list[str]] = {}
        for batch in batches(sorted(set(entity_ids))):
            asked = select(entity_member).where(self._mine(entity_member), entity_member.c.entity_id.in_(batch))
            for row in self._all(asked.order_by(entity_member.c.name_id)):
                found.setdefault(row.entity_id, []).append(row.name_id)
        return {entity_id: tuple(names) for entity_id, names in found.items()}

    def fellows(self, name_id: str) -> tuple[str, ...]:
        """Return the names of the entity that a name belongs to, in order; none where it belongs to none."""
        entity = self.entity_of([name_id]).get(name_id)
        return self.members([entity])[entity] if entity is not None else ()

    def entity_of(self, name_ids: Iterable[str]) -> Mapping[str, str]:
        """Return the entities of names."""
        found: dict[str, str] = {}
        for batch in batches(sorted(set(name_ids))):
            asked = select(entity_member).where(self._mine(entity_member), entity_member.c.name_id.in_(batch))
            found.update((row.name_id, row.entity_id) for row in self._all(asked))
        return found

    def assign(self, members: Mapping[str, tuple[str, EntityKind]], gone: Iterable[str] = ()) -> None:
        """Say to which entity names belong now, and which names nobody bears any more."""
        for batch in batches(sorted({*members, *gone})):
            self._run(delete(entity_member).where(self._mine(entity_member), entity_member.c.name_id.in_(batch)))
        rows = sorted(members.items())
        self._insert(entity_member, ({"name_id": n, "entity_id": e, "kind": k.value} for n, (e, k) in rows))

    def page(self, kind: EntityKind | None, *, cursor: str | None, limit: int) -> Page[str]:
        """Return ids of entities in order of id."""
        asked = select(entity_member.c.entity_id).where(self._mine(entity_member)).distinct()
        if kind is not None:
            asked = asked.where(entity_member.c.kind == kind.value)
        if cursor is not None:
            (after,) = decode_cursor(cursor, str)
            asked = asked.where(entity_member.c.entity_id > after)
        ids = [row.entity_id for row in self._all(asked.order_by(entity_member.c.entity_id).limit(limit + 1))]
        more = len(ids) > limit
        return Page(items=tuple(ids[:limit]), next=encode_cursor(ids[limit - 1]) if more else None)

    def counts(self) -> Mapping[str, int]:
        """Return how many entities there are of each kind."""
        asked = select(entity_member.c.kind, func.count(entity_member.c.entity_id.distinct())).where(
            self._mine(entity_member)
        )
        return {row[0]: int(row[1]) for row in self._all(asked.group_by(entity_member.c.kind))}

    def decide(self, action: str, left: Sequence[str], right: Sequence[str], *, reason: str, actor: str) -> str:
        """Note that people merged two sets of names, or parted them; return the decision's id."""
        row = {
            "id": new_id(), "action": action, "left": sorted(left), "right": sorted(right), "reason": reason,
            "actor": actor, "at": self._now(), "undone_by": None, "undone_at": None,
        }  # fmt: skip
        self._insert(entity_decision, [row])
        return str(row["id"])

    def undo(self, decision_id: str, *, actor: str) -> EntityDecision:
        """Take a decision back; it stays in the history.

        Raises:
            NotFoundError: there is none of that id that stands.
        """
        changed = update(entity_decision).where(
            self._mine(entity_decision), entity_decision.c.id == decision_id, entity_decision.c.undone_at.is_(None)
        )
        if not self._run(changed.values(undone_by=actor, undone_at=self._now())):
            raise NotFoundError("no such decision stands")
        row = self._one(select(entity_decision).where(self._mine(entity_decision), entity_decision.c.id == decision_id))
        return _decision(row)

    def decisions(self) -> Sequence[EntityDecision]:
        """Return all that people decided, oldest first, what was taken back too."""
        asked = select(entity_decision).where(self._mine(entity_decision)).order_by(entity_decision.c.id)
        return [_decision(row) for row in self._all(asked)]

    def _borne(self, columns: Sequence[Any], name_ids: Iterable[str]) -> Iterator[Row[Any]]:
        for batch in batches(sorted(set(name_ids))):
            wanted = (self._mine(mention), mention.c.name_id.in_(batch), self._alive(mention.c.content_id))
            yield from self._all(select(*columns).where(*wanted))

    def _mentions(self, column: Any, values: Iterable[str], *more: Any) -> Sequence[Mention]:
        found: list[Mention] = []
        for batch in batches(sorted(set(values))):
            rows = self._all(select(mention).where(self._mine(mention), column.in_(batch), *more))
            found += [_mention(row) for row in rows]
        return sorted(found, key=lambda it: (it.content_id, it.name.id))


def _together(one: Named, two: Named) -> Named:
    return Named(
        id=one.id, kind=one.kind, value=one.value, form=one.form, marks=one.marks | two.marks, near=one.near | two.near
    )


def _row(content_id: str, it: Mention) -> dict[str, Any]:
    form = it.name.form
    return {
        "content_id": content_id, "name_id": it.name.id, "kind": it.name.kind.value, "value_hash": it.name.value,
        "label": it.label, "shown": it.shown, "locator": it.locator.as_dict(),
        "form": {"script": form.script, "words": list(form.words), "keys": list(form.keys), "legal": form.legal},
        "marks": sorted(it.name.marks), "near": sorted(it.name.near),
    }  # fmt: skip


def _mention(row: Row[Any]) -> Mention:
    return Mention(
        content_id=row.content_id, label=row.label, shown=row.shown, locator=Locator.from_dict(row.locator),
        name=_named(row),
    )  # fmt: skip


def _named(row: Row[Any]) -> Named:
    form = row.form
    return Named(
        id=row.name_id, kind=EntityKind(row.kind), value=row.value_hash,
        form=NameForm(script=form["script"], words=tuple(form["words"]), keys=tuple(form["keys"]), legal=form["legal"]),
        marks=frozenset(row.marks), near=frozenset(row.near),
    )  # fmt: skip


def _decision(row: Any) -> EntityDecision:
    return EntityDecision(
        id=row.id, action=row.action, left=tuple(row.left), right=tuple(row.right), reason=row.reason, actor=row.actor,
        at=row.at, undone_by=row.undone_by, undone_at=row.undone_at,
    )  # fmt: skip
