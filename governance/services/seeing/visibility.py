"""What somebody may see of the catalog: up to a level, and as far as a file's own permissions let a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from assay.governance.domain import EVERYONE, Actor, Filters, ForbiddenError, Permission, Role, UsageError
from assay.governance.services.grading.judging import Judging
from assay.governance.store import AssetRecord, Seat, Unit

__all__ = ["Scope", "Visibility", "fits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which assets may be seen: those that have no rank above any of the ceilings, and are granted to a principal.

    `ceilings` are pairs of a pack and the highest rank in it; an asset that the pack does not grade is hidden.
    `principals` are keyed hashes; None where permissions are not asked about.
    """

    leading: str
    ceilings: tuple[tuple[str, int], ...] = ()
    principals: frozenset[str] | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is hidden."""
        return not self.ceilings and self.principals is None

    def allowed(self, db: Unit, asset_ids: Iterable[str]) -> frozenset[str]:
        """Return those of some assets that may be seen; gone ones may not."""
        return self.among(db, [it.id for it in db.assets.many(asset_ids).values() if it.tombstone is None])

    def among(self, db: Unit, asset_ids: Iterable[str]) -> frozenset[str]:
        """Return those of some assets that may be seen, where it is known that none of them is gone."""
        ids = set(asset_ids)
        for pack, highest in self.ceilings:
            ranks = db.grades.many_ranks(ids, pack)
            ids = {it for it in ids if it in ranks and ranks[it] <= highest}
        if self.principals is not None:
            granted = db.grants.principals(ids)
            ids = {it for it in ids if granted.get(it, frozenset()) & self.principals}
        return frozenset(ids)

    def seats(self, db: Unit, content_ids: Iterable[str]) -> dict[str, tuple[Seat, ...]]:
        """Return of contents the seats that may be seen, oldest first; contents without any are missing."""
        held = db.seats.of(content_ids, leading=self.leading)
        if self.everything:
            return dict(held)
        highest = min((rank for pack, rank in self.ceilings if pack == self.leading), default=None)
        low = {
            it.asset
            for seats in held.values()
            for it in seats
            if highest is None or (it.rank is not None and it.rank <= highest)
        }
        rest = tuple(it for it in self.ceilings if it[0] != self.leading)
        allowed = replace(self, ceilings=rest).among(db, low)
        seen = {content: tuple(it for it in seats if it.asset in allowed) for content, seats in held.items()}
        return {content: seats for content, seats in seen.items() if seats}

    def owners(self, db: Unit, content_ids: Iterable[str]) -> dict[str, tuple[AssetRecord, ...]]:
        """Return of contents the assets that may be seen, oldest first; contents without any are missing."""
        held = db.assets.of_contents(content_ids)
        everyone = {asset_id for ids in held.values() for asset_id in ids}
        allowed, records = self.allowed(db, everyone), db.assets.many(everyone)
        seen = {content: tuple(records[it] for it in ids if it in allowed) for content, ids in held.items()}
        return {content: records for content, records in seen.items() if records}

    def narrowed(self, db: Unit, filters: Filters) -> Filters:
        """Return filters for an index that let through the contents of which an asset may be seen and is asked for.

        An index keeps of a content what its assets have together. So one test of assets is its business; where an asset
        must pass more than one, its contents are named: those of an asset that passes all of them.
        """
        highest = {rank for pack, rank in self.ceilings if pack == self.leading}
        others = sum(pack != self.leading for pack, _ in self.ceilings)
        asked = (filters.sources, filters.owners, filters.since, filters.until, self.principals, highest or None)
        tests = sum(it is not None for it in asked) + others
        if tests <= 1 and not others and filters.until is None:  # the index knows the latest change of a content alone
            return replace(filters, max_rank=min(highest, default=None), principals=self.principals)
        held = self.seats(db, set(db.assets.contents().values()))
        named = frozenset(content for content, seats in held.items() if any(fits(db, it, filters) for it in seats))
        return replace(
            filters, contents=named if filters.contents is None else named & filters.contents,
            sources=None, owners=None, since=None, until=None,
        )  # fmt: skip


def fits(db: Unit, seat: Seat, filters: Filters) -> bool:
    """Say whether an asset passes the tests of filters that are about assets: source, owner, time."""
    return (
        (filters.sources is None or seat.source in filters.sources)
        and (filters.owners is None or (seat.owner is not None and db.points.owner(seat.owner) in filters.owners))
        and (filters.since is None or seat.changed >= filters.since)
        and (filters.until is None or seat.changed <= filters.until)
    )


class Visibility:
    """Knows the level that each role sees up to. A role that is not named sees all."""

    def __init__(self, judging: Callable[[], Judging], levels: Mapping[str, str]) -> None:
        self._judging = judging
        self._levels = {Role(role): level for role, level in levels.items()}
        for level in self._levels.values():
            self._ceiling(level)

    def ceiling(self, role: Role) -> tuple[str, int] | None:
        """Return the pack and the highest rank in it that a role sees; None where it sees all."""
        level = self._levels.get(role)
        return self._ceiling(level) if level is not None else None

    @property
    def levels(self) -> Mapping[Role, tuple[str, str]]:
        """The level up to which each role sees that does not see all: a pack's id and a code of it."""
        leading = self._judging().leading.id
        parted = {role: level.rpartition(":") for role, level in self._levels.items()}
        return {role: (name or leading, code) for role, (name, _, code) in parted.items()}

    def ceilings(self, actor: Actor) -> tuple[tuple[str, int], ...]:
        """Return the highest ranks that an actor sees, by its role and its own level; nothing where it sees all."""
        return self._ceilings(self._levels.get(actor.role), actor.max_level)

    def sees(self, db: Unit, actor: Actor, asset_id: str) -> bool:
        """Say whether an actor may know of an asset; of one that is not there everybody may know that."""
        return db.assets.get(asset_id) is None or asset_id in self.seen(db, actor, (asset_id,))

    def seen(self, db: Unit, actor: Actor, asset_ids: Iterable[str]) -> frozenset[str]:
        """Return those of some assets that an actor may know of, gone ones too."""
        ids = set(asset_ids)
        for pack, highest in self.ceilings(actor):
            ranks = db.grades.many_ranks(ids, pack)
            ids = {it for it in ids if it in ranks and ranks[it] <= highest}
        return frozenset(ids)

    def scope(self, db: Unit, actor: Actor, *, max_level: str | None = None, as_user: str | None = None) -> Scope:
        """Return what an actor may see, or less: below a level, or what another user may see.

        `as_user` is `user:NAME`, `group:NAME` or a user's name. Files whose source tells no permissions are hidden
        from it.

        Raises:
            ForbiddenError: the role may not ask what others may see.
            UsageError: a level that no pack has.
        """
        principals = None
        if as_user is not None:
            if not actor.may(Permission.REVEAL):
                raise ForbiddenError("the role may not ask what others may see")
            name = as_user if as_user.startswith(("user:", "group:")) else f"user:{as_user}"
            principals = frozenset({db.grants.principal_hash(name), db.grants.principal_hash(EVERYONE)})
        ceilings = self._ceilings(self._levels.get(actor.role), actor.max_level, max_level)
        return Scope(leading=self._judging().leading.id, ceilings=ceilings, principals=principals)

    def _ceilings(self, *levels: str | None) -> tuple[tuple[str, int], ...]:
        return tuple(sorted({self._ceiling(level) for level in levels if level is not None}))

    def _ceiling(self, level: str) -> tuple[str, int]:
        name, separator, code = level.rpartition(":")
        judging = self._judging()
        pack = judging.pack(name) if separator else judging.leading
        if code not in pack.by_code:
            raise UsageError("a level is PACK:CODE, with a level that the pack has")
        return pack.id, pack.level(code).rank
