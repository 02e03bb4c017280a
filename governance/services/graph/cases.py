"""Cases: communities that a steward confirmed, each with a name, a level of its own and somebody who sees to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from assay.governance.domain import Actor, Case, ForbiddenError, NotFoundError, Permission, UsageError
from assay.governance.services.grading.grading import Grading
from assay.governance.services.graph.communities import Communities
from assay.governance.services.graph.drawing import asset_nodes
from assay.governance.services.graph.seen import SeenGraph
from assay.governance.services.seeing.visibility import Scope, Visibility
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import Store, Unit

__all__ = ["Cases"]

Level = tuple[str, str, int]
_LONGEST = 200


class Cases:
    """Keeps cases. One is seen by those who may see its level, with the files in it that they may see."""

    def __init__(
        self, *, store: Store, grading: Grading, visibility: Visibility, understanding: Understanding,
        communities: Communities,
    ) -> None:  # fmt: skip
        self._store = store
        self._grading = grading
        self._visibility = visibility
        self._understanding = understanding
        self._communities = communities

    def all(self, *, actor: Actor) -> list[dict[str, Any]]:
        """Return the cases that an actor may see, the oldest first, without their files."""
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            return [self._view(it, level, held) for it, level, held in self.seen(db, scope)]

    def get(self, case_id: str, *, actor: Actor) -> dict[str, Any]:
        """Return a case with its files.

        Raises:
            NotFoundError: there is no such case, or the actor may not see it.
        """
        with self._store.read() as db:
            return self._get(db, case_id, actor)

    def confirm(
        self, name: str, *, community: str | None = None, assets: Sequence[str] = (), steward: str | None = None,
        level: str | None = None, kinds: Collection[str] | None = None, min_score: float = 0.0,
        resolution: float = 1.0, actor: Actor,
    ) -> dict[str, Any]:  # fmt: skip
        """Open a case of a community, as `Communities.page` gave it for the same arguments, or of assets.

        Its level is the highest of its files, or a higher one that is named as `PACK:CODE` or as a code of the leading
        pack. Values in the name are masked.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: there is no such community, or no such asset.
            UsageError: a level that there is not or below a file's, no name, or not one of community and assets.
        """
        self._may_decide(actor)
        if (community is None) == (not assets) or not 0 < len(name.strip()) <= _LONGEST:
            raise UsageError("a case has a name, and is made of a community or of assets")
        shown = self._understanding.masked_query(name.strip())
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            if community is not None:
                graph = SeenGraph(db, scope, kinds=kinds, min_score=min_score)
                found = next((it for it in self._communities.found(graph, resolution) if it.id == community), None)
                if found is None:
                    raise NotFoundError("there is no such community; find them again")
                members = found.nodes & set(db.contents.many(found.nodes))
            else:
                records = db.assets.many(assets)
                if len(records) < len(set(assets)) or scope.allowed(db, assets) < set(assets):
                    raise NotFoundError("there is no such asset")
                members = frozenset(it.content_id for it in records.values() if it.content_id is not None)
        if not members:
            raise UsageError("a case holds files that could be read")
        with self._store.write() as db:
            made = db.cases.add(
                shown, level=self._level(db, members, level), steward=steward or actor.name, members=members,
                community=community, confirmed_by=actor.name,
            )  # fmt: skip
            db.audit.append(actor, "case.confirm", made.id, {"files": len(members), "code": made.code})
            return self._get(db, made.id, actor)

    def change(
        self, case_id: str, *, name: str | None = None, steward: str | None = None, level: str | None = None,
        etag: str | None = None, actor: Actor,
    ) -> dict[str, Any]:  # fmt: skip
        """Change name, steward or level of a case; what is None stays.

        Raises:
            ForbiddenError, NotFoundError, UsageError: as with `confirm`.
            ConflictError: the etag is not the current one.
        """
        self._may_decide(actor)
        with self._store.write() as db:
            self._get(db, case_id, actor)
            values: dict[str, Any] = {}
            if name is not None:
                values["name_masked"] = self._understanding.masked_query(name.strip())[:_LONGEST]
            if steward is not None:
                values["steward"] = steward
            if level is not None:
                policy, code, rank = self._level(db, db.cases.get(case_id).members, level)
                values |= {"policy": policy, "code": code, "rank": rank}
            db.cases.change(case_id, if_match=etag, **values)
            db.audit.append(actor, "case.change", case_id, {"fields": sorted(values)})
            return self._get(db, case_id, actor)

    def close(self, case_id: str, *, actor: Actor) -> None:
        """Take a case away; its files stay.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: there is no such case, or the actor may not see it.
        """
        self._may_decide(actor)
        with self._store.write() as db:
            self._get(db, case_id, actor)
            db.cases.close(case_id)
            db.audit.append(actor, "case.close", case_id, {})

    def seen(self, db: Unit, scope: Scope) -> list[tuple[Case, Level, tuple[str, ...]]]:
        """Return the cases that may be seen, the level that holds for each, and an asset of each file of it."""
        found = []
        for it in db.cases.list():
            level = self._effective(db, it)
            held = SeenGraph(db, scope).holders(it.members)
            under = all(pack == level[0] and level[2] <= highest for pack, highest in scope.ceilings)
            if held and under:
                found.append((it, level, tuple(sorted(ids[0] for ids in held.values()))))
        return found

    def _get(self, db: Unit, case_id: str, actor: Actor) -> dict[str, Any]:
        scope = self._visibility.scope(db, actor)
        for it, level, held in self.seen(db, scope):
            if it.id == case_id:
                return {**self._view(it, level, held), "assets": asset_nodes(db, held, leading=scope.leading)}
        raise NotFoundError("there is no such case")

    def _effective(self, db: Unit, it: Case) -> Level:
        """Return the level that was set, or the highest of the files where that is above it by now."""
        held = self._highest(db, it.members, it.policy)
        return held if held is not None and held[2] > it.rank else (it.policy, it.code, it.rank)

    def _level(self, db: Unit, members: Collection[str], wanted: str | None) -> Level:
        judging = self._grading.judging
        name, _, code = (wanted or "").rpartition(":")
        pack = judging.pack(name) if name else judging.leading
        highest = self._highest(db, members, pack.id)
        if wanted is None:
            if highest is None:
                raise UsageError("none of the files is graded; name a level")
            return highest
        if code not in pack.by_code:
            raise UsageError("a level is PACK:CODE, with a level that the pack has")
        rank = pack.level(code).rank
        if highest is not None and rank < highest[2]:
            raise UsageError("a case has no lower level than a file in it")
        return pack.id, code, rank

    @staticmethod
    def _highest(db: Unit, members: Collection[str], policy: str) -> Level | None:
        held = db.edges.holders(members)
        grades = db.grades.many((asset_id for ids in held.values() for asset_id in ids), policy)
        top = max(grades.values(), key=lambda grade: (grade.rank, grade.code), default=None)
        return (policy, top.code, top.rank) if top is not None else None

    def _view(self, it: Case, level: Level, held: Sequence[str]) -> dict[str, Any]:
        policy, code, rank = level
        label = self._grading.judging.pack(policy).label_of(code)
        return {
            "id": it.id, "name": it.name, "steward": it.steward, "n": len(held), "community": it.community,
            "level": {"policy": policy, "code": code, "rank": rank, "label": label.as_dict()},
            "confirmed_by": it.confirmed_by, "confirmed_at": it.confirmed_at.isoformat(), "etag": it.etag,
        }  # fmt: skip

    @staticmethod
    def _may_decide(actor: Actor) -> None:
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not open or change cases")
