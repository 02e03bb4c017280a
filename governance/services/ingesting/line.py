"""The line of files to read: a queue in SQL, worked off by threads that read and one that writes."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from threading import Event

from assay.governance.domain import AssayError, Place, Reason, Source, Status
from assay.governance.services.ingesting import leases
from assay.governance.services.ingesting.leases import Leases
from assay.governance.services.ingesting.reading import Reader, Reading
from assay.governance.services.ingesting.storing import Counts, Storing
from assay.governance.services.places.places import Places
from assay.governance.store import Store, Unit, WorkItem

__all__ = ["Line", "Progress"]

_log = logging.getLogger(__name__)
_KIND = "read"
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: files done of all, and how they ended. `stage` is `read` or `embed`."""

    stage: str
    done: int
    total: int
    by_status: dict[str, int]


class Line:
    """Hands out files under leases and commits each result with the end of its work item, in one transaction.

    What a killed process left is read by the next one; a file that killed three is given up with a reason. Two
    processes that ingest at once share the line and store no file twice.
    """

    def __init__(self, *, store: Store, places: Places, reader: Reader, storing: Storing, workers: int) -> None:
        self._store = store
        self._places = places
        self._reader = reader
        self._storing = storing
        self._workers = workers
        self._leases = Leases(store, _KIND)

    def fill(self, db: Unit, run_id: str, places: Iterable[tuple[str, Source, Place]]) -> int:
        """Queue places by their keys; return how many wait, those that a killed process left among them."""
        self._leases.release_dead(db)
        for key, source, place in places:
            payload = {"source": source.id, "uri": place.uri, "parent": place.parent}
            db.work.add(_KIND, key, payload, run_id=run_id)
        return self._leases.waiting(db)

    def work(
        self, run_id: str, total: int, counts: Counts, progress: Callable[[Progress], None], cancel: Event
    ) -> None:
        """Work the line off; when cancelled, what is in hand is finished and the rest of the run leaves the line.

        Where something of ours fails, what is in hand goes back into the line.
        """
        try:
            self._work(total, counts, progress, cancel)
        except BaseException:
            self._leases.release()
            raise
        if cancel.is_set():
            with self._store.write() as db:
                db.work.clear(_KIND, run_id=run_id)

    def _work(self, total: int, counts: Counts, progress: Callable[[Progress], None], cancel: Event) -> None:
        tally: Counter[str] = Counter()
        running: dict[Future[Reading], WorkItem] = {}
        progress(Progress(stage=_KIND, done=0, total=total, by_status={}))
        with ThreadPoolExecutor(self._workers, thread_name_prefix="assay-read") as pool:
            while True:
                self._leases.keep()
                if not cancel.is_set():
                    for item in self._leases.take(self._workers + 1 - len(running)):
                        running[pool.submit(self._read, item)] = item
                if not running:
                    break
                until_beat = leases.BEAT.total_seconds()
                for future in wait(running, until_beat, return_when=FIRST_COMPLETED).done:
                    if (status := self._end(future, running.pop(future), counts)) is None:
                        continue
                    tally[status] += 1
                    done = sum(tally.values())
                    progress(Progress(stage=_KIND, done=done, total=max(total, done), by_status=dict(tally)))

    def write(self, db: Unit, reading: Reading, source: Source, counts: Counts) -> str:
        """Store one reading and publish it; return how the file ended."""
        asset = self._storing.store(db, reading, source, counts)
        record = db.assets.get(asset.id)
        content = db.contents.get(reading.content_id) if reading.content_id else None
        if content is not None:
            db.outbox.add("index", reading.content_id, {})
            return content.status.value
        return record.status.value if record and record.status else Status.FAILED.value

    def _read(self, item: WorkItem) -> Reading:
        with self._store.read() as db:
            source = self._places.of(db, item.payload["source"])
        if source is None:
            raise ValueError("what was sent waits in no line")
        place = source.look(item.payload["uri"])
        if item.attempts > _TRIES:
            place = replace(place, reason=Reason.WORKER_DIED)
        return self._reader.read(place, source)

    def _end(self, future: Future[Reading], item: WorkItem, counts: Counts) -> str | None:
        """Store what a thread read; return how the file ended, None where another took it up meanwhile.

        A fault of ours costs this file its reading, not the run the others.
        """
        try:
            return self._write(future.result(), item, counts)
        except AssayError:
            raise
        except Exception as exc:  # noqa: BLE001 - its class is logged, its text may hold content
            _log.error("a file could not be worked on: %s", type(exc).__name__)
            at = item.payload
            place = Place(uri=at["uri"], name="", parent=at.get("parent"), reason=Reason.WORKER_DIED)
            return self._write(Reading(place=place, reason=place.reason), item, counts)

    def _write(self, reading: Reading, item: WorkItem, counts: Counts) -> str | None:
        with self._store.write() as db:
            if not self._leases.end(db, item):
                return None
            return self.write(db, reading, db.sources.get(item.payload["source"]), counts)
