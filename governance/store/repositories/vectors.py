"""Vectors: the truth from which every index is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, select

from assay.governance.domain import Point, UsageError
from assay.governance.store.ids import point_id
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.contents import ContentRepository
from assay.governance.store.repositories.grades import GradeRepository
from assay.governance.store.tables import asset, content, vector

__all__ = ["UNRANKED", "VectorRepository"]

_HALF = 2
UNRANKED = 2**31 - 1


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

    def delete(self, content_id: str) -> None:
        """Delete a content's vectors."""
        self._run(delete(vector).where(self._mine(vector), vector.c.content_id == content_id))

    def count(self) -> int:
        """Return how many vectors there are."""
        return int(self._value(select(func.count()).select_from(vector).where(self._mine(vector))))

    def points(self, content_ids: Iterable[str] | None = None, *, leading: str) -> Iterator[Point]:
        """Yield points for an index: those of these contents, or all, in a stable order; reads in batches.

        Contents whose assets are all gone are left out. A point's rank is the highest among the grades of its
        assets under the leading pack; where there is none yet it is the largest there can be, so that no
        filter lets it through.
        """
        for batch in batches(self._live(content_ids), 200):
            topics = ContentRepository(self._transaction).topics_of_many(batch)
            ranks = GradeRepository(self._transaction).ranks(batch, leading)
            for row in self._rows(batch):
                yield Point(
                    id=point_id(row.content_id, row.ordinal),
                    content_id=row.content_id,
                    vector=bytes(row._mapping["values"]),
                    modality=row.modality,
                    topics=tuple(topic.topic for topic in topics.get(row.content_id, ())),
                    rank=ranks.get(row.content_id, UNRANKED),
                )

    def point_ids(self) -> frozenset[str]:
        """Return the ids of all points that an index should have, for `verify`."""
        live = select(asset.c.content_id).where(
            self._mine(asset), asset.c.tombstone.is_(None), asset.c.content_id.is_not(None)
        )
        rows = self._all(
            select(vector.c.content_id, vector.c.ordinal).where(self._mine(vector), vector.c.content_id.in_(live))
        )
        return frozenset(point_id(row.content_id, row.ordinal) for row in rows)

    def _live(self, content_ids: Iterable[str] | None) -> Sequence[str]:
        live = (
            select(asset.c.content_id)
            .where(self._mine(asset), asset.c.tombstone.is_(None), asset.c.content_id.is_not(None))
            .distinct()
            .order_by(asset.c.content_id)
        )
        if content_ids is None:
            return [row.content_id for row in self._all(live)]
        return [
            row.content_id
            for batch in batches(sorted(set(content_ids)))
            for row in self._all(live.where(asset.c.content_id.in_(batch)))
        ]

    def _rows(self, content_ids: Sequence[str]) -> Sequence[Row[Any]]:
        return self._all(
            select(vector, content.c.modality)
            .join_from(
                vector,
                content,
                (content.c.workspace == vector.c.workspace) & (content.c.id == vector.c.content_id),
            )
            .where(self._mine(vector), vector.c.content_id.in_(content_ids))
            .order_by(vector.c.content_id, vector.c.ordinal)
        )
