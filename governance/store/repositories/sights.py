"""Sights: what pictures are of, as vectors in the space of texts about them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import sight

__all__ = ["SightRepository"]


class SightRepository(Repository):
    """One half-precision (float16, little-endian) row a picture; it goes with its content."""

    def put(self, content_id: str, model: str, row: bytes) -> None:
        """Put a picture's vector in place of the earlier one."""
        self._upsert(sight, {"content_id": content_id, "model": model, "dimensions": len(row) // 2, "values": row})

    def of(self, model: str) -> Iterable[tuple[str, bytes]]:
        """Return content and vector of each picture that a model saw, in order of content."""
        asked = select(sight.c.content_id, sight.c["values"]).where(self._mine(sight), sight.c.model == model)
        return [(row[0], bytes(row[1])) for row in self._all(asked.order_by(sight.c.content_id))]
