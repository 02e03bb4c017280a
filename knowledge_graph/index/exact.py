"""Every vector compared: no folder, no lock, any process; right by construction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from assay.governance.domain import Filters, Hit, Point
from assay.knowledge_graph.index.block import Block, best
from assay.knowledge_graph.index.resident import InMemory
from assay.knowledge_graph.index.vectors import hopeless, query

__all__ = ["ExactIndex", "open_exact"]


def open_exact(*, folder: Path, dimensions: int, points: Callable[[], Iterable[Point]]) -> ExactIndex:
    """Return an index over the points that SQL holds; `folder` is not used, nothing is read before it is needed."""
    del folder
    return ExactIndex(dimensions=dimensions, points=points)


class ExactIndex(InMemory[Block]):
    """Vectors of the one truth in memory; loaded at the first search, kept up by `upsert` and `delete`."""

    name = "exact"

    def __init__(self, *, dimensions: int, points: Callable[[], Iterable[Point]]) -> None:
        super().__init__(points, partial(Block, dimensions=dimensions))
        self._dimensions = dimensions

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points to a float32 query vector, best first, equal scores by id."""
        wanted = query(vector, self._dimensions)
        if hopeless(filters, limit):
            return ()
        with self._held.lock:
            return best((block.search(wanted, filters) for block in self._held.blocks()), limit)
