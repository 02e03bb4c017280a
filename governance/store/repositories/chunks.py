"""Masked text in chunks, and finding them by their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, text

from assay.governance.domain import Locator
from assay.governance.store.ids import stable_id
from assay.governance.store.records import ChunkLike, ChunkRecord, WordHit
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.words import indexed, matching
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
                    "locator": it.locator.as_dict(),
                }
                for it in chunks
            ),
        )  # fmt: skip
        if self._sqlite and chunks:
            self._transaction.connection.execute(
                text(
                    "INSERT INTO chunk_words (rowid, workspace, content_id, ordinal, words) "
                    "VALUES (:row, :workspace, :content, :ordinal, :words)"
                ),
                [
                    {
                        "row": self._row(content_id, it.ordinal), "workspace": self._workspace, "content": content_id,
                        "ordinal": it.ordinal, "words": indexed(it.text),
                    }
                    for it in chunks
                ],
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

    def search(self, query: str, *, limit: int = 50) -> Sequence[WordHit]:
        """Return the chunks that hold words of a query, best first (BM25 on SQLite); the query is kept nowhere."""
        expression = matching(query)
        if expression is None:
            return []
        if not self._sqlite:
            return self._search_plain(query, limit)
        rows = self._transaction.connection.execute(
            text(
                "SELECT content_id, ordinal, -bm25(chunk_words) AS score FROM chunk_words "
                "WHERE chunk_words MATCH :expression AND workspace = :workspace "
                "ORDER BY score DESC, content_id, ordinal LIMIT :most"
            ),
            {"expression": expression, "workspace": self._workspace, "most": limit},
        ).all()
        found = self.many((row.content_id, row.ordinal) for row in rows)
        scored = [((row.content_id, row.ordinal), float(row.score)) for row in rows]
        return [WordHit(chunk=found[key], score=score) for key, score in scored if key in found]

    def delete(self, content_id: str) -> None:
        """Delete a content's chunks and their words."""
        mine = (self._mine(chunk), chunk.c.content_id == content_id)
        if self._sqlite:
            ordinals = [row.ordinal for row in self._all(select(chunk.c.ordinal).where(*mine))]
            if ordinals:
                self._transaction.connection.execute(
                    text("DELETE FROM chunk_words WHERE rowid = :row"),
                    [{"row": self._row(content_id, ordinal)} for ordinal in ordinals],
                )
        self._run(delete(chunk).where(*mine))

    def _row(self, content_id: str, ordinal: int) -> int:
        """Return the number of a chunk in the full-text index, whose other columns cannot be looked up."""
        return int(stable_id("chunk", self._workspace, content_id, ordinal)[:16], 16) >> 1

    def _search_plain(self, query: str, limit: int) -> Sequence[WordHit]:
        words = indexed(query).split()[:8]
        hits = [func.lower(chunk.c.text).contains(word.lower(), autoescape=True) for word in words]
        rows = self._all(select(chunk).where(self._mine(chunk), or_(*hits)).limit(limit * 4))
        scored = [
            WordHit(chunk=_record(row), score=float(sum(word.lower() in row.text.lower() for word in words)))
            for row in rows
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.chunk.content_id, hit.chunk.ordinal))[:limit]


def _record(row: Row[Any]) -> ChunkRecord:
    return ChunkRecord(
        content_id=row.content_id, ordinal=row.ordinal, segment=row.segment, text=row.text,
        locator=Locator.from_dict(row.locator),
    )  # fmt: skip
