"""Ingest: from URIs to a catalog that says of every file how it ended. Can be stopped and started at any point."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote

from assay.governance.domain import (
    LOCAL_ADMIN,
    REASONS,
    Actor,
    ForbiddenError,
    Limits,
    Permission,
    Place,
    Reason,
    Sandbox,
    Source,
    Status,
    UnavailableError,
    UsageError,
    Words,
)
from assay.governance.services.embedding import EMBED, Embedding
from assay.governance.services.grading import publish
from assay.governance.services.line import Line, Progress
from assay.governance.services.linking import LINK, touch_below
from assay.governance.services.memory import give_back
from assay.governance.services.notifying import Notifying
from assay.governance.services.places import Named, Opened, Places, holder, plain_options
from assay.governance.services.publishing import Publishing
from assay.governance.services.reading import Known, Reader
from assay.governance.services.registering import register
from assay.governance.services.sights import Sights
from assay.governance.services.storing import UNDERSTAND, Counts, Storing
from assay.governance.services.understanding import Understanding
from assay.governance.store import AssetRecord, Store, Unit

__all__ = ["IngestService", "Progress", "RunReport", "UnreadFile"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadFile:
    """A file that did not end complete; its name is masked."""

    id: str
    name: str
    status: Status
    reason: Reason
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did. `files` counts what was found, members of archives left out; `state` is done or cancelled.

    `stages_run` counts the stages that were executed by name, `stages_cached` those that were found done.
    """

    run_id: str
    state: str
    files: int
    unchanged: int
    gone: int
    by_status: Mapping[str, int]
    stages_run: Mapping[str, int]
    stages_cached: int
    seconds: float
    unread: tuple[UnreadFile, ...]
    links: int
    tasks: int


@dataclass(slots=True)
class _Scope:
    """One place to ingest: its source, the places found, and what was known before; `opened` is None for uploads."""

    source: Source
    uri: str
    opened: Opened | None
    places: list[Place]
    known: Mapping[str, AssetRecord]
    seen: set[str] = field(default_factory=set)
    same: list[tuple[str, Place]] = field(default_factory=list)

    def covers(self, uri: str) -> bool:
        """Say whether a place of the source lies in this scope."""
        return uri == self.uri or (self.opened is not None and self.opened.plugin.within(uri, self.uri))


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
        self._understanding = understanding
        self._storing = storing
        self._embedding = embedding
        self._publishing = publishing
        self._trust_unchanged = trust_unchanged
        self._settle = settle
        self._notifying = notifying
        self._sights = sights
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
                named = _outermost([self._places.named(uri) for uri in uris])
                walked = [self._walked(it, source, gone_too=gone_too) for it in named]
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
                for named in _outermost([self._places.named(uri) for uri in uris]):
                    _, _, places = self._walked(named, source, gone_too=True)
                    states = sorted((it.uri, it.size, it.mtime_ns, it.inode) for it in places)
                    seen.update(repr((named.uri, states)).encode())
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
            scope = _Scope(source=source, uri=uri, opened=None, places=[], known={})
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

    def _walked(self, named: Named, name: str | None, *, gone_too: bool) -> tuple[Named, Opened, list[Place]]:
        """Reach the source that a place lies in, known or new, and list what is there."""
        known, root = holder(self._store, named) or (None, named.plugin.root(named.uri))
        opened = self._places.open(named.plugin.name, root, self._places.options(name, known))
        if not opened.exists(named.uri):
            if not gone_too:
                raise UsageError("one of the places to ingest does not exist")
            return named, opened, []
        return named, opened, list(opened.walk(named.uri))

    def _run(
        self,
        walked: Sequence[tuple[Named, Opened, list[Place]]],
        name: str | None,
        actor: Actor,
        progress: Callable[[Progress], None],
        cancel: threading.Event,
    ) -> RunReport:
        started, began = time.monotonic(), datetime.now(UTC)
        counts, embedded = Counts(), 0
        with self._store.write() as db:
            scopes = [scope for it in walked for scope in self._scopes(db, *it, name)]
            stale = self._storing.stale(db)
            run_id = db.runs.start("ingest", actor=actor.name, versions=self._storing.versions)
            db.audit.append(actor.name, "ingest.start", run_id, {"places": len(walked)})
        todo = [
            (scope, place)
            for scope in scopes
            for place in scope.places
            if not self._unchanged(scope, place, stale, counts)
        ]
        files = sum(len(scope.places) for scope in scopes)
        with self._store.write() as db:
            waiting = self._line.fill(
                db, run_id, [(db.assets.path_hash(it.source.id, place.uri), it.source, place) for it, place in todo]
            )
        self._line.work(waiting, counts, progress, cancel)
        give_back()
        gone = 0 if cancel.is_set() else self._bury(scopes, counts)
        for scope in scopes:
            self._permit(scope)
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

    def _scopes(
        self, db: Unit, named: Named, opened: Opened, places: Sequence[Place], name: str | None
    ) -> Iterator[_Scope]:
        """Yield a scope of the source that a place lies in, and one of each source that lies below it.

        A place belongs to the innermost source that holds it, so that no file is an asset twice.
        """
        plugin, kind = named.plugin, named.plugin.name
        known = {db.sources.root(it.id): it for it in db.sources.list() if it.kind == kind}
        source = known.get(opened.root) or register(db, self._understanding, opened.plugin.name, opened.root, name)
        options = plain_options(self._places.options(name, source))
        if options != source.options:
            db.sources.set_options(source.id, options)
        inner = [it for it in known if it != named.uri and plugin.within(it, named.uri)]
        inner.sort(key=len, reverse=True)
        shares: dict[str, list[Place]] = {it: [] for it in (*inner, named.uri)}
        for place in places:
            shares[next((it for it in inner if plugin.within(place.uri, it)), named.uri)].append(place)
        for uri, share in shares.items():
            owner = source if uri == named.uri else known[uri]
            theirs = opened if owner is source else self._places.open(kind, uri, self._places.options(None, owner))
            wanted = share if theirs is opened else [it for it in share if theirs.wants(it.uri)]
            yield _Scope(source=owner, uri=uri, opened=theirs, places=wanted, known=db.assets.known(owner.id))

    def _unchanged(self, scope: _Scope, place: Place, stale: frozenset[str], counts: Counts) -> bool:
        with self._store.read() as db:
            path_hash = db.assets.path_hash(scope.source.id, place.uri)
        scope.seen.add(path_hash)
        record = scope.known.get(path_hash)
        if record is None or record.tombstone is not None or not self._trust_unchanged or place.reason is not None:
            return False
        state = record.state
        same = (state.size, state.mtime_ns, state.inode) == (place.size, place.mtime_ns, place.inode)
        if not (same and place.settled) or record.content_id is None or record.content_id in stale:
            return False
        scope.same.append((record.id, place))
        counts.cached += len(self._storing.versions)
        return True

    def _permit(self, scope: _Scope) -> None:
        """Note permissions that changed where the content did not, if looking at them costs no request."""
        if scope.opened is None or not scope.opened.plugin.near or not scope.same:
            return
        with self._store.read() as db:
            known = db.grants.marks(scope.source.id)
            told = ((asset_id, scope.opened.grants(place)) for asset_id, place in scope.same)
            changed = [(asset_id, it) for asset_id, it in told if db.grants.mark(it) != known.get(asset_id)]
        if changed:
            with self._store.write() as db:
                for asset_id, grants in changed:
                    db.grants.replace(asset_id, grants)
                publish(db, [asset_id for asset_id, _ in changed])

    def _bury(self, scopes: Sequence[_Scope], counts: Counts) -> int:
        """Mark what is no longer there, or left out now, as gone; ids and decisions stay for the day it comes back."""
        gone = 0
        for scope in scopes:
            missing = [it for key, it in scope.known.items() if key not in scope.seen and it.tombstone is None]
            for record in missing:
                with self._store.read() as db:
                    uri = db.assets.uri(record.id)
                if scope.opened is None or not scope.covers(uri):
                    continue
                if scope.opened.wants(uri) and not scope.opened.is_gone(uri):
                    continue
                with self._store.write() as db:
                    touch_below(db, record)
                    db.assets.bury(record.id)
                    if record.content_id:
                        db.outbox.add("index", record.content_id, {})
                if record.parent:
                    counts.containers.add(record.parent)
                gone += 1
        return gone

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
        self, run_id: str, actor: Actor, scopes: Sequence[_Scope], counts: Counts, *,
        files: int, unchanged: int, gone: int, state: str, seconds: float, since: datetime,
    ) -> RunReport:  # fmt: skip
        with self._store.write() as db:
            by_status, unread = _ends(db, scopes)
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


def _ends(db: Unit, scopes: Sequence[_Scope]) -> tuple[dict[str, int], tuple[UnreadFile, ...]]:
    """Return how every asset in the scopes ended, members of archives among them, and those not complete by path."""
    by_status: Counter[str] = Counter()
    unread: dict[str, UnreadFile] = {}
    paths: dict[str, str] = {}
    for scope in scopes:
        for record in db.assets.known(scope.source.id).values():
            if record.tombstone is not None or not scope.covers(db.assets.uri(record.id)):
                continue
            for member in _with_children(db, record):
                content = db.contents.get(member.content_id) if member.content_id else None
                status = content.status if content else member.status or Status.FAILED
                reason = content.reason if content else member.reason
                by_status[status.value] += 1
                if reason is not None:
                    paths[member.id] = unquote(db.assets.uri(member.id))
                    unread[member.id] = UnreadFile(
                        id=member.id, name=member.name, status=status, reason=reason, says=REASONS[reason]
                    )
    return dict(by_status), tuple(unread[it] for it in sorted(unread, key=paths.__getitem__))


def _with_children(db: Unit, record: AssetRecord) -> Iterator[AssetRecord]:
    """Yield an asset and the members of it, an archive or a mail; a database's tables are places of their own."""
    yield record
    for child in db.assets.children(record.id):
        if child.tombstone is None and child.member is not None:
            yield from _with_children(db, child)


def _outermost(named: Sequence[Named]) -> list[Named]:
    """Return each place once, those inside another one left out."""
    once = {it.uri: it for it in named}.values()
    return [it for it in once if not any(other is not it and other.holds(it) for other in once)]
