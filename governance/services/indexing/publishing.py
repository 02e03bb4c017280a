"""The indexes as projections of SQL: opened when they are needed, fed by the outbox, thrown away and made again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from assay.governance.domain import (
    Filters,
    Hit,
    Index,
    LockedError,
    Point,
    QueryTerm,
    UnavailableError,
    WordIndex,
)
from assay.governance.services.understanding.chunking import CHUNKS
from assay.governance.store import OutboxRecord, Store, Unit, point_id

__all__ = ["Publishing"]

_log = logging.getLogger(__name__)
_TOPIC = "index"
_BATCH = 100
_WAITING = 1_000_000
_EXACT = "exact"

Opener = Callable[..., Index]


class Publishing:
    """Holds the index of words, and one of vectors: the accelerator where this process may hold it, else the exact one.

    What is in memory is read again when the outbox says that something changed and nobody here took it over.
    """

    def __init__(
        self,
        *,
        store: Store,
        folder: Path,
        dimensions: int,
        leading: Callable[[], str],
        accelerator: Opener,
        exact: Opener,
        words: Callable[..., WordIndex],
    ) -> None:
        self._store = store
        self._folder = folder
        self._dimensions = dimensions
        self._leading = leading
        self._accelerator = accelerator
        self._exact = exact
        self._index: Index | None = None
        self._words = words(points=self._points)
        self._mark: tuple[str, int, str] | None = None
        self._taken: set[str] = set()
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """Which index of vectors answers now; `none` before the first use."""
        return self._index.name if self._index else "none"

    def drain(self) -> int:
        """Bring the indexes up to what the outbox says; return how many batches were published.

        A process that does not hold the accelerator leaves the outbox to the one that does, and takes over what waits
        into memory. What another process published meanwhile is read again from SQL.
        """
        with self._lock:
            with self._store.read() as db:
                mark = db.outbox.mark()
            if mark == self._mark:
                return 0
            if self._mark is None or mark[0] != self._mark[0]:
                self._forget()
            index = self._open() if mark[1] and self._dimensions else None
            done = 0
            if index is None or index.name == _EXACT:
                self._take_over()
                self._mark = mark
            else:
                while self._drain_some(index):
                    done += 1
                self._mark = (str(int(mark[0] or 0) + done) if done else mark[0], 0, "")
            return done

    def search(self, vector: memoryview, *, limit: int, filters: Filters, drained: bool = False) -> Sequence[Hit]:
        """Return the nearest points; exact search answers where the accelerator cannot.

        `drained` says that the indexes were brought up to date for this question already.
        """
        with self._lock:
            if not drained:
                self.drain()
            try:
                return self._open().search(vector, limit=limit, filters=filters)
            except UnavailableError:
                _log.warning("the %s index does not answer; searching exactly", self.name)
                self.close()
                self._index = self._open_with(self._exact)
                return self._index.search(vector, limit=limit, filters=filters)

    def contents_near(self, vector: memoryview, most: int) -> Iterable[str]:
        """Return the contents of the nearest points, so many points, whoever may see them."""
        return [hit.content_id for hit in self.search(vector, limit=most, filters=Filters())]

    def search_words(self, terms: Mapping[int, QueryTerm], *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the chunks that hold any of the terms, best first."""
        with self._lock:
            self.drain()
            return self._words.search(terms, limit=limit, filters=filters)

    def ids(self) -> frozenset[str]:
        """Return the ids that the index of vectors has, for `verify`."""
        with self._lock:
            self.drain()
            return self._open().ids()

    def rebuild(self) -> int:
        """Make the terms that are missing and the index of vectors again from SQL; return how many points it has."""
        with self._lock:
            with self._store.read() as db:
                stale = db.chunks.stale()
            for content_id in stale:
                with self._store.write() as db:
                    db.chunks.renew(content_id)
            self._words.rebuild()
            if not self._dimensions:
                return 0
            index = self._open()
            index.rebuild()
            return len(index.ids())

    def optimise(self) -> bool:
        """Have the index of vectors laid out for its size where that is due; searches go on meanwhile.

        Minutes at some hundred thousand chunks; nothing is done below twenty thousand.
        """
        if not self._dimensions:
            return False
        with self._lock:
            self.drain()
            index = self._open()
        try:
            return index.optimise()
        except UnavailableError:  # closed meanwhile, or damaged, which the next search finds
            return False

    def close(self) -> None:
        """Flush and let go."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _drain_some(self, index: Index) -> bool:
        with self._store.read() as db:
            entries = db.outbox.pending(topic=_TOPIC, limit=_BATCH)
            points = self._of(db, entries)
        if not entries:
            return False
        self._feed(index, entries, [point for point in points if point.vector])
        self._feed(self._words, entries, points)
        with self._store.write() as db:
            db.outbox.done([entry.id for entry in entries])
        return True

    def _take_over(self) -> None:
        """Feed what waits to the indexes in memory, once, and leave it waiting."""
        with self._store.read() as db:
            waiting = db.outbox.pending(topic=_TOPIC, limit=_WAITING)
            entries = [entry for entry in waiting if entry.id not in self._taken]
            points = self._of(db, entries)
        self._taken = {entry.id for entry in waiting}
        self._feed(self._words, entries, points)
        if self._index is not None and self._index.name == _EXACT:
            self._feed(self._index, entries, [point for point in points if point.vector])

    def _of(self, db: Unit, entries: Sequence[OutboxRecord]) -> list[Point]:
        contents = sorted({entry.key for entry in entries})
        return list(db.points.each(contents, leading=self._leading())) if contents else []

    @staticmethod
    def _feed(index: Index | WordIndex, entries: Sequence[OutboxRecord], points: Sequence[Point]) -> None:
        fresh = {point.id for point in points}
        old = [point_id(entry.key, ordinal) for entry in entries for ordinal in range(CHUNKS)]
        index.delete([it for it in old if it not in fresh])
        index.upsert(points)

    def _forget(self) -> None:
        """Drop what is in memory."""
        self._words.rebuild()
        self._taken = set()
        if self._index is not None and self._index.name == _EXACT:
            self._index.rebuild()

    def _points(self) -> Iterable[Point]:
        with self._store.read() as db:
            yield from db.points.each(leading=self._leading())

    def _vectors(self) -> Iterable[Point]:
        return (point for point in self._points() if point.vector)

    def _open(self) -> Index:
        if self._index is None:
            try:
                self._index = self._open_with(self._accelerator)
            except LockedError:
                self._index = self._open_with(self._exact)
        return self._index

    def _open_with(self, opener: Opener) -> Index:
        return opener(folder=self._folder, dimensions=self._dimensions, points=self._vectors)
