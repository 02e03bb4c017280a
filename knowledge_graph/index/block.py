"""A run of points in memory with their vectors, compared one with all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from assay.governance.domain import Filters, Hit, Point
from assay.knowledge_graph.index.payload import Payload
from assay.knowledge_graph.index.vectors import rows

__all__ = ["SMALL", "Block", "Scored", "best"]

SMALL = 4_096
_SAMPLED = 16
Scored = tuple[Payload, npt.NDArray[np.int64], npt.NDArray[np.float32]]


class Block:
    """Points that do not change but for dying; their vectors as single-precision rows.

    A small block keeps what it was made of in `source`, so that it can be merged with others.
    """

    def __init__(self, points: Sequence[Point], dimensions: int) -> None:
        self.source = tuple(points) if len(points) < SMALL else ()
        self.payload = Payload(points)
        self._vectors = rows(points, dimensions)

    def search(self, vector: npt.NDArray[np.float32], filters: Filters) -> Scored:
        """Return the living points that the filters allow, and how near they are."""
        chosen = np.flatnonzero(self.payload.allowed(filters))
        if 2 * len(chosen) > len(self.payload.points):
            scores = (self._vectors @ vector)[chosen]
        else:
            scores = self._vectors[chosen] @ vector
        return self.payload, chosen, np.clip(scores, -1.0, 1.0)


def best(found: Iterable[Scored], limit: int) -> tuple[Hit, ...]:
    """Return the best of the rows that blocks found, best first, equal scores by id."""
    told = list(found)
    together = np.concatenate([scores for _, _, scores in told]) if told else np.zeros(0, np.float32)
    worst = _last(together, limit) if len(together) > limit else -np.inf
    kept: list[tuple[float, str, str, int]] = []
    for payload, chosen, scores in told:
        near = np.flatnonzero(scores >= worst)  # of equals at the edge all stay in until they are in order of id
        places = (payload.points[row] for row in chosen[near].tolist())
        kept += [(-score, *place) for score, place in zip(scores[near].tolist(), places, strict=True)]
    kept.sort()
    return tuple(
        Hit(id=point_id, content_id=content_id, ordinal=ordinal, score=-score)
        for score, point_id, content_id, ordinal in kept[:limit]
    )


def _last(scores: npt.NDArray[np.float32], limit: int) -> np.float32:
    """Return the score of the last of the `limit` best.

    Of many scores a sample tells below which none of them lies; only where it was wrong all are looked at.
    """
    step = len(scores) // (_SAMPLED * limit)
    if step > 1:
        sample = scores[::step]
        place = len(sample) - min(len(sample), 3 * limit // (2 * step) + _SAMPLED)
        high = scores[scores >= np.partition(sample, place)[place]]
        scores = high if len(high) >= limit else scores
    found: np.float32 = np.partition(scores, len(scores) - limit)[len(scores) - limit]
    return found
