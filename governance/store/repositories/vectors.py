"""Vectors: the truth from which every index is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from sqlalchemy import delete, func, select

from assay.governance.domain import UsageError
from assay.governance.store.ids import point_id
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import asset, vector

__all__ = ["VectorRepository"]

_HALF = 2


class VectorRepository(Repository):
    """Half-precision (float16, little-endian) rows by content and model; row n belongs to chunk n."""

    def put(self, content_id: str, model: str, rows: bytes | memoryview, *, dimensions: int) -> None:
        """Put a content's vectors of every model aside and store these: whole rows, one a chunk, in order.

        Raises:
            UsageError: the bytes are not whole rows.
        """
        data, width = bytes(rows), dimensions * _HALF
        if width <= 0 or len(data) % width:
            raise UsageError("vectors must be whole rows of half-precision values")
        self.delete(content_id)
        self._insert(
            vector,
            (
                {
                    "content_id": content_id, "model": model, "ordinal": ordinal, "dimensions": dimensions,
                    "values": data[ordinal * width : (ordinal + 1) * width],
                }
                for ordinal in range(len(data) // width)
            ),
        )  # fmt: skip

    def of(self, content_id: str) -> tuple[bytes, ...]:
        """Return a content's vectors in the order of its chunks."""
        rows = self._all(
            select(vector.c["values"])
            .where(self._mine(vector), vector.c.content_id == content_id)
            .order_by(vector.c.model, vector.c.ordinal)
        )
        return tuple(bytes(row[0]) for row in rows)

    def rows_by_content(self) -> Iterator[tuple[str, tuple[bytes, ...]]]:
        """Yield (content, rows of its vectors) of all contents whose assets are not all gone, in order of id."""
        live = select(asset.c.content_id).where(self._mine(asset), asset.c.tombstone.is_(None))
        asked = (
            select(vector.c.content_id, vector.c["values"])
            .where(self._mine(vector), vector.c.content_id.in_(live))
            .order_by(vector.c.content_id, vector.c.ordinal)
        )
        rows = self._transaction.connection.execute(asked)
        for content_id, own in groupby(rows, key=lambda row: row.content_id):
            yield content_id, tuple(bytes(row[1]) for row in own)

    def living(self, content_ids: Iterable[str]) -> Mapping[str, tuple[bytes, ...]]:
        """Return the rows of those contents that have vectors and an asset that is not gone."""
        found: dict[str, list[bytes]] = {}
        for batch in batches(sorted(set(content_ids))):
            asked = select(vector.c.content_id, vector.c["values"]).where(
                self._mine(vector), vector.c.content_id.in_(batch), self._alive(vector.c.content_id)
            )
            for row in self._all(asked.order_by(vector.c.content_id, vector.c.ordinal)):
                found.setdefault(row.content_id, []).append(bytes(row[1]))
        return {content_id: tuple(rows) for content_id, rows in found.items()}

    def contents(self) -> int:
        """Return how many contents have vectors."""
        asked = select(func.count(vector.c.content_id.distinct())).where(self._mine(vector))
        return int(self._value(asked))

    def delete(self, content_id: str) -> None:
        """Delete a content's vectors."""
        self._run(delete(vector).where(self._mine(vector), vector.c.content_id == content_id))

    def count(self) -> int:
        """Return how many vectors there are."""
        return int(self._value(select(func.count()).select_from(vector).where(self._mine(vector))))

    def point_ids(self) -> frozenset[str]:
        """Return the ids of all points that an index should have, for `verify`."""
        live = select(asset.c.content_id).where(
            self._mine(asset), asset.c.tombstone.is_(None), asset.c.content_id.is_not(None)
        )
        rows = self._all(
            select(vector.c.content_id, vector.c.ordinal).where(self._mine(vector), vector.c.content_id.in_(live))
        )
        return frozenset(point_id(row.content_id, row.ordinal) for row in rows)
