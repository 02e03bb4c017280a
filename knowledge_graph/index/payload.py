"""What a filter needs of a run of points, turned around: from value to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.governance.domain import Filters, Hit, Point

__all__ = ["KEYWORDS", "NUMBERS", "Payload", "hit_of", "keywords", "payload", "ranges"]

KEYWORDS = ("modality", "topics", "content", "sources", "owners", "principals")
NUMBERS = ("rank", "changed")

_Rows = npt.NDArray[np.int64]


class Payload:
    """Points without their vectors and terms. Rows die and never come back."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = [(point.id, point.content_id, point.ordinal) for point in points]
        self.alive = np.ones(len(points), np.bool_)
        self._ranks = np.fromiter((point.rank for point in points), np.int64, len(points))
        self._changed = np.fromiter((point.changed for point in points), np.int64, len(points))
        self._modalities = _turned((row, (point.modality,)) for row, point in enumerate(points))
        self._topics = _turned((row, point.topics) for row, point in enumerate(points))
        self._contents = _turned((row, (point.content_id,)) for row, point in enumerate(points))
        self._sources = _turned((row, point.sources) for row, point in enumerate(points))
        self._owners = _turned((row, point.owners) for row, point in enumerate(points))
        self._principals = _turned((row, point.principals) for row, point in enumerate(points))

    def allowed(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Return which rows live and pass the filters."""
        allowed = self.alive.copy()
        for turned, wanted in (
            (self._modalities, filters.modalities),
            (self._topics, filters.topics),
            (self._contents, filters.contents),
            (self._sources, filters.sources),
            (self._owners, filters.owners),
            (self._principals, filters.principals),
        ):
            if wanted is not None:
                mask = np.zeros(len(allowed), np.bool_)
                for value in wanted if len(wanted) < len(turned) else turned.keys() & wanted:
                    if value in turned:
                        mask[turned[value]] = True
                allowed &= mask
        if filters.max_rank is not None:
            allowed &= self._ranks <= filters.max_rank
        if filters.since is not None:
            allowed &= self._changed >= filters.since
        if filters.until is not None:
            allowed &= self._changed <= filters.until
        return allowed


def payload(point: Point) -> dict[str, object]:
    """Return what a Qdrant engine keeps beside a vector."""
    return {
        "id": point.id, "content": point.content_id, "ordinal": point.ordinal, "modality": point.modality,
        "topics": list(point.topics), "rank": point.rank, "sources": list(point.sources),
        "owners": list(point.owners), "principals": list(point.principals), "changed": point.changed,
    }  # fmt: skip


def hit_of(payload: Mapping[str, Any], score: float) -> Hit:
    """Return the hit of a point that a Qdrant engine found."""
    return Hit(
        id=payload["id"], content_id=payload["content"], ordinal=payload["ordinal"], score=min(1.0, max(-1.0, score))
    )


def keywords(filters: Filters) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the fields of which a point must have one of some values."""
    asked = (
        filters.modalities, filters.topics, filters.contents, filters.sources, filters.owners, filters.principals,
    )  # fmt: skip
    for field, allowed in zip(KEYWORDS, asked, strict=True):
        if allowed is not None:
            yield field, allowed


def ranges(filters: Filters) -> Iterator[tuple[str, float | None, float | None]]:
    """Yield the fields that must lie between two numbers, ends included."""
    if filters.max_rank is not None:
        yield "rank", None, float(filters.max_rank)
    if filters.since is not None or filters.until is not None:
        low, high = (None if it is None else float(it) for it in (filters.since, filters.until))
        yield "changed", low, high


def _turned(pairs: Iterable[tuple[int, Iterable[str]]]) -> Mapping[str, _Rows]:
    lists: dict[str, list[int]] = {}
    for row, values in pairs:
        for value in values:
            lists.setdefault(value, []).append(row)
    return {value: np.array(members, np.int64) for value, members in lists.items()}
