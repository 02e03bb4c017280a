"""A run of points in memory with their vectors, compared one with all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assay.governance.domain import Filters, Hit, Point
from assay.knowledge_graph.index.payload import Payload
from assay.knowledge_graph.index.vectors import rows

__all__ = ["SMALL", "Block", "hits"]

SMALL = 4_096


class Block:
    """Points that do not change but for dying; their vectors as single-precision rows.

    A small block keeps what it was made of in `source`, so that it can be merged with others.
    """

    def __init__(self, points: Sequence[Point], dimensions: int) -> None:
        self.source = tuple(points) if len(points) < SMALL else ()
        self.payload = Payload(points)
        self._vectors = rows(points, dimensions)

    def search(self, vector: npt.NDArray[np.float32], limit: int, filters: Filters) -> list[Hit]:
        """Return this block's nearest living points that the filters allow, in no order."""
        chosen = np.flatnonzero(self.payload.allowed(filters))
        if not len(chosen):
            return []
        if 2 * len(chosen) > len(self.payload.points):
            scores = (self._vectors @ vector)[chosen]
        else:
            scores = self._vectors[chosen] @ vector
        return hits(self.payload, chosen, np.clip(scores, -1.0, 1.0), limit)


def hits(payload: Payload, chosen: npt.NDArray[np.int64], scores: npt.NDArray[np.float32], limit: int) -> list[Hit]:
    """Return the best of the chosen rows, in no order; ties at the edge all stay in: the caller sorts them by id."""
    if len(chosen) > limit:
        worst = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        near = np.flatnonzero(scores >= worst)
        chosen, scores = chosen[near], scores[near]
    return [
        Hit(id=point_id, content_id=content_id, ordinal=ordinal, score=float(score))
        for (point_id, content_id, ordinal), score in zip((payload.points[row] for row in chosen), scores, strict=True)
    ]
