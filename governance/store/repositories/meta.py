"""A few facts about the database itself."""

from __future__ import annotations

from sqlalchemy import delete, select

from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import store_meta

__all__ = ["MetaRepository"]


class MetaRepository(Repository):
    """Strings by name; none of them is a secret."""

    def get(self, name: str) -> str | None:
        """Return a value; None where there is none."""
        row = self._one(select(store_meta.c.value).where(self._mine(store_meta), store_meta.c.name == name))
        return str(row.value) if row is not None else None

    def put(self, name: str, value: str) -> None:
        """Set a value."""
        self._upsert(store_meta, {"name": name, "value": value})

    def drop(self, name: str) -> None:
        """Delete a value."""
        self._run(delete(store_meta).where(self._mine(store_meta), store_meta.c.name == name))
