"""Data sets by id or name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, or_, select, update

from assay.governance.domain import ConflictError, Contract, Dataset, NotFoundError, from_plain, to_plain
from assay.governance.store.ids import new_id
from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import dataset

__all__ = ["DatasetRepository"]


class DatasetRepository(Repository):
    """Data sets; a change counts the revision up, which is the etag."""

    def add(
        self, name: str, *, description: str, chosen: Mapping[str, Any], contract: Contract, changed_by: str
    ) -> Dataset:
        """Store a data set.

        Raises:
            ConflictError: there is one of this name.
        """
        self._refuse(name)
        made, now = new_id(), self._now()
        row = {
            "id": made, "name": name, "description": description, "selection": dict(chosen),
            "contract": to_plain(contract), "revision": 1, "changed_by": changed_by, "created_at": now,
            "updated_at": now,
        }  # fmt: skip
        self._insert(dataset, [row])
        return self.get(made)

    def get(self, key: str) -> Dataset:
        """Return a data set by its id or its name.

        Raises:
            NotFoundError: there is none.
        """
        rows = self._all(select(dataset).where(self._mine(dataset), or_(dataset.c.id == key, dataset.c.name == key)))
        if not rows:
            raise NotFoundError("there is no such data set")
        return _dataset(next((row for row in rows if row.id == key), rows[0]))

    def list(self) -> Sequence[Dataset]:
        """Return all data sets by name."""
        return [_dataset(row) for row in self._all(select(dataset).where(self._mine(dataset)).order_by("name"))]

    def change(self, it: Dataset, *, if_match: str | None = None) -> Dataset:
        """Store a changed data set under its id.

        Raises:
            NotFoundError: there is none of that id.
            ConflictError: another one has its name, or the etag is not the current one.
        """
        known = self.get(it.id)
        if if_match is not None and if_match != str(known.revision):
            raise ConflictError("somebody changed this first")
        if it.name != known.name:
            self._refuse(it.name)
        values = {
            "name": it.name, "description": it.description, "selection": dict(it.select),
            "contract": to_plain(it.contract), "revision": known.revision + 1, "changed_by": it.changed_by,
            "updated_at": self._now(),
        }  # fmt: skip
        self._run(update(dataset).where(self._mine(dataset), dataset.c.id == it.id).values(**values))
        return self.get(it.id)

    def delete(self, dataset_id: str) -> None:
        """Take a data set away; its assets stay.

        Raises:
            NotFoundError: there is none of that id.
        """
        if not self._run(delete(dataset).where(self._mine(dataset), dataset.c.id == dataset_id)):
            raise NotFoundError("there is no such data set")

    def _refuse(self, name: str) -> None:
        if self._exists(dataset, dataset.c.name == name):
            raise ConflictError("there is a data set of this name")


def _dataset(row: Row[Any]) -> Dataset:
    return Dataset(
        id=row.id, name=row.name, description=row.description, select=row.selection,
        contract=from_plain(Contract, row.contract), revision=row.revision, changed_by=row.changed_by,
        created_at=row.created_at, updated_at=row.updated_at,
    )  # fmt: skip
