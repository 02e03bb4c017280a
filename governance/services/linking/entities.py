"""Entities as people see them: their names, the files that name them, why names are one, and what people decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from assay.governance.domain import (
    LOCAL_ADMIN,
    Actor,
    EntityKind,
    ForbiddenError,
    NotFoundError,
    Permission,
    Resolver,
    UsageError,
    labels,
)
from assay.governance.security import Keyring, keyed_hash
from assay.governance.services.linking.linking import Linking, touch
from assay.governance.services.linking.resolving import MERGED, Resolving
from assay.governance.services.seeing.paging import seen_page
from assay.governance.services.seeing.visibility import Scope, Visibility
from assay.governance.store import AssetRecord, EntityDecision, Mention, Store, Unit, decode_cursor, encode_cursor

__all__ = ["EntityService"]

_GROUPS = {EntityKind.PERSON: "person", EntityKind.ORGANISATION: "organization", EntityKind.PLACE: "location"}


class EntityService:
    """Shows entities as far as their files may be seen; merges and parts them as stewards say."""

    def __init__(
        self, *, store: Store, visibility: Visibility, resolver: Resolver, resolving: Resolving, linking: Linking,
        keyring: Keyring,
    ) -> None:  # fmt: skip
        self._store = store
        self._visibility = visibility
        self._resolver = resolver
        self._resolving = resolving
        self._linking = linking
        self._keyring = keyring

    def page(
        self,
        *,
        kind: EntityKind | None = None,
        asset: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        actor: Actor = LOCAL_ADMIN,
    ) -> dict[str, Any]:
        """Return some entities, or those that an asset names.

        Raises:
            NotFoundError: there is no such asset.
        """
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            if asset is None:
                return seen_page(
                    lambda after: db.entities.page(kind, cursor=after, limit=limit + 1),
                    lambda ids: self._brief(db, scope, ids), cursor=_of_entity(db, cursor), limit=limit,
                )  # fmt: skip
            record = db.assets.get(asset)
            if record is None or asset not in scope.allowed(db, [asset]):
                raise NotFoundError("there is no such asset")
            names = [it.name.id for it in db.entities.of_contents([record.content_id] if record.content_id else [])]
            found = self._brief(db, scope, sorted(set(db.entities.entity_of(names).values())))
            items = sorted(
                (it for it in found if kind is None or it["kind"] == kind.value), key=lambda it: str(it["id"])
            )
            return {"items": items, "next": None}

    def find(self, name: str, *, limit: int = 50, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Return the entities that a name may mean, by hash and by sound; the name is kept nowhere.

        Raises:
            ForbiddenError: the role may not search.
        """
        if not actor.may(Permission.SEARCH):
            raise ForbiddenError("the role may not search")
        keys: set[str] = set()
        for kind in _GROUPS:
            form = self._resolver.read(kind, name)
            told = form.keys if form is not None else ()
            keys.update(keyed_hash(self._keyring, f"sound of {kind.value}", it) if kind.hidden else it for it in told)
        values = {keyed_hash(self._keyring, label.group, name.strip()) for label in labels().values()}
        with self._store.write() as db:
            db.audit.append(actor, "entity.find", "", {"keys": len(keys)})
        with self._store.read() as db:
            names = db.entities.bearing(keys, values)
            ids = sorted(set(db.entities.entity_of(names).values()))
            found = self._brief(db, self._visibility.scope(db, actor), ids, by=names)
            return {"items": sorted(found, key=lambda it: (-it["assets"], it["id"]))[:limit], "next": None}

    def show(self, entity_id: str, *, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Return an entity: names, the assets that name it with the place, why names are one, and what was decided.

        An id of before a merge is that of a name, and leads to the entity that the name belongs to now.

        Raises:
            NotFoundError: there is none, or no file of it may be seen.
        """
        with self._store.read() as db:
            return self._show(db, entity_id, actor)

    def merge(self, entity_id: str, other: str, *, reason: str = "", actor: Actor) -> dict[str, Any]:
        """Say that two entities are one thing; it stays so until somebody takes it back.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: one of the two is not there.
            UsageError: they are one already, or of two kinds.
        """
        with self._store.write() as db:
            ours, theirs = self._known(db, entity_id, actor), self._known(db, other, actor)
            if ours == theirs:
                raise UsageError("the two are one entity already")
            left, right = self._names(db, ours), self._names(db, theirs)
            named = db.entities.named([left[0], right[0]])
            if len({it.kind for it in named.values()}) > 1:
                raise UsageError("entities of two kinds are not one thing")
            self._decide(db, "merge", left[:1], right[:1], reason, actor)
        return self._relinked(left[0], actor)

    def split(self, entity_id: str, names: Collection[str], *, reason: str = "", actor: Actor) -> dict[str, Any]:
        """Say that some names of an entity are of another thing; it stays so until somebody takes it back.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: there is no such entity.
            UsageError: they are no names of it, or all of them.
        """
        with self._store.write() as db:
            members = set(self._names(db, self._known(db, entity_id, actor)))
            out = sorted(set(names))
            rest = sorted(members - set(out))
            if not out or not rest or not set(out) <= members:
                raise UsageError("some of an entity's names are parted from the others")
            self._decide(db, "split", out, rest, reason, actor)
        return self._relinked(rest[0], actor)

    def undo(self, decision_id: str, *, actor: Actor) -> dict[str, Any]:
        """Take a merge or a split back; both stay in the history.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: no such decision stands.
        """
        self._may(actor)
        with self._store.write() as db:
            taken = db.entities.undo(decision_id, actor=actor.name)
            self._touch(db, {*taken.left, *taken.right})
            db.audit.append(actor, "entity.undo", decision_id, {"action": taken.action})
        return self._relinked(taken.right[0], actor)

    def _decide(
        self, db: Unit, action: str, left: Sequence[str], right: Sequence[str], reason: str, actor: Actor
    ) -> None:
        made = db.entities.decide(action, left, right, reason=reason, actor=actor.name)
        self._touch(db, {*left, *right})
        db.audit.append(actor, f"entity.{action}", made, {"left": len(left), "right": len(right)})

    def _relinked(self, name_id: str, actor: Actor) -> dict[str, Any]:
        """Group and link anew what a decision touches, and return the entity."""
        self._linking.settle(self._store)
        with self._store.read() as db:
            return self._show(db, name_id, actor)

    def _touch(self, db: Unit, names: Collection[str]) -> None:
        for content_id in self._resolving.contents(db, names):
            touch(db, content_id)

    def _may(self, actor: Actor) -> None:
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not decide on entities")

    def _known(self, db: Unit, entity_id: str, actor: Actor) -> str:
        self._may(actor)
        return str(self._show(db, entity_id, actor)["id"])

    @staticmethod
    def _names(db: Unit, entity_id: str) -> tuple[str, ...]:
        return db.entities.fellows(entity_id)

    def _show(self, db: Unit, entity_id: str, actor: Actor) -> dict[str, Any]:
        mentions = db.entities.mentions(db.entities.fellows(entity_id))
        owners = self._visibility.scope(db, actor).owners(db, {it.content_id for it in mentions})
        seen = [it for it in mentions if it.content_id in owners]
        names = {it.name.id for it in seen}
        if entity_id not in names:
            raise NotFoundError("there is no such entity")
        return {
            **_head(seen, owners),
            "members": _members(seen, owners),
            "mentions": _places(seen, owners),
            "matches": [
                {"left": left, "right": right, "score": it.score, "why": it.why, "merged": it.score >= MERGED}
                for (left, right), it in sorted(db.entities.matches(names).items(), key=lambda it: -it[1].score)
                if self._may_show(db, actor, names, left, right)
            ],
            "history": [_told(it) for it in db.entities.decisions() if names & {*it.left, *it.right}],
        }

    def _may_show(self, db: Unit, actor: Actor, names: Collection[str], left: str, right: str) -> bool:
        """Say whether a match may be told: of a name outside the entity only where a file of it may be seen."""
        other = [it for it in (left, right) if it not in names]
        if not other:
            return True
        contents = db.entities.bearers(other)
        return bool(self._visibility.scope(db, actor).owners(db, contents))

    def _brief(
        self, db: Unit, scope: Scope, entity_ids: Sequence[str], *, by: Collection[str] | None = None
    ) -> list[dict[str, Any]]:
        """Return entities as far as they may be seen; those found `by` some names, where one of these may be seen."""
        members = db.entities.members(entity_ids)
        of_name = {name: entity for entity, names in members.items() for name in names}
        mentions = db.entities.mentions(of_name)
        owners = scope.owners(db, {it.content_id for it in mentions})
        seen: dict[str, list[Mention]] = {}
        for it in mentions:
            if it.content_id in owners:
                seen.setdefault(of_name[it.name.id], []).append(it)
        shown = [seen[it] for it in entity_ids if it in seen]
        return [_head(it, owners) for it in shown if by is None or any(one.name.id in by for one in it)]


Owners = Mapping[str, Sequence[AssetRecord]]


def _head(mentions: Sequence[Mention], owners: Owners) -> dict[str, Any]:
    """Return an entity under the least of its names that may be seen: every name leads to it, a hidden one tells."""
    shown: dict[str, int] = {}
    for it in mentions:
        shown[it.shown] = shown.get(it.shown, 0) + 1
    names = sorted(shown, key=lambda name: (-shown[name], -len(name), name))
    return {
        "id": min(it.name.id for it in mentions), "kind": mentions[0].name.kind.value, "name": names[0], "names": names,
        "assets": len({asset.id for it in mentions for asset in owners[it.content_id]}),
    }  # fmt: skip


def _of_entity(db: Unit, cursor: str | None) -> str | None:
    """Return the cursor of an entity for that of the name that it is shown under."""
    if cursor is None:
        return None
    (name,) = decode_cursor(cursor, str)
    return encode_cursor(db.entities.entity_of([name]).get(name, name))


def _members(mentions: Sequence[Mention], owners: Owners) -> list[dict[str, Any]]:
    by_name: dict[str, list[Mention]] = {}
    for it in mentions:
        by_name.setdefault(it.name.id, []).append(it)
    return [
        {
            "id": name, "name": those[0].shown, "label": those[0].label,
            "assets": sorted({asset.id for it in those for asset in owners[it.content_id]}),
        }
        for name, those in sorted(by_name.items())
    ]  # fmt: skip


def _places(mentions: Sequence[Mention], owners: Owners) -> list[dict[str, Any]]:
    return [
        {
            "asset": asset.id, "name": asset.name, "as": it.shown, "label": it.label,
            "locator": it.locator.as_dict(), "member": it.name.id,
        }
        for it in mentions
        for asset in owners[it.content_id]
    ]  # fmt: skip


def _told(it: EntityDecision) -> dict[str, Any]:
    return {
        "id": it.id, "action": it.action, "left": list(it.left), "right": list(it.right), "reason": it.reason,
        "actor": it.actor, "at": it.at.isoformat(), "undone_by": it.undone_by,
        "undone_at": it.undone_at.isoformat() if it.undone_at else None,
    }  # fmt: skip
