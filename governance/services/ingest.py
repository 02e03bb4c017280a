"""Ingest: from URIs to a catalog that says of every file how it ended. Can be stopped and started at any point."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from assay.governance.domain import (
    LOCAL_ADMIN,
    REASONS,
    Actor,
    ForbiddenError,
    Limits,
    Permission,
    Reason,
    Sandbox,
    Source,
    Status,
    Words,
)
from assay.governance.services.embedding import EMBED, Embedding
from assay.governance.services.intake import HOME_MARK, Place, is_gone, local_path, path_of, walk
from assay.governance.services.line import Line, Progress
from assay.governance.services.publishing import Publishing
from assay.governance.services.reading import Known, Reader
from assay.governance.services.storing import Counts, Storing
from assay.governance.services.understanding import Understanding
from assay.governance.store import AssetRecord, Store, Unit

__all__ = ["IngestService", "Progress", "RunReport", "UnreadFile"]

_log = logging.getLogger(__name__)
_KIND = "files"


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
    """One place to ingest: its source, the places found, and what was known before."""

    source: Source
    root: Path
    places: list[Place]
    known: Mapping[str, AssetRecord]
    seen: set[str] = field(default_factory=set)

    def covers(self, uri: str) -> bool:
        """Say whether a place of the source lies in this scope."""
        return uri == f"upload:{quote(self.root.name)}" or _is_within(path_of(uri), self.root)


class IngestService:
    """Scans places, reads what is new or changed, and writes one transaction a file."""

    def __init__(
        self,
        *,
        store: Store,
        private: Sequence[Path],
        sandbox: Sandbox,
        understanding: Understanding,
        storing: Storing,
        embedding: Embedding | None,
        publishing: Publishing,
        limits: Limits,
        workers: int,
        trust_unchanged: bool,
    ) -> None:
        self._store = store
        self._private = frozenset(folder.resolve() for folder in private)
        self._understanding = understanding
        self._storing = storing
        self._embedding = embedding
        self._publishing = publishing
        self._trust_unchanged = trust_unchanged
        self._reader = Reader(sandbox=sandbox, understanding=understanding, limits=limits, known=self._known)
        self._line = Line(store=store, reader=self._reader, storing=storing, workers=workers)
        self._running = threading.Lock()

    def run(
        self,
        uris: Sequence[str],
        *,
        source: str | None = None,
        actor: Actor = LOCAL_ADMIN,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> RunReport:
        """Bring the catalog up to date with what lies at `uris` (paths or `file:` URIs).

        Raises:
            ForbiddenError: the role may not ingest.
            UsageError: a place does not exist, or its scheme has no source.
        """
        if not actor.may(Permission.INGEST):
            raise ForbiddenError("the role may not ingest")
        cancel = cancel or threading.Event()
        with self._running:
            return self._run([local_path(uri) for uri in uris], source, actor, progress or (lambda _: None), cancel)

    def run_upload(self, name: str, data: bytes, *, actor: Actor = LOCAL_ADMIN) -> RunReport:
        """Ingest a file that was sent; a later one of the same name is its next version."""
        if not actor.may(Permission.INGEST):
            raise ForbiddenError("the role may not ingest")
        started, counts = time.monotonic(), Counts()
        with self._running:
            reading = self._reader.read_bytes(name, data)
            with self._store.write() as db:
                source = db.sources.ensure("uploads", "upload", "upload:", root_masked="uploads")
                run_id = db.runs.start("ingest", actor=actor.name, versions=self._storing.versions)
            scope = _Scope(source=source, root=Path(name), places=[], known={})
            with self._store.write() as db:
                self._line.write(db, reading, source, counts)
            embedded = self._embed(lambda _: None, threading.Event()) if self._embedding is not None else 0
            self._publishing.drain()
            if embedded:
                counts.run[EMBED] = embedded
            return self._report(
                run_id, actor, [scope], counts, files=1, unchanged=0, gone=0, state="done",
                seconds=time.monotonic() - started,
            )  # fmt: skip

    def _run(
        self,
        roots: Sequence[Path],
        name: str | None,
        actor: Actor,
        progress: Callable[[Progress], None],
        cancel: threading.Event,
    ) -> RunReport:
        started = time.monotonic()
        counts, embedded = Counts(), 0
        walked = [(root, list(self._places(root))) for root in _outermost(roots)]
        with self._store.write() as db:
            scopes = [scope for root, places in walked for scope in self._scopes(db, root, places, name)]
            stale = self._storing.stale(db)
            run_id = db.runs.start("ingest", actor=actor.name, versions=self._storing.versions)
            db.audit.append(actor.name, "ingest.start", run_id, {"places": len(roots)})
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
        gone = 0 if cancel.is_set() else self._bury(scopes)
        if self._embedding is not None and not cancel.is_set():
            embedded = self._embed(progress, cancel)
        self._publishing.drain()
        if embedded:
            counts.run[EMBED] = embedded
        return self._report(
            run_id, actor, scopes, counts, files=files, unchanged=files - len(todo), gone=gone,
            state="cancelled" if cancel.is_set() else "done", seconds=time.monotonic() - started,
        )  # fmt: skip

    def _scopes(self, db: Unit, root: Path, places: Sequence[Place], name: str | None) -> Iterator[_Scope]:
        """Yield a scope of the source that `root` lies in, and one of each source that lies below it.

        A place belongs to the innermost source that holds it, so that no file is an asset twice.
        """
        known = {path_of(db.sources.root(it.id)): it for it in db.sources.list() if it.kind == _KIND}
        folder = root if root.is_dir() and not root.is_symlink() else root.parent
        holder = max((it for it in known if _is_within(root, it)), key=_depth, default=None)
        if holder is None:
            masked = self._understanding.read_name("", folder / "-").folder
            label = name or masked.rpartition("/")[2] or "files"
            source = db.sources.ensure(label, _KIND, folder.as_uri(), root_masked=f"/{masked}")
        else:
            source = known[holder]
        inner = sorted((it for it in known if it != root and _is_within(it, root)), key=_depth, reverse=True)
        shares: dict[Path, list[Place]] = {it: [] for it in (*inner, root)}
        for place in places:
            shares[next((it for it in inner if _is_within(place.path, it)), root)].append(place)
        for it, share in shares.items():
            owner = source if it == root else known[it]
            yield _Scope(source=owner, root=it, places=share, known=db.assets.known(owner.id))

    def _places(self, root: Path) -> Iterator[Place]:
        """Yield the files below a root; homes and keys are never read, by whatever way they are reached."""
        real = root.resolve()
        if any(_is_within(real, it) for it in self._private) or any(
            (it / HOME_MARK).exists() for it in (real, *real.parents)
        ):
            return iter(())
        return walk(root, never=self._private)

    def _unchanged(self, scope: _Scope, place: Place, stale: frozenset[str], counts: Counts) -> bool:
        with self._store.read() as db:
            path_hash = db.assets.path_hash(scope.source.id, place.uri)
        scope.seen.add(path_hash)
        record = scope.known.get(path_hash)
        if record is None or record.tombstone is not None or not self._trust_unchanged or place.reason is not None:
            return False
        state = record.state
        same = (state.size, state.mtime_ns, state.inode) == (place.size, place.mtime_ns, place.inode)
        if not same or record.content_id is None or record.content_id in stale:
            return False
        counts.cached += len(self._storing.versions)
        return True

    def _bury(self, scopes: Sequence[_Scope]) -> int:
        """Mark what is no longer there as gone; ids and decisions stay for the day it comes back."""
        gone = 0
        for scope in scopes:
            missing = [it for key, it in scope.known.items() if key not in scope.seen and it.tombstone is None]
            for record in missing:
                with self._store.write() as db:
                    path = path_of(db.assets.uri(record.id))
                    if _is_within(path, scope.root) and is_gone(path):
                        db.assets.bury(record.id)
                        if record.content_id:
                            db.outbox.add("index", record.content_id, {})
                        gone += 1
        return gone

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
        files: int, unchanged: int, gone: int, state: str, seconds: float,
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
        _log.info("run %s: %d files, %s in %.1f s", run_id, files, state, seconds)
        return report

    def _known(self, content_id: str) -> Known | None:
        with self._store.read() as db:
            return self._storing.known(db, content_id)


def _ends(db: Unit, scopes: Sequence[_Scope]) -> tuple[dict[str, int], tuple[UnreadFile, ...]]:
    """Return how every asset in the scopes ended, members of archives among them, and those not complete."""
    by_status: Counter[str] = Counter()
    unread: dict[str, UnreadFile] = {}
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
                    unread[member.id] = UnreadFile(
                        id=member.id, name=member.name, status=status, reason=reason, says=REASONS[reason]
                    )
    return dict(by_status), tuple(unread.values())


def _with_children(db: Unit, record: AssetRecord) -> Iterator[AssetRecord]:
    yield record
    for child in db.assets.children(record.id):
        if child.tombstone is None:
            yield from _with_children(db, child)


def _outermost(roots: Sequence[Path]) -> list[Path]:
    """Return each place once, those inside another one left out."""
    return [it for it in dict.fromkeys(roots) if not any(other != it and _is_within(it, other) for other in roots)]


def _is_within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _depth(path: Path) -> int:
    return len(path.parts)
