"""Grades: what holds, one row an asset and pack, written with the verdict that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, delete, select

from assay.governance.domain import Grade, GradeState, Standing, Verdict, Words, from_plain, to_plain
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import grade

__all__ = ["GradeRepository"]


class GradeRepository(Repository):
    """Grades by asset and pack; packs are named without their version."""

    def put(self, asset_id: str, it: Grade) -> None:
        """Store a grade and its verdict in place of those of the same pack (any version)."""
        self.put_all([(asset_id, it)])

    def put_all(self, grades: Iterable[tuple[str, Grade]]) -> None:
        """Store grades with their assets' ids, each in place of that of the same pack (any version)."""
        for batch in batches(grades):
            rows = [
                {
                    "asset_id": asset_id, "policy": _name(it.policy), "code": it.code, "rank": it.rank,
                    "label": it.label.as_dict(), "state": it.state.value, "needs_review": it.needs_review,
                    "decided_by": it.decided_by, "verdict": {"as": it.policy, "of": to_plain(it.verdict)},
                }
                for asset_id, it in batch
            ]  # fmt: skip
            self._upsert_many(grade, rows)

    def standings(self, asset_ids: Iterable[str], policy: str) -> Mapping[str, Standing]:
        """Return what of the grades of assets under a pack a change is measured by."""
        found: dict[str, Standing] = {}
        said = [grade.c.verdict["of", name] for name in ("candidates", "asks", "fingerprint")]
        columns = (grade.c.asset_id, grade.c.code, grade.c.rank, grade.c.state, grade.c.needs_review, *said)
        for batch in batches(set(asset_ids)):
            rows = self._all(
                select(*columns).where(self._mine(grade), grade.c.asset_id.in_(batch), grade.c.policy == _name(policy))
            )
            for asset_id, code, rank, state, needs_review, candidates, asks, fingerprint in rows:
                found[asset_id] = Standing(
                    code=code, rank=rank, state=GradeState(state), needs_review=needs_review,
                    candidates=tuple(candidates or ()), asks=tuple(asks or ()), fingerprint=fingerprint or "",
                )  # fmt: skip
        return found

    def get(self, asset_id: str, policy: str) -> Grade | None:
        """Return an asset's grade under a pack; None where there is none."""
        return self.many([asset_id], policy).get(asset_id)

    def of_asset(self, asset_id: str) -> tuple[Grade, ...]:
        """Return an asset's grades, by name of pack."""
        rows = self._all(select(grade).where(self._mine(grade), grade.c.asset_id == asset_id).order_by(grade.c.policy))
        return tuple(_grade(row) for row in rows)

    def many(self, asset_ids: Iterable[str], policy: str) -> Mapping[str, Grade]:
        """Return the grades of assets under a pack."""
        found: dict[str, Grade] = {}
        for batch in batches(set(asset_ids)):
            rows = self._all(
                select(grade).where(self._mine(grade), grade.c.asset_id.in_(batch), grade.c.policy == _name(policy))
            )
            found.update((row.asset_id, _grade(row)) for row in rows)
        return found

    def drop(self, policy: str) -> int:
        """Delete all grades under a pack that is no longer used; return how many."""
        return self._run(delete(grade).where(self._mine(grade), grade.c.policy == _name(policy)))

    def many_ranks(self, asset_ids: Iterable[str], policy: str) -> Mapping[str, int]:
        """Return the ranks of assets that are graded under a pack."""
        found: dict[str, int] = {}
        for batch in batches(set(asset_ids)):
            rows = self._all(
                select(grade.c.asset_id, grade.c.rank).where(
                    self._mine(grade), grade.c.asset_id.in_(batch), grade.c.policy == _name(policy)
                )
            )
            found.update((row.asset_id, row.rank) for row in rows)
        return found


def _name(policy: str) -> str:
    return policy.partition("@")[0]


def _grade(row: Row[Any]) -> Grade:
    return Grade(
        policy=row.verdict["as"],
        code=row.code,
        rank=row.rank,
        label=Words(row.label["en"], row.label["zh"]),
        state=GradeState(row.state),
        needs_review=row.needs_review,
        verdict=from_plain(Verdict, row.verdict["of"]),
        decided_by=row.decided_by,
    )
