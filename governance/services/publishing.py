"""The index as a projection of SQL: opened when it is needed, fed by the outbox, thrown away and made again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assay.governance.domain import Filters, Hit, Index, LockedError, Point, UnavailableError
from assay.governance.store import Store, point_id

__all__ = ["Publishing"]

_log = logging.getLogger(__name__)
_TOPIC = "index"
_CHUNKS = 64

Opener = Callable[..., Index]


class Publishing:
    """Holds one index: the accelerator where this process may hold it, else exact search over the vectors in SQL."""

    def __init__(
        self, *, store: Store, folder: Path, dimensions: int, leading: str, accelerator: Opener, exact: Opener
    ) -> None:
        self._store = store
        self._folder = folder
        self._dimensions = dimensions
        self._leading = leading
        self._accelerator = accelerator
        self._exact = exact
        self._index: Index | None = None
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """Which index answers now; `none` before the first use."""
        return self._index.name if self._index else "none"

    def drain(self) -> int:
        """Bring the index up to what the outbox says; return how many contents were published.

        A process that does not hold the accelerator leaves the outbox to the one that does.
        """
        if not self._dimensions:
            return 0
        with self._lock:
            with self._store.read() as db:
                waiting = db.outbox.count()
            if not waiting:
                return 0
            index = self._open()
            if index.name == "exact":
                index.close()
                self._index = None
                return 0
            done = 0
            while self._drain_some(index):
                done += 1
            return done

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points; exact search answers where the accelerator cannot."""
        with self._lock:
            self.drain()
            try:
                return self._open().search(vector, limit=limit, filters=filters)
            except UnavailableError:
                _log.warning("the %s index does not answer; searching exactly", self.name)
                self.close()
                return self._open_with(self._exact).search(vector, limit=limit, filters=filters)

    def ids(self) -> frozenset[str]:
        """Return the ids that the index has, for `verify`."""
        with self._lock:
            self.drain()
            return self._open().ids()

    def rebuild(self) -> int:
        """Make the index again from SQL; return how many points it has."""
        if not self._dimensions:
            return 0
        with self._lock:
            index = self._open()
            index.rebuild()
            return len(index.ids())

    def close(self) -> None:
        """Flush and let go."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _drain_some(self, index: Index) -> bool:
        with self._store.read() as db:
            entries = db.outbox.pending(topic=_TOPIC, limit=100)
            contents = sorted({entry.key for entry in entries})
            points = list(db.vectors.points(contents, leading=self._leading)) if contents else []
        if not entries:
            return False
        fresh = {point.id for point in points}
        old = [point_id(content, ordinal) for content in contents for ordinal in range(_CHUNKS)]
        index.delete([it for it in old if it not in fresh])
        index.upsert(points)
        with self._store.write() as db:
            db.outbox.done([entry.id for entry in entries])
        return True

    def _points(self) -> Iterable[Point]:
        with self._store.read() as db:
            yield from db.vectors.points(leading=self._leading)

    def _open(self) -> Index:
        if self._index is None:
            try:
                self._index = self._open_with(self._accelerator)
            except LockedError:
                self._index = self._open_with(self._exact)
        return self._index

    def _open_with(self, opener: Opener) -> Index:
        return opener(folder=self._folder, dimensions=self._dimensions, points=self._points)
