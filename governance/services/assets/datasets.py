"""Data sets: a selection of assets, its scorecard, and a gate that says whether it keeps its contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from assay.governance.domain import (
    GOVERNANCE_FIELDS,
    LOCAL_ADMIN,
    Actor,
    Contract,
    Dataset,
    Dimension,
    ForbiddenError,
    IssueState,
    Modality,
    Permission,
    Status,
    UsageError,
    from_plain,
    to_plain,
)
from assay.governance.quality import Scorecard, catalogue, score
from assay.governance.services.assets.gating import Facts, gated
from assay.governance.services.grading.grading import Grading
from assay.governance.services.seeing.selecting import filters_of
from assay.governance.store import AssetFilters, Store, Unit

__all__ = ["DatasetService"]

_WAITING = (IssueState.OPEN, IssueState.ASSIGNED)
_READ = (Status.COMPLETE, Status.PARTIAL)


class DatasetService:
    """Names selections and measures them. What a caller may not see is not in them for him."""

    def __init__(
        self, *, store: Store, grading: Grading, ceilings: Callable[[Actor], tuple[tuple[str, int], ...]]
    ) -> None:
        self._store = store
        self._grading = grading
        self._ceilings = ceilings

    def list(self, actor: Actor = LOCAL_ADMIN) -> list[dict[str, Any]]:
        """Return all data sets with the number of their assets."""
        with self._store.read() as db:
            return [self._view(db, it, actor) for it in db.datasets.list()]

    def get(self, key: str, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Return a data set by its id or its name.

        Raises:
            NotFoundError: there is none.
        """
        with self._store.read() as db:
            return self._view(db, db.datasets.get(key), actor)

    def create(
        self, name: str, *, description: str = "", select: Mapping[str, Any] | None = None,
        contract: Mapping[str, Any] | None = None, actor: Actor,
    ) -> dict[str, Any]:  # fmt: skip
        """Store a data set; nothing is copied, its assets are those that fit whenever it is asked.

        Raises:
            ForbiddenError: the role may not search.
            UsageError: a selector, a level, a type of issue or a field that there is not.
            ConflictError: there is one of this name.
        """
        if not actor.may(Permission.SEARCH):
            raise ForbiddenError("the role may not make data sets")
        promised = self._contract(contract or {})
        self._filters(select or {}, actor)
        with self._store.write() as db:
            made = db.datasets.add(
                name, description=description, chosen=select or {}, contract=promised, changed_by=actor.name
            )
            db.audit.append(actor, "dataset.create", made.id, {})
            return self._view(db, made, actor)

    def change(self, key: str, changes: Mapping[str, Any], *, etag: str | None = None, actor: Actor) -> dict[str, Any]:
        """Change name, description, selection or contract; what is not named stays.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError, UsageError, ConflictError: as with `create`, or the etag is not the current one.
        """
        self._may_decide(actor)
        given = dict(changes)
        if "contract" in given:
            given["contract"] = self._contract(given["contract"] or {})
        if "select" in given:
            self._filters(given["select"] or {}, actor)
            given["select"] = given["select"] or {}
        with self._store.write() as db:
            known = db.datasets.get(key)
            made = db.datasets.change(replace(known, **given, changed_by=actor.name), if_match=etag)
            db.audit.append(actor, "dataset.change", made.id, {"fields": sorted(given)})
            return self._view(db, made, actor)

    def delete(self, key: str, *, actor: Actor) -> None:
        """Take a data set away; its assets stay.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: there is none.
        """
        self._may_decide(actor)
        with self._store.write() as db:
            known = db.datasets.get(key)
            db.datasets.delete(known.id)
            db.audit.append(actor, "dataset.delete", known.id, {})

    def chosen(self, key: str) -> Mapping[str, Any]:
        """Return the selectors of a data set, for lists and exports.

        Raises:
            NotFoundError: there is none.
        """
        with self._store.read() as db:
            return db.datasets.get(key).select

    def overall(self, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Return the scorecard of everything that the caller may see, as `score` does of a data set."""
        now = datetime.now(UTC)
        every = Dataset(
            id="", name="", description="", select={}, contract=self._contract({}), revision=0, changed_by="",
            created_at=now, updated_at=now,
        )  # fmt: skip
        with self._store.read() as db:
            facts, card, levels = self._measured(db, every, actor)
        return _scored(facts, card, levels)

    def score(self, key: str, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Return the scorecard: each dimension as A over B, beside the share of indicators that could be assessed."""
        with self._store.read() as db:
            known = db.datasets.get(key)
            facts, card, levels = self._measured(db, known, actor)
        return {
            "dataset": known.id, "name": known.name, "revision": known.revision, **_scored(facts, card, levels),
        }  # fmt: skip

    def gate(self, key: str, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Say whether a data set keeps its contract: each promise, what is there, and the assets that break it."""
        with self._store.read() as db:
            known = db.datasets.get(key)
            facts, card, _ = self._measured(db, known, actor)
        checks = gated(known.contract, facts, card)
        return {
            "dataset": known.id, "name": known.name, "revision": known.revision, "assets": len(facts.assets),
            "ok": all(it["ok"] for it in checks), "checks": checks,
        }  # fmt: skip

    def _measured(self, db: Unit, known: Dataset, actor: Actor) -> tuple[Facts, Scorecard, Counter[str]]:
        pack = self._grading.judging.leading
        ids = db.listing.ids(self._filters(known.select, actor))
        assets = db.assets.many(ids)
        contents = db.contents.many({it.content_id for it in assets.values() if it.content_id})
        issues = db.issues.of_contents(contents)
        grades = db.grades.many(ids, pack.id)
        ceiling = known.contract.max_level
        above: frozenset[str] = frozenset()
        if ceiling is not None:
            judged, _, code = ceiling.rpartition(":")
            ranked = self._grading.judging.pack(judged)
            ranks = db.grades.many_ranks(ids, ranked.id)
            above = frozenset(it for it in ids if it not in ranks or ranks[it] > ranked.level(code).rank)
        read = {
            key: contents[it.content_id] for key, it in assets.items() if it.content_id and it.content_id in contents
        }
        modalities = Counter(it.content.modality for it in read.values() if it.status in _READ)
        pairs = [
            (key, record.issue)
            for key, it in assets.items()
            for record in issues.get(it.content_id or "", ())
            if record.state in _WAITING
        ]
        facts = Facts(
            assets=tuple(ids),
            above=above,
            issues={kind: frozenset(key for key, issue in pairs if issue.type == kind) for kind in _types(pairs)},
            waiting=frozenset(key for key, grade in grades.items() if grade.needs_review),
            unread=frozenset(key for key in ids if key not in read or read[key].status is not Status.COMPLETE),
            without={
                name: frozenset(key for key, it in assets.items() if not it.governance.get(name))
                for name in known.contract.require
            },
        )
        counts: dict[Modality, int] = dict(modalities)
        return facts, score(pairs, counts), Counter(grade.code for grade in grades.values())

    def _filters(self, chosen: Mapping[str, Any], actor: Actor) -> AssetFilters:
        return filters_of(chosen, leading=self._grading.judging.leading.id, ceilings=self._ceilings(actor))

    def _contract(self, given: Mapping[str, Any]) -> Contract:
        promised = {name: value for name, value in given.items() if value is not None}
        try:
            if not promised.keys() <= {it.name for it in fields(Contract)}:
                raise ValueError
            contract = from_plain(Contract, {**to_plain(Contract()), **promised})
            measured = [contract.least_assets, contract.score, contract.coverage, *contract.dimensions.values()]
            if not all(isinstance(it, int | float | None) for it in measured):
                raise ValueError
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UsageError("a contract promises what docs/datasets.md lists, and nothing else") from None
        if contract.max_level is not None:
            pack, separator, code = contract.max_level.rpartition(":")
            if not separator or code not in self._grading.judging.pack(pack).by_code:
                raise UsageError("a level is PACK:CODE, with a level that the pack has")
        if not set(contract.no_issues) <= set(catalogue()):
            raise UsageError("there is no such type of issue")
        if not set(contract.require) <= set(GOVERNANCE_FIELDS):
            raise UsageError("there are no such governance fields")
        if not set(contract.dimensions) <= {it.value for it in Dimension}:
            raise UsageError("there is no such dimension of quality")
        return contract

    def _view(self, db: Unit, it: Dataset, actor: Actor) -> dict[str, Any]:
        return {
            "id": it.id, "name": it.name, "description": it.description, "select": dict(it.select),
            "contract": to_plain(it.contract), "assets": db.listing.count(self._filters(it.select, actor)),
            "changed_by": it.changed_by, "created_at": it.created_at.isoformat(),
            "updated_at": it.updated_at.isoformat(), "etag": str(it.revision),
        }  # fmt: skip

    @staticmethod
    def _may_decide(actor: Actor) -> None:
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not change data sets")


def _scored(facts: Facts, card: Scorecard, levels: Counter[str]) -> dict[str, Any]:
    return {
        "assets": len(facts.assets), "by_level": dict(levels), "value": card.value, "coverage": card.coverage,
        "dimensions": [
            {
                "dimension": it.dimension.value, "value": it.value, "coverage": it.coverage,
                "indicators": [
                    {"type": one.type, "indicator": one.indicator, "met": one.met, "assessed": one.assessed}
                    for one in it.indicators
                    if one.assessed
                ],
            }
            for it in card.dimensions
        ],
    }  # fmt: skip


def _types(pairs: list[tuple[str, Any]]) -> list[str]:
    return list(dict.fromkeys(issue.type for _, issue in pairs))
