"""Points in memory, in blocks: read from SQL when they are first needed, kept up by `upsert` and `delete`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from assay.governance.domain import Point
from assay.knowledge_graph.index.block import SMALL
from assay.knowledge_graph.index.payload import Payload
from assay.knowledge_graph.index.vectors import batches

__all__ = ["InMemory", "Resident"]

_LOAD = 65_536
_MOST_SMALL = 16


class Held(Protocol):
    """A block: what its rows are, and what it was made of while it is small."""

    payload: Payload
    source: tuple[Point, ...]


_B = TypeVar("_B", bound=Held)


class Resident(Generic[_B]):
    """Blocks of points that `source` gives, as `make` makes them. Whoever calls holds `lock`.

    A change that comes before the first search needs no work: whoever makes one has written it to SQL first.
    """

    def __init__(self, source: Callable[[], Iterable[Point]], make: Callable[[Sequence[Point]], _B]) -> None:
        self.lock = threading.RLock()
        self._source = source
        self._make = make
        self._blocks: list[_B] | None = None
        self._where: dict[str, tuple[_B, int]] = {}

    def blocks(self) -> list[_B]:
        """Return the blocks, read from SQL where they are not there yet."""
        if self._blocks is None:
            self._blocks = []
            for batch in batches(self._source(), _LOAD):
                latest = {point.id: point for point in batch}
                self._forget(latest)
                self._add(self._make(list(latest.values())))
        return self._blocks

    def ids(self) -> frozenset[str]:
        """Return all ids."""
        self.blocks()
        return frozenset(self._where)

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id; the last of equal ids holds."""
        latest = {point.id: point for point in points}
        if not latest or self._blocks is None:
            return
        block = self._make(list(latest.values()))
        self._forget(latest)
        self._add(block)
        self._tidy()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove points; unknown ids are passed over."""
        self._forget(ids)
        self._tidy()

    def drop(self) -> None:
        """Drop what is in memory; it is read again when it is needed."""
        self._blocks = None
        self._where = {}

    def _tidy(self) -> None:
        """Merge small blocks when they are many; read SQL again when more than half of all rows are dead."""
        if self._blocks is None:
            return
        if sum(len(block.payload.points) for block in self._blocks) > 2 * len(self._where) + SMALL:
            self.drop()
            return
        small = [block for block in self._blocks if block.source]
        if len(small) > _MOST_SMALL:
            living = [
                point
                for block in small
                for point, alive in zip(block.source, block.payload.alive, strict=True)
                if alive
            ]
            self._blocks = [block for block in self._blocks if not block.source]
            if living:
                self._add(self._make(living))

    def _add(self, block: _B) -> None:
        assert self._blocks is not None  # noqa: S101 - all callers have loaded
        self._blocks.append(block)
        for row, (point_id, _, _) in enumerate(block.payload.points):
            self._where[point_id] = (block, row)

    def _forget(self, ids: Iterable[str]) -> None:
        for point_id in ids:
            found = self._where.pop(point_id, None)
            if found is not None:
                block, row = found
                block.payload.alive[row] = False


class InMemory(Generic[_B]):
    """What all indexes in memory have in common: how they are fed, and let go of. How they search is their own."""

    def __init__(self, points: Callable[[], Iterable[Point]], make: Callable[[Sequence[Point]], _B]) -> None:
        self._held = Resident(points, make)

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id; the last of equal ids holds."""
        with self._held.lock:
            self._held.upsert(points)

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        with self._held.lock:
            self._held.delete(ids)

    def ids(self) -> frozenset[str]:
        """Return all ids, for `verify`."""
        with self._held.lock:
            return self._held.ids()

    def optimise(self) -> bool:
        """Return False: there is nothing to lay out."""
        return False

    def rebuild(self) -> None:
        """Drop what is in memory; the next search reads SQL again."""
        with self._held.lock:
            self._held.drop()

    def close(self) -> None:
        """Let go of the memory."""
        self.rebuild()
