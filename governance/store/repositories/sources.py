"""Sources: where things are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update

from assay.governance.domain import NotFoundError, Source
from assay.governance.security import path_hash
from assay.governance.store.ids import stable_id
from assay.governance.store.repositories.base import Repository
from assay.governance.store.repositories.vault import WORKSPACE, VaultRepository
from assay.governance.store.tables import source

__all__ = ["SourceRepository"]


class SourceRepository(Repository):
    """Sources by id; the exact root is sealed and found again by its keyed hash."""

    def ensure(
        self, name: str, kind: str, root: str, *, root_masked: str, options: Mapping[str, Any] | None = None
    ) -> Source:
        """Return the source of this kind and root, made where it is missing; its name and options are kept."""
        root_hash = path_hash(self._transaction.keyring, f"source/{kind}", root)
        found = self._one(
            select(source).where(self._mine(source), source.c.kind == kind, source.c.root_hash == root_hash)
        )
        if found is not None:
            return _source(found)
        source_id = stable_id("source", self._workspace, kind, root_hash)
        sealed = VaultRepository(self._transaction).seal(WORKSPACE, f"source/{source_id}", root.encode())
        row = {
            "id": source_id, "name": name, "kind": kind, "root_hash": root_hash, "root_sealed": sealed,
            "root_masked": root_masked, "options": dict(options or {}), "created_at": self._now(),
        }  # fmt: skip
        self._insert(source, [row])
        return Source(id=source_id, name=name, kind=kind, root_masked=root_masked, options=dict(options or {}))

    def set_options(self, source_id: str, options: Mapping[str, Any]) -> None:
        """Note how a source is read from now on."""
        self._run(update(source).where(self._mine(source), source.c.id == source_id).values(options=dict(options)))

    def rename(self, source_id: str, name: str) -> None:
        """Give a source another name."""
        self._run(update(source).where(self._mine(source), source.c.id == source_id).values(name=name))

    def get(self, source_id: str) -> Source:
        """Return a source.

        Raises:
            NotFoundError: there is none of that id.
        """
        return _source(self._row(source_id))

    def root(self, source_id: str) -> str:
        """Return the exact root, unsealed; it goes into no log and no answer."""
        sealed = self._row(source_id).root_sealed
        return VaultRepository(self._transaction).unseal(WORKSPACE, f"source/{source_id}", sealed).decode()

    def list(self) -> Sequence[Source]:
        """Return all sources, oldest first."""
        return [
            _source(row) for row in self._all(select(source).where(self._mine(source)).order_by("created_at", "id"))
        ]

    def _row(self, source_id: str) -> Row[Any]:
        row = self._one(select(source).where(self._mine(source), source.c.id == source_id))
        if row is None:
            raise NotFoundError("no such source")
        return row


def _source(row: Row[Any]) -> Source:
    return Source(id=row.id, name=row.name, kind=row.kind, root_masked=row.root_masked, options=row.options)
