"""Cases and what they hold; a content that is forgotten is out of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, select, update

from assay.governance.domain import Case, ConflictError, NotFoundError
from assay.governance.store.ids import new_id
from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import case_file, case_member

__all__ = ["CaseRepository"]


class CaseRepository(Repository):
    """Cases by id."""

    def add(
        self, name: str, *, level: tuple[str, str, int], steward: str, members: Iterable[str], community: str | None,
        confirmed_by: str,
    ) -> Case:  # fmt: skip
        """Open a case; `level` is pack, code and rank, `name` is masked already."""
        case_id, (policy, code, rank) = new_id(), level
        row = {
            "id": case_id, "name_masked": name, "policy": policy, "code": code, "rank": rank, "steward": steward,
            "community": community, "revision": 0, "confirmed_by": confirmed_by, "confirmed_at": self._now(),
        }  # fmt: skip
        self._insert(case_file, [row])
        self._insert(case_member, ({"case_id": case_id, "content_id": it} for it in sorted(set(members))))
        return self.get(case_id)

    def get(self, case_id: str) -> Case:
        """Return a case.

        Raises:
            NotFoundError: there is none of that id.
        """
        row = self._one(select(case_file).where(self._mine(case_file), case_file.c.id == case_id))
        if row is None:
            raise NotFoundError("there is no such case")
        return self._case(row)

    def list(self) -> Sequence[Case]:
        """Return all cases, the oldest first."""
        rows = self._all(select(case_file).where(self._mine(case_file)).order_by(case_file.c.id))
        return [self._case(row) for row in rows]

    def change(self, case_id: str, *, if_match: str | None = None, **values: Any) -> Case:
        """Change columns of a case.

        Raises:
            NotFoundError: there is none of that id.
            ConflictError: the etag is not the current one.
        """
        known = self.get(case_id)
        if if_match is not None and if_match != known.etag:
            raise ConflictError("somebody changed this first")
        changed = update(case_file).where(self._mine(case_file), case_file.c.id == case_id)
        self._run(changed.values(**values, revision=int(known.etag) + 1))
        return self.get(case_id)

    def close(self, case_id: str) -> bool:
        """Take a case away; say whether it was there. Its files stay."""
        return self._run(delete(case_file).where(self._mine(case_file), case_file.c.id == case_id)) > 0

    def _case(self, row: Row[Any]) -> Case:
        members = self._all(
            select(case_member.c.content_id).where(self._mine(case_member), case_member.c.case_id == row.id)
        )
        return Case(
            id=row.id, name=row.name_masked, policy=row.policy, code=row.code, rank=row.rank, steward=row.steward,
            members=frozenset(it.content_id for it in members), community=row.community,
            confirmed_by=row.confirmed_by, confirmed_at=row.confirmed_at, etag=str(row.revision),
        )  # fmt: skip
