"""Every vector looked at by the signs of its values, the nearest of them by all of it: no folder, any process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assay.governance.domain import Filters, Hit, Point
from assay.knowledge_graph.index.block import SMALL, best
from assay.knowledge_graph.index.payload import Payload
from assay.knowledge_graph.index.resident import InMemory
from assay.knowledge_graph.index.signs import Signs
from assay.knowledge_graph.index.vectors import halves, hopeless, query, wide

__all__ = ["ScanIndex", "open_scan"]

_LEAST, _TIMES = 1_024, 5
_TOGETHER = 256
"""Rows that are multiplied at a time: memory for more comes from the system page by page, in twice the time."""

_Places = npt.NDArray[np.int64]


def open_scan(*, folder: Path, dimensions: int, points: Callable[[], Iterable[Point]]) -> ScanIndex:
    """Return an index over the points that SQL holds; `folder` is not used, nothing is read before it is needed."""
    del folder
    return ScanIndex(dimensions=dimensions, points=points)


class SignedBlock:
    """Points that do not change but for dying: half-precision rows, the inverse of their lengths, and their signs."""

    def __init__(self, points: Sequence[Point], dimensions: int) -> None:
        self.source = tuple(points) if len(points) < SMALL else ()
        self.payload = Payload(points)
        self._rows, self._inverse = halves(points, dimensions)
        self._signs = Signs(self._rows)

    def distances(self, allowed: _Places, signs: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint16]:
        """Return in how many signs each of some rows differs from a question."""
        return self._signs.apart(signs, allowed)

    def cosines(self, chosen: _Places, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return how near some rows are to a question of length one."""
        parts = [chosen[start : start + _TOGETHER] for start in range(0, len(chosen), _TOGETHER)]
        near = [(wide(self._rows[part]) @ vector) * self._inverse[part] for part in parts]
        return np.clip(np.concatenate(near), -1.0, 1.0) if near else np.zeros(0, np.float32)


class ScanIndex(InMemory[SignedBlock]):
    """Vectors of the one truth in memory: at 100,000 of them a search takes milliseconds.

    Of what the filters allow the nearest by signs are compared whole: 1,024, or five times as many as are wanted. How
    near a row is by its signs depends on nothing but the row and the question, and of equals at the edge all are
    taken: so an answer is that over the allowed rows alone.
    """

    name = "scan"

    def __init__(self, *, dimensions: int, points: Callable[[], Iterable[Point]]) -> None:
        super().__init__(points, partial(SignedBlock, dimensions=dimensions))
        self._dimensions = dimensions

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points to a float32 query vector, best first, equal scores by id."""
        wanted = query(vector, self._dimensions)
        if hopeless(filters, limit):
            return ()
        with self._held.lock:
            allowed = [(block, np.flatnonzero(block.payload.allowed(filters))) for block in self._held.blocks()]
            most = max(_LEAST, _TIMES * limit)
            if sum(len(rows) for _, rows in allowed) > most:
                allowed = _nearest(allowed, wanted, most)
            return best(((block.payload, rows, block.cosines(rows, wanted)) for block, rows in allowed), limit)


def _nearest(
    allowed: Sequence[tuple[SignedBlock, _Places]], wanted: npt.NDArray[np.float32], most: int
) -> list[tuple[SignedBlock, _Places]]:
    """Return of the rows that are allowed those nearest by their signs, all that are as near as the last among them."""
    signs = Signs.of(wanted)
    apart = [block.distances(rows, signs) for block, rows in allowed]
    last = np.searchsorted(np.cumsum(np.bincount(np.concatenate(apart))), most)
    return [(block, rows[far <= last]) for (block, rows), far in zip(allowed, apart, strict=True)]
