"""Embedded Qdrant: an accelerator that one process holds, thrown away and filled from SQL when it does not open."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from assay.governance.domain import Filters, Hit, LockedError, Point, UnavailableError
from assay.knowledge_graph.index.housing import Housing
from assay.knowledge_graph.index.scan import ScanIndex
from assay.knowledge_graph.index.shard import Shard
from assay.knowledge_graph.index.sizing import SCANNED, sizing
from assay.knowledge_graph.index.vectors import batches, best_first, hopeless, query

__all__ = ["EdgeIndex", "open_edge"]

_log = logging.getLogger(__name__)

_BATCH = 1_000
_GROWN = 1.5


def open_edge(*, folder: Path, dimensions: int, points: Callable[[], Iterable[Point]]) -> EdgeIndex:
    """Open the index in `folder`, filling it from `points` when it is new, broken or of other dimensions.

    Raises:
        LockedError: another process (or another index in this one) holds the folder.
    """
    return EdgeIndex(folder=folder, dimensions=dimensions, points=points)


class EdgeIndex:
    """A qdrant-edge shard in a folder of its own; below 300,000 points it is searched by its signs, in memory.

    At such sizes looking at all takes less than walking a graph, sees every filter, and nothing has to be built.

    Raises:
        UnavailableError: it is closed, or damage shows; the exact index answers instead, `rebuild` mends it.
    """

    name = "edge"

    def __init__(
        self, *, folder: Path, dimensions: int, points: Callable[[], Iterable[Point]], scan: bool = True
    ) -> None:
        self._scan = ScanIndex(dimensions=dimensions, points=points) if scan else None
        self._dimensions = dimensions
        self._source = points
        self._lock = threading.RLock()
        self._journal: list[tuple[Sequence[Point], Sequence[str]]] | None = None
        self._shard: Shard | None = None
        self._housing = Housing(folder)
        try:
            self._open()
        except BaseException:
            self._housing.release()
            raise

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id; the last of equal ids holds."""
        with self._lock:
            self._held().write(points)
            if self._scan is not None:
                self._scan.upsert(points)
            if self._journal is not None:
                self._journal.append((list(points), ()))

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        with self._lock:
            self._held().erase(ids)
            if self._scan is not None:
                self._scan.delete(ids)
            if self._journal is not None:
                self._journal.append(((), list(ids)))

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points to a float32 query vector, best first, equal scores by id."""
        wanted = query(vector, self._dimensions)
        if hopeless(filters, limit):
            return ()
        with self._lock:
            held = self._held()
            if self._scan is not None and not held.layout.graph:
                return self._scan.search(vector, limit=limit, filters=filters)
            return best_first(held.search(wanted, limit, filters), limit)

    def ids(self) -> frozenset[str]:
        """Return all ids, for `verify`."""
        with self._lock:
            known, offset = self._held().page(None)
            while offset is not None:
                more, offset = self._held().page(offset)
                known |= more
        return frozenset(known)

    def rebuild(self) -> None:
        """Throw the shard away and fill a new one from SQL."""
        with self._lock:
            self._let_go()
            self._fill()
            self._forget()

    def optimise(self, *, at_once: bool = False) -> bool:
        """Lay the shard out for its size, on a copy and in a process of its own, then swap; True when it was done.

        It is done where another layout is due or the shard grew by half since the last time, or `at_once`. Searches and
        writes go on meanwhile (the library's own call would hold them for minutes); what is written is written again to
        the copy. False when there is nothing to do, or the copy could not be built: the shard stays as it was.
        """
        with self._lock:
            points, before = len(self._held()), self._housing.laid_out
            layout = partial(sizing, scanned=SCANNED if self._scan is not None else 0)
            due = layout(points) != layout(before) or (layout(points).graph and points > _GROWN * before)
            if self._journal is not None or not (due or at_once):
                return False
            self._held().flush()
            self._housing.copy()
            self._journal = []
        built = self._housing.optimise_copy(self._dimensions, points)
        with self._lock:
            journal, self._journal = self._journal or [], None
            if not built or self._shard is None:
                self._housing.drop_copy()
                return False
            self._let_go()
            self._housing.note(points)
            self._housing.swap()
            self._open()
            for written, ids in journal:
                self._held().write(written)
                self._held().erase(ids)
            self._forget()
        return True

    def close(self) -> None:
        """Flush and let go of the folder."""
        with self._lock:
            self._let_go()
            self._forget()
            self._housing.release()

    def _forget(self) -> None:
        """Drop what is in memory beside the shard; it is read again when it is needed."""
        if self._scan is not None:
            self._scan.rebuild()

    def _held(self) -> Shard:
        if self._shard is None:
            raise UnavailableError("the index is closed")
        return self._shard

    def _open(self) -> None:
        if self._housing.shard.exists():
            try:
                self._shard = Shard.load(self._housing.shard, self._dimensions, laid_out=self._housing.laid_out)
            except LockedError:
                raise
            except UnavailableError:
                _log.warning("the index does not open and is filled again from SQL")
        if self._shard is None:
            self._fill()

    def _fill(self) -> None:
        """Fill a new shard aside and swap it in, so that a half-filled one is never taken for whole."""
        self._housing.drop_copy()
        shard = Shard.create(self._housing.copied, self._dimensions)
        for batch in batches(self._source(), _BATCH):
            shard.write(batch)
        shard.close()
        self._housing.note(0)
        self._housing.swap()
        self._shard = Shard.load(self._housing.shard, self._dimensions)

    def _let_go(self) -> None:
        shard, self._shard = self._shard, None
        if shard is not None:
            with suppress(UnavailableError):  # what is damaged cannot be flushed, and is made again from SQL
                shard.close()
