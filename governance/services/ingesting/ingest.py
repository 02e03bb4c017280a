"""Ingest: from URIs to a catalog that says of every file how it ended. Can be stopped and started at any point."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from assay.governance.domain import (
    LOCAL_ADMIN,
    Actor,
    ForbiddenError,
    Limits,
    Permission,
    Sandbox,
    UnavailableError,
    UsageError,
)
from assay.governance.services.indexing.embedding import EMBED, Embedding
from assay.governance.services.indexing.publishing import Publishing
from assay.governance.services.indexing.sights import Sights
from assay.governance.services.ingesting.line import Line, Progress
from assay.governance.services.ingesting.reading import Known, Reader
from assay.governance.services.ingesting.reporting import RunReport, ends
from assay.governance.services.ingesting.scoping import Scope, Scoping, Walked
from assay.governance.services.ingesting.storing import UNDERSTAND, Counts, Storing
from assay.governance.services.linking.linking import LINK
from assay.governance.services.notifying.notifying import Notifying
from assay.governance.services.places.places import Places
from assay.governance.services.understanding.memory import give_back
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import Store

__all__ = ["IngestService"]

_log = logging.getLogger(__name__)


class IngestService:
    """Scans places, reads what is new or changed, and writes one transaction a file."""

    def __init__(
        self,
        *,
        store: Store,
        places: Places,
        sandbox: Sandbox,
        understanding: Understanding,
        storing: Storing,
        embedding: Embedding | None,
        publishing: Publishing,
        limits: Limits,
        workers: int,
        trust_unchanged: bool,
        settle: Callable[[datetime], int],
        notifying: Notifying,
        sights: Sights | None = None,
    ) -> None:
        self._store = store
        self._places = places
        self._storing = storing
        self._embedding = embedding
        self._publishing = publishing
        self._settle = settle
        self._notifying = notifying
        self._sights = sights
        self._scoping = Scoping(
            store=store, places=places, understanding=understanding, storing=storing, trust_unchanged=trust_unchanged
        )
        self._reader = Reader(sandbox=sandbox, understanding=understanding, limits=limits, known=self._known)
        self._line = Line(store=store, places=places, reader=self._reader, storing=storing, workers=workers)
        self._running = threading.Lock()

    def run(
        self,
        uris: Sequence[str],
        *,
        source: str | None = None,
        actor: Actor = LOCAL_ADMIN,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
        gone_too: bool = False,
    ) -> RunReport:
        """Bring the catalog up to date with what lies at `uris`: paths, or URIs that a source plugin answers for.

        With `gone_too` a place may be there no more: what is known of it gets its tombstone.

        Raises:
            ForbiddenError: the role may not ingest.
            UsageError: a place does not exist, or its scheme has no source.
            UnavailableError: a source does not answer; nothing was written.
        """
        if not actor.may(Permission.INGEST):
            raise ForbiddenError("the role may not ingest")
        cancel = cancel or threading.Event()
        with self._running:
            try:
                walked = list(self._scoping.walked(uris, source, gone_too=gone_too))
                return self._run(walked, source, actor, progress or (lambda _: None), cancel)
            except (UnavailableError, UsageError) as exc:
                self._notifying.source_failed(source, type(exc).__name__)
                raise
            finally:
                self._places.close()
                self._notifying.deliver()

    def look(self, uris: Sequence[str], *, source: str | None = None) -> str:
        """Return a stamp of what lies at places: another one when something came, went or changed. Nothing is read.

        Raises:
            UsageError, UnavailableError: as with `run`; what is gone altogether has a stamp too.
        """
        seen = hashlib.sha256()
        with self._running:
            try:
                for walked in self._scoping.walked(uris, source, gone_too=True):
                    states = sorted((it.uri, it.size, it.mtime_ns, it.inode) for it in walked.places)
                    seen.update(repr((walked.named.uri, states)).encode())
            finally:
                self._places.close()
        return seen.hexdigest()

    def run_upload(self, name: str, data: bytes, *, actor: Actor = LOCAL_ADMIN) -> RunReport:
        """Ingest a file that was sent; a later one of the same name is its next version."""
        if not actor.may(Permission.INGEST):
            raise ForbiddenError("the role may not ingest")
        started, began, counts = time.monotonic(), datetime.now(UTC), Counts()
        with self._running:
            reading = self._reader.read_bytes(name, data)
            with self._store.write() as db:
                source = db.sources.ensure("uploads", "upload", "upload:", root_masked="uploads")
                run_id = db.runs.start("ingest", actor=actor.name, versions=self._storing.versions)
            uri = reading.place.uri if reading.place else ""
            scope = Scope(source=source, uri=uri, opened=None, places=[], known={})
            with self._store.write() as db:
                self._line.write(db, reading, source, counts)
            embedded = self._embed(lambda _: None, threading.Event()) if self._embedding is not None else 0
            self._link(counts, threading.Event())
            self._settle(began)
            self._publishing.drain()
            if embedded:
                counts.run[EMBED] = embedded
            return self._report(
                run_id, actor, [scope], counts, files=1, unchanged=0, gone=0, state="done",
                seconds=time.monotonic() - started, since=began,
            )  # fmt: skip

    def _run(
        self,
        walked: Sequence[Walked],
        name: str | None,
        actor: Actor,
        progress: Callable[[Progress], None],
        cancel: threading.Event,
    ) -> RunReport:
        started, began = time.monotonic(), datetime.now(UTC)
        counts, embedded = Counts(), 0
        with self._store.write() as db:
            scopes = [scope for it in walked for scope in self._scoping.scopes(db, it, name)]
            stale = self._storing.stale(db)
            run_id = db.runs.start("ingest", actor=actor.name, versions=self._storing.versions)
            db.audit.append(actor.name, "ingest.start", run_id, {"places": len(walked)})
        todo = [
            (scope, place)
            for scope in scopes
            for place in scope.places
            if not self._scoping.is_unchanged(scope, place, stale, counts)
        ]
        files = sum(len(scope.places) for scope in scopes)
        with self._store.write() as db:
            waiting = self._line.fill(
                db, run_id, [(db.assets.path_hash(it.source.id, place.uri), it.source, place) for it, place in todo]
            )
        self._line.work(run_id, waiting, counts, progress, cancel)
        give_back()
        gone = 0 if cancel.is_set() else self._scoping.bury(scopes, counts)
        for scope in scopes:
            self._scoping.permit(scope)
        for container in sorted(counts.containers):
            with self._store.write() as db:
                self._storing.settle(db, container)
        if self._embedding is not None and not cancel.is_set():
            embedded = self._embed(progress, cancel)
        self._link(counts, cancel)
        self._settle(began)
        self._publishing.drain()
        if not cancel.is_set():
            if self._sights is not None:
                self._sights.settle(lambda: not cancel.is_set())
            self._publishing.optimise()
        if embedded:
            counts.run[EMBED] = embedded
        return self._report(
            run_id, actor, scopes, counts, files=files, unchanged=files - len(todo), gone=gone,
            state="cancelled" if cancel.is_set() else "done", seconds=time.monotonic() - started,
            since=began,
        )  # fmt: skip

    def _link(self, counts: Counts, cancel: threading.Event) -> None:
        """Link over all contents, after all of them are there: whatever their order, the links are the same.

        What is counted are files that this run read, not others that are linked anew because these came or went.
        """
        linked = 0 if cancel.is_set() else self._storing.link(self._store, lambda: not cancel.is_set())
        if read := min(linked, counts.run.get(UNDERSTAND, 0)):
            counts.run[LINK] = read

    def _embed(self, progress: Callable[[Progress], None], cancel: threading.Event) -> int:
        assert self._embedding is not None  # noqa: S101 - the caller looked
        with self._store.read() as db:
            total = len(db.stages.stale(EMBED, self._embedding.version))
        done = 0

        def on_content(_: str) -> bool:
            nonlocal done
            progress(Progress(stage="embed", done=done, total=total, by_status={}))
            done += 1
            return not cancel.is_set()

        return self._embedding.run(on_content) if total else 0

    def _report(
        self, run_id: str, actor: Actor, scopes: Sequence[Scope], counts: Counts, *,
        files: int, unchanged: int, gone: int, state: str, seconds: float, since: datetime,
    ) -> RunReport:  # fmt: skip
        with self._store.write() as db:
            by_status, unread = ends(db, scopes)
            report = RunReport(
                run_id=run_id, state=state, files=files, unchanged=unchanged, gone=gone, by_status=by_status,
                stages_run=dict(counts.run), stages_cached=counts.cached, seconds=seconds, unread=unread,
                links=db.links.count(), tasks=db.reviews.counts().open,
            )  # fmt: skip
            figures = {"files": files, "unchanged": unchanged, "gone": gone, **by_status}
            db.runs.finish(run_id, state=state, counts=figures)
            db.audit.append(actor.name, f"ingest.{state}", run_id, figures)
            self._notifying.run_ended(db, run_id, state, figures, since)
        _log.info("run %s: %d files, %s in %.1f s", run_id, files, state, seconds)
        return report

    def _known(self, content_id: str) -> Known | None:
        with self._store.read() as db:
            return self._storing.known(db, content_id)
