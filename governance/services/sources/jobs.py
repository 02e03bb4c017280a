"""Jobs of the API: an ingest in the background, one after the other, that a restart takes up again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assay.governance.domain import Actor, AssayError, ForbiddenError, Permission, Role, to_plain
from assay.governance.services.ingesting.ingest import IngestService
from assay.governance.services.ingesting.line import Progress
from assay.governance.services.places.places import Places
from assay.governance.store import JobRecord, Store

__all__ = ["JobService"]

_log = logging.getLogger(__name__)
_UPLOAD = "upload"
_EVENT = "event"
_TICK_SECONDS = 60.0


class JobService:
    """Queues jobs in SQL and works them off in one thread; what was running when a process ended runs again."""

    def __init__(
        self, *, store: Store, ingest: IngestService, places: Places, tick: Callable[[], None] = lambda: None
    ) -> None:
        self._tick = tick
        self._store = store
        self._places = places
        self._ingest = ingest
        self._cancels: dict[str, threading.Event] = {}
        self._ticked = float("-inf")
        self._stages: dict[str, str] = {}
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Take up what an earlier process left, let go of old idempotency keys, and begin to work."""
        now = datetime.now(UTC)
        with self._store.write() as db:
            db.idempotency.purge(now - timedelta(days=1), unanswered=now - timedelta(hours=1))
            for job in db.jobs.unfinished():
                if job.state == "running":
                    db.jobs.requeue(job.id)
        self._work()

    def submit(self, uris: Sequence[str], *, source: str | None = None, actor: Actor) -> str:
        """Queue the ingest of places; return the job's id. `source` is the id of the known source that is scanned.

        Raises:
            UsageError: a place does not exist, or its scheme has no source.
            ForbiddenError: the role may not name a new place that is not of this machine.
        """
        _allow(actor)
        for uri in uris:
            self._places.check(self._store, uri, actor)
        request = {"uris": list(uris), "role": actor.role.value, "source": source}
        with self._store.write() as db:
            job_id = db.jobs.add("ingest", actor=actor.name, request=request)
        self._work()
        return job_id

    def submit_event(self, uris: Sequence[str], *, event: str, actor: Actor) -> str:
        """Queue a look at places that something changed at; the same event again gives the first one's job.

        `event` names the event and who sent it. What an event says is not believed: the place is looked at, read
        where it is there, and buried where it is gone.

        Raises:
            NotFoundError: a place lies in no known source, so that nobody makes us connect anywhere by an event.
        """
        _allow(actor)
        for uri in uris:
            self._places.known(self._store, uri)
        key = f"event/{actor.name}/{event}"
        with self._store.write() as db:
            answered = db.idempotency.begin(key, b"")
            if answered is not None:
                return str(answered["id"])
            asked = {"uris": list(uris), "role": actor.role.value}
            job_id = db.jobs.add(_EVENT, actor=actor.name, request=asked)
            db.idempotency.finish(key, {"id": job_id})
        self._work()
        return job_id

    def submit_upload(self, path: Path, name: str, actor: Actor) -> str:
        """Queue the ingest of a file that was sent; until it is read its bytes lie sealed in the vault."""
        _allow(actor)
        data = path.read_bytes()
        with self._store.write() as db:
            job_id = db.jobs.add(_UPLOAD, actor=actor.name, request={"name": name, "role": actor.role.value})
            db.vault.put(f"job:{job_id}", _UPLOAD, data)
        self._work()
        return job_id

    def get(self, job_id: str) -> dict[str, Any]:
        """Return how far a job is.

        Raises:
            NotFoundError: there is no such job.
        """
        with self._store.read() as db:
            return self._view(db.jobs.get(job_id))

    def page(self, *, state: str | None = None, cursor: str | None = None, limit: int = 50) -> dict[str, Any]:
        """Return some jobs, the newest first."""
        with self._store.read() as db:
            page = db.jobs.page(state=state, cursor=cursor, limit=limit)
            return {"items": [self._view(job) for job in page.items], "next": page.next}

    def _view(self, job: JobRecord) -> dict[str, Any]:
        return {
            "id": job.id, "kind": job.kind, "state": job.state, "stage": self._stages.get(job.id),
            "source": job.request.get("source"), "total": job.total, "counts": dict(job.counts), "report": job.report,
            "created_at": job.created_at.isoformat(), "updated_at": job.updated_at.isoformat(),
        }  # fmt: skip

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop; what it has done so far stays."""
        with self._store.write() as db:
            db.jobs.cancel(job_id)
        if event := self._cancels.get(job_id):
            event.set()

    def close(self) -> None:
        """Stop after the file in hand; the job is taken up again by the next process."""
        self._stop.set()
        self._wake.set()
        for event in self._cancels.values():
            event.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        with self._lock:
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._loop, name="assay-jobs", daemon=True)
                self._thread.start()
        self._wake.set()

    def _loop(self) -> None:
        while not self._stop.is_set():
            with self._store.write() as db:
                job = db.jobs.start_next()
            if job is None:
                self._tick_now()
                self._wake.wait(timeout=5)
                self._wake.clear()
                continue
            self._do(job)

    def _tick_now(self) -> None:
        """Do what is due once a minute while there is nothing else to do: notices that wait, the weekly digest."""
        if time.monotonic() - self._ticked < _TICK_SECONDS:
            return
        self._ticked = time.monotonic()
        try:
            self._tick()
        except Exception as exc:  # noqa: BLE001 - what fails here must not end the worker; its class is logged
            _log.error("what was due failed: %s", type(exc).__name__)

    def _do(self, job: JobRecord) -> None:
        cancel = self._cancels.setdefault(job.id, threading.Event())
        actor = Actor(name=job.actor, role=Role(job.request["role"]))

        files = Progress(stage="read", done=0, total=0, by_status={})

        def on_progress(progress: Progress) -> None:
            nonlocal files
            self._stages[job.id] = progress.stage
            files = progress if progress.stage == "read" else files  # counts are of files, whatever comes after
            with self._store.write() as db:
                if db.jobs.progress(job.id, total=files.total, counts=dict(files.by_status)):
                    cancel.set()

        try:
            if job.kind == _UPLOAD:
                with self._store.read() as db:
                    data = db.vault.get(f"job:{job.id}", _UPLOAD) or b""
                report = self._ingest.run_upload(job.request["name"], data, actor=actor)
            else:
                report = self._ingest.run(
                    job.request["uris"], actor=actor, progress=on_progress, cancel=cancel, gone_too=job.kind == _EVENT
                )
        except Exception as exc:  # noqa: BLE001 - a job that fails must not end the worker; its class is kept
            _log.error("job %s failed: %s", job.id, type(exc).__name__)
            says = str(exc) if isinstance(exc, AssayError) else type(exc).__name__
            self._finish(job, "failed", {"error": says})
            return
        if self._stop.is_set() and report.state == "cancelled":
            return
        self._finish(job, report.state, to_plain(report))

    def _finish(self, job: JobRecord, state: str, report: dict[str, Any]) -> None:
        with self._store.write() as db:
            if state == "done":
                counts = dict(report.get("by_status", {}))
                db.jobs.progress(job.id, total=report.get("files", 0), counts=counts)
            db.jobs.finish(job.id, state, report=report)
            db.vault.forget(f"content:job:{job.id}")
        self._cancels.pop(job.id, None)
        self._stages.pop(job.id, None)


def _allow(actor: Actor) -> None:
    if not actor.may(Permission.INGEST):
        raise ForbiddenError("the role may not ingest")
