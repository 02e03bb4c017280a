"""The line of files to read: a queue in SQL, worked off by threads that read and one that writes."""

from __future__ import annotations

import logging
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from assay.governance.domain import AssayError, Place, Reason, Source, Status
from assay.governance.services.ingesting.reading import Reader, Reading
from assay.governance.services.ingesting.storing import Counts, Storing
from assay.governance.services.places.places import Places
from assay.governance.store import Store, Unit, WorkItem

__all__ = ["Line", "Progress"]

_log = logging.getLogger(__name__)
_KIND = "read"
_LEASE_SECONDS = 7_200.0
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
    processes that ingest at once share the line and read no file twice.
    """

    def __init__(self, *, store: Store, places: Places, reader: Reader, storing: Storing, workers: int) -> None:
        self._store = store
        self._places = places
        self._reader = reader
        self._storing = storing
        self._workers = workers
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"

    def fill(self, db: Unit, run_id: str, places: Iterable[tuple[str, Source, Place]]) -> int:
        """Queue places by their keys; return how many wait, those that a killed process left among them."""
        for owner in db.work.owners():
            if _is_dead(owner):
                db.work.release(owner)
        for key, source, place in places:
            payload = {"source": source.id, "uri": place.uri, "parent": place.parent}
            db.work.add(_KIND, key, payload, run_id=run_id)
        return db.work.counts().get("queued", 0)

    def work(self, total: int, counts: Counts, progress: Callable[[Progress], None], cancel: Event) -> None:
        """Work the line off; when cancelled, what is in hand is finished and the rest leaves the line.

        Where something of ours fails, what is in hand goes back into the line.
        """
        try:
            self._work(total, counts, progress, cancel)
        except BaseException:
            with self._store.write() as db:
                db.work.release(self._owner)
            raise
        if cancel.is_set():
            with self._store.write() as db:
                db.work.clear(_KIND)

    def _work(self, total: int, counts: Counts, progress: Callable[[Progress], None], cancel: Event) -> None:
        tally: Counter[str] = Counter()
        running: dict[Future[Reading], WorkItem] = {}
        progress(Progress(stage=_KIND, done=0, total=total, by_status={}))
        with ThreadPoolExecutor(self._workers, thread_name_prefix="assay-read") as pool:
            while True:
                if not cancel.is_set():
                    for item in self._claim(self._workers + 1 - len(running)):
                        running[pool.submit(self._read, item)] = item
                if not running:
                    break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    tally[self._end(future, running.pop(future), counts)] += 1
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

    def _claim(self, most: int) -> tuple[WorkItem, ...]:
        with self._store.read() as db:
            if not db.work.counts().get("queued"):
                return ()
        with self._store.write() as db:
            return tuple(db.work.claim(self._owner, kind=_KIND, limit=most, seconds=_LEASE_SECONDS))

    def _read(self, item: WorkItem) -> Reading:
        with self._store.read() as db:
            source = self._places.of(db, item.payload["source"])
        if source is None:
            raise ValueError("what was sent waits in no line")
        place = source.look(item.payload["uri"])
        if item.attempts > _TRIES:
            place = replace(place, reason=Reason.WORKER_DIED)
        return self._reader.read(place, source)

    def _end(self, future: Future[Reading], item: WorkItem, counts: Counts) -> str:
        """Store what a thread read. A fault of ours costs this file its reading, not the run the others."""
        try:
            return self._write(future.result(), item, counts)
        except AssayError:
            raise
        except Exception as exc:  # noqa: BLE001 - its class is logged, its text may hold content
            _log.error("a file could not be worked on: %s", type(exc).__name__)
            at = item.payload
            place = Place(uri=at["uri"], name="", parent=at.get("parent"), reason=Reason.WORKER_DIED)
            return self._write(Reading(place=place, reason=place.reason), item, counts)

    def _write(self, reading: Reading, item: WorkItem, counts: Counts) -> str:
        with self._store.write() as db:
            ended = self.write(db, reading, db.sources.get(item.payload["source"]), counts)
            db.work.complete([item.id], owner=self._owner)
            return ended


def _is_dead(owner: str) -> bool:
    """Say whether the process that holds leases is gone; of another host only the lease's end tells.

    A number that was given to another process since, as after a restart of a container, is told by its start.
    """
    host, pid, start = owner.rsplit(":", 2)
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return _started(int(pid)) != start


def _started(pid: int) -> str:
    """Return when a process started, in ticks of the system; nothing where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
    except OSError:
        return ""
