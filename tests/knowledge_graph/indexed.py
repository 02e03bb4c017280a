"""Points to fill an index with, and what is true of them: shared by the tests of every index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from assay.governance.domain import Filters, Hit, Index, Point

__all__ = ["ANY", "DIMENSIONS", "Truth", "by_hand", "clustered", "mixed", "point", "vectors"]

DIMENSIONS = 24
ANY = Filters()


class Truth:
    """What SQL holds, and an index that is fed after it, as the outbox does."""

    def __init__(self) -> None:
        self.table: dict[str, Point] = {}
        self.index: Index | None = None

    def points(self) -> Iterable[Point]:
        return iter(list(self.table.values()))

    def upsert(self, *points: Point) -> None:
        self.table.update({point.id: point for point in points})
        assert self.index is not None
        self.index.upsert(points)

    def delete(self, *ids: str) -> None:
        for point_id in ids:
            self.table.pop(point_id, None)
        assert self.index is not None
        self.index.delete(ids)

    def search(self, vector: np.ndarray, limit: int = 10, filters: Filters = ANY) -> list[Hit]:
        assert self.index is not None
        return list(self.index.search(memoryview(vector.astype("<f4")), limit=limit, filters=filters))


def vectors(count: int, seed: int = 7) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((count, DIMENSIONS))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype("<f2")


def point(number: int, vector: np.ndarray, **more: object) -> Point:
    made = Point(id=f"p{number}", content_id=f"c{number // 2}", vector=vector.tobytes(), modality="document")
    return replace(made, **more)


def mixed(count: int) -> list[Point]:
    kinds = ("document", "email", "audio")
    topics = ((), ("finance",), ("finance", "legal"), ("hr",))
    return [
        point(
            number,
            vector,
            modality=kinds[number % 3],
            topics=topics[number % 4],
            rank=10 * (number % 5),
            ordinal=number % 2,
            sources=(f"s{number % 2}",),
            owners=("ann",) if number % 3 else (),
            principals=(f"u{number % 4}", "all")[: number % 3],
            changed=1_000 + number,
        )
        for number, vector in enumerate(vectors(count))
    ]


def clustered(count: int) -> list[Point]:
    random = np.random.default_rng(3)
    drawn = random.standard_normal((60, 32))[random.integers(60, size=count)] + random.standard_normal((count, 32))
    return [
        point(number, row, modality=("document", "audio")[number % 2], rank=10 * (number % 5))
        for number, row in enumerate((drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype("<f2"))
    ]


def by_hand(points: Iterable[Point], vector: np.ndarray) -> list[tuple[str, float]]:
    rows = [(p.id, np.frombuffer(p.vector, "<f2").astype(float)) for p in points]
    scored = [(name, float(row @ vector / np.linalg.norm(row) / np.linalg.norm(vector))) for name, row in rows]
    return sorted(scored, key=lambda pair: -pair[1])
