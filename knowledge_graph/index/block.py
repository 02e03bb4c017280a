"""A run of points in memory, with what a filter needs turned around: from value to rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from assay.governance.domain import Filters, Hit, Point
from assay.knowledge_graph.index.vectors import rows

__all__ = ["SMALL", "Block"]

SMALL = 4_096

_Rows = npt.NDArray[np.int64]


class Block:
    """Points that do not change but for dying; their vectors as single-precision rows.

    A small block keeps what it was made of in `source`, so that it can be merged with others.
    """

    def __init__(self, points: Sequence[Point], dimensions: int) -> None:
        self.source = tuple(points) if len(points) < SMALL else ()
        self.points = [(point.id, point.content_id) for point in points]
        self.alive = np.ones(len(points), np.bool_)
        self._vectors = rows(points, dimensions)
        self._ranks = np.fromiter((point.rank for point in points), np.int64, len(points))
        self._modalities = _turned((row, point.modality) for row, point in enumerate(points))
        self._topics = _turned((row, topic) for row, point in enumerate(points) for topic in point.topics)
        self._contents = _turned((row, point.content_id) for row, point in enumerate(points))

    def search(self, vector: npt.NDArray[np.float32], limit: int, filters: Filters) -> list[Hit]:
        """Return this block's nearest living points that the filters allow, in no order."""
        chosen = np.flatnonzero(self._allowed(filters))
        if not len(chosen):
            return []
        if 2 * len(chosen) > len(self.points):
            scores = (self._vectors @ vector)[chosen]
        else:
            scores = self._vectors[chosen] @ vector
        if len(chosen) > limit:
            # ties at the edge all stay in: the caller sorts them by id
            worst = np.partition(scores, len(scores) - limit)[len(scores) - limit]
            near = np.flatnonzero(scores >= worst)
        else:
            near = np.arange(len(chosen))
        return [
            Hit(id=self.points[row][0], content_id=self.points[row][1], score=float(score))
            for row, score in zip(chosen[near], np.clip(scores[near], -1.0, 1.0), strict=True)
        ]

    def _allowed(self, filters: Filters) -> npt.NDArray[np.bool_]:
        allowed = self.alive.copy()
        for turned, wanted in (
            (self._modalities, filters.modalities),
            (self._topics, filters.topics),
            (self._contents, filters.contents),
        ):
            if wanted is not None:
                mask = np.zeros(len(allowed), np.bool_)
                for value in wanted if len(wanted) < len(turned) else turned.keys() & wanted:
                    if value in turned:
                        mask[turned[value]] = True
                allowed &= mask
        if filters.max_rank is not None:
            allowed &= self._ranks <= filters.max_rank
        return allowed


def _turned(pairs: Iterator[tuple[int, str]]) -> Mapping[str, _Rows]:
    lists: dict[str, list[int]] = {}
    for row, value in pairs:
        lists.setdefault(value, []).append(row)
    return {value: np.array(members, np.int64) for value, members in lists.items()}
