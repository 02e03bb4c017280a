"""Masked text in chunks, each with its terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row, delete, select, update

from assay.governance.domain import TERMS_VERSION, Locator, Stretch, packed, unpacked
from assay.governance.store.records import ChunkLike, ChunkRecord
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import chunk

__all__ = ["ChunkRepository"]


class ChunkRepository(Repository):
    """Chunks by content and ordinal; their text holds placeholders where something identifying stood."""

    def put(self, content_id: str, chunks: Sequence[ChunkLike]) -> None:
        """Put a content's chunks in place of the earlier ones."""
        self.delete(content_id)
        self._insert(
            chunk,
            (
                {
                    "content_id": content_id, "ordinal": it.ordinal, "segment": it.segment, "text": it.text,
                    "locator": it.locator.as_dict(), "terms": packed(it.text),
                    "stretches": [[held.start, held.segment, held.locator.as_dict()] for held in it.stretches],
                }
                for it in chunks
            ),
        )  # fmt: skip

    def of(self, content_id: str) -> tuple[ChunkRecord, ...]:
        """Return a content's chunks in order."""
        rows = self._all(
            select(chunk).where(self._mine(chunk), chunk.c.content_id == content_id).order_by(chunk.c.ordinal)
        )
        return tuple(_record(row) for row in rows)

    def many(self, keys: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], ChunkRecord]:
        """Return chunks by (content id, ordinal); unknown ones are missing."""
        wanted = set(keys)
        found: dict[tuple[str, int], ChunkRecord] = {}
        for batch in batches({content_id for content_id, _ in wanted}):
            ordinals = {ordinal for _, ordinal in wanted}
            rows = self._all(
                select(chunk).where(
                    self._mine(chunk), chunk.c.content_id.in_(batch), chunk.c.ordinal.in_(sorted(ordinals))
                )
            )
            found.update(((row.content_id, row.ordinal), _record(row)) for row in rows)
        return {key: record for key, record in found.items() if key in wanted}

    def terms_of(self, content_id: str) -> frozenset[int]:
        """Return the numbers of all terms of a content."""
        rows = self._all(select(chunk.c.terms).where(self._mine(chunk), chunk.c.content_id == content_id))
        return frozenset(number for row in rows for number in unpacked(row.terms))

    def holding(self, wanted: Sequence[frozenset[int]]) -> set[str]:
        """Return the contents that hold all terms of one of the sets wanted; one pass over all terms."""
        some = [terms for terms in wanted if terms]
        if not some:
            return set()
        heads: dict[int, list[frozenset[int]]] = {}
        for terms in some:
            heads.setdefault(min(terms), []).append(terms)
        asked = select(chunk.c.content_id, chunk.c.terms).where(self._mine(chunk)).order_by(chunk.c.content_id)
        found: set[str] = set()
        for content_id, rows in groupby(self._transaction.connection.execute(asked), key=lambda row: row.content_id):
            own = {number for row in rows for number in unpacked(row.terms)}
            if any(terms <= own for head in heads.keys() & own for terms in heads[head]):
                found.add(content_id)
        return found

    def delete(self, content_id: str) -> None:
        """Delete a content's chunks."""
        self._run(delete(chunk).where(self._mine(chunk), chunk.c.content_id == content_id))

    def stale(self) -> Sequence[str]:
        """Return the contents whose terms an earlier version made, or none did."""
        rows = self._all(select(chunk.c.content_id, chunk.c.terms).where(self._mine(chunk)))
        return sorted({row.content_id for row in rows if bytes(row.terms[:1]) != bytes([TERMS_VERSION])})

    def renew(self, content_id: str) -> None:
        """Make the terms of a content's chunks again."""
        for it in self.of(content_id):
            self._run(
                update(chunk)
                .where(self._mine(chunk), chunk.c.content_id == content_id, chunk.c.ordinal == it.ordinal)
                .values(terms=packed(it.text))
            )


def _record(row: Row[Any]) -> ChunkRecord:
    return ChunkRecord(
        content_id=row.content_id, ordinal=row.ordinal, segment=row.segment, text=row.text,
        locator=Locator.from_dict(row.locator),
        stretches=tuple(
            Stretch(start=start, segment=segment, locator=Locator.from_dict(place))
            for start, segment, place in row.stretches
        ),
    )  # fmt: skip
