"""Every vector compared: no folder, no lock, any process; right by construction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assay.governance.domain import Filters, Hit, Point
from assay.knowledge_graph.index.block import SMALL, Block
from assay.knowledge_graph.index.vectors import batches, best_first, hopeless, query

__all__ = ["ExactIndex", "open_exact"]

_LOAD = 65_536
_MOST_SMALL = 16


def open_exact(*, folder: Path, dimensions: int, points: Callable[[], Iterable[Point]]) -> ExactIndex:
    """Return an index over the points that SQL holds; `folder` is not used, nothing is read before it is needed."""
    del folder
    return ExactIndex(dimensions=dimensions, points=points)


class ExactIndex:
    """Vectors of the one truth in memory, in blocks; loaded at the first search, kept up by `upsert` and `delete`.

    A change that comes before the first search needs no work: whoever makes one has written it to SQL first.
    """

    name = "exact"

    def __init__(self, *, dimensions: int, points: Callable[[], Iterable[Point]]) -> None:
        self._dimensions = dimensions
        self._source = points
        self._lock = threading.RLock()
        self._blocks: list[Block] | None = None
        self._where: dict[str, tuple[Block, int]] = {}

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id; the last of equal ids holds."""
        latest = {point.id: point for point in points}
        with self._lock:
            if not latest or self._blocks is None:
                return
            block = Block(list(latest.values()), self._dimensions)
            self._forget(latest)
            self._add(block)
            self._tidy()

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        with self._lock:
            self._forget(ids)
            self._tidy()

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points to a float32 query vector, best first, equal scores by id."""
        wanted = query(vector, self._dimensions)
        if hopeless(filters, limit):
            return ()
        with self._lock:
            found = [hit for block in self._loaded() for hit in block.search(wanted, limit, filters)]
        return best_first(found, limit)

    def ids(self) -> frozenset[str]:
        """Return all ids, for `verify`."""
        with self._lock:
            self._loaded()
            return frozenset(self._where)

    def rebuild(self) -> None:
        """Drop what is in memory; the next search reads SQL again."""
        with self._lock:
            self._blocks = None
            self._where = {}

    def close(self) -> None:
        """Let go of the memory."""
        self.rebuild()

    def _loaded(self) -> list[Block]:
        if self._blocks is None:
            self._blocks = []
            for batch in batches(self._source(), _LOAD):
                latest = {point.id: point for point in batch}
                self._forget(latest)
                self._add(Block(list(latest.values()), self._dimensions))
        return self._blocks

    def _tidy(self) -> None:
        """Merge small blocks when they are many; read SQL again when more than half of all rows are dead."""
        if self._blocks is None:
            return
        if sum(len(block.points) for block in self._blocks) > 2 * len(self._where) + SMALL:
            self.rebuild()
            return
        small = [block for block in self._blocks if block.source]
        if len(small) > _MOST_SMALL:
            living = [point for block in small for point, alive in zip(block.source, block.alive, strict=True) if alive]
            self._blocks = [block for block in self._blocks if not block.source]
            if living:
                self._add(Block(living, self._dimensions))

    def _add(self, block: Block) -> None:
        assert self._blocks is not None  # noqa: S101 - both callers have loaded
        self._blocks.append(block)
        for row, (point_id, _) in enumerate(block.points):
            self._where[point_id] = (block, row)

    def _forget(self, ids: Iterable[str]) -> None:
        for point_id in ids:
            found = self._where.pop(point_id, None)
            if found is not None:
                block, row = found
                block.alive[row] = False
