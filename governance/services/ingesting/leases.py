"""What this process has in hand of the line: taken for a while, and kept for as long as it lives."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assay.governance.domain import LockedError
from assay.governance.store import Store, Unit, WorkItem

__all__ = ["BEAT", "LEASE", "Leases"]

BEAT, LEASE = timedelta(minutes=1), timedelta(minutes=15)

_log = logging.getLogger(__name__)


class Leases:
    """Takes items of one kind and renews their leases at every beat, however long the work on them takes.

    What a process of this machine held ends with it; of another machine only the lease's end tells that it died. A
    process that stood still for longer than a lease may have lost what it had: its result is refused then, for the one
    who took it up brings another. Called by the one thread that writes.
    """

    def __init__(
        self, store: Store, kind: str, *, owner: str | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._store = store
        self._kind = kind
        self._owner = owner or f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"
        self._clock = clock or (lambda: datetime.now(UTC))
        self._held: set[str] = set()
        self._kept = self._clock()

    def release_dead(self, db: Unit) -> None:
        """Give back what ended processes of this machine held."""
        for owner in db.work.owners():
            if _is_dead(owner):
                db.work.release(owner)

    def waiting(self, db: Unit) -> int:
        """Return how many items can be taken."""
        return db.work.waiting(self._kind, now=self._clock())

    def take(self, most: int) -> tuple[WorkItem, ...]:
        """Take the oldest items that wait, or whose lease ran out; none that are in hand already."""
        if most < 1:
            return ()
        with self._store.read() as db:
            if not self.waiting(db):
                return ()
        now = self._clock()
        with self._store.write() as db:
            taken = db.work.claim(self._owner, kind=self._kind, limit=most, seconds=LEASE.total_seconds(), now=now)
        if not self._held:
            self._kept = now
        fresh = tuple(item for item in taken if item.id not in self._held)
        self._held |= {item.id for item in fresh}
        return fresh

    def keep(self) -> None:
        """Renew the leases of what is in hand, once a beat. Where the store is locked, the next call tries again."""
        now = self._clock()
        if not self._held or now - self._kept < BEAT:
            return
        try:
            with self._store.write() as db:
                kept = db.work.renew(self._owner, self._held, seconds=LEASE.total_seconds(), now=now)
        except LockedError:
            return
        self._kept = now
        if kept < len(self._held):
            _log.warning("%d leases ended before they were renewed", len(self._held) - kept)

    def end(self, db: Unit, item: WorkItem) -> bool:
        """End an item in the transaction of its result; False where the lease was lost, and the result with it."""
        self._held.discard(item.id)
        return db.work.complete([item.id], owner=self._owner) == 1

    def release(self) -> None:
        """Give back all that is in hand."""
        self._held.clear()
        with self._store.write() as db:
            db.work.release(self._owner)


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
