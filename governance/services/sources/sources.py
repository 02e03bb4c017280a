"""Sources as people see them: what is known, adding one, what of it counts, how it is going."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assay.governance.domain import (
    Actor,
    ConflictError,
    ForbiddenError,
    Permission,
    Source,
    SourceOptions,
    UsageError,
)
from assay.governance.services.places.places import Named, Places, plain_options
from assay.governance.services.places.registering import register
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.services.sources.jobs import JobService
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import AssetFilters, JobRecord, Store, Unit

__all__ = ["SourceService"]


class SourceService:
    """Adds, scopes and scans sources. Patterns are shown to those who may ingest alone: they may hold names."""

    def __init__(
        self,
        *,
        store: Store,
        places: Places,
        understanding: Understanding,
        jobs: JobService,
        leading: str,
        visibility: Visibility,
    ) -> None:
        self._store = store
        self._places = places
        self._understanding = understanding
        self._jobs = jobs
        self._leading = leading
        self._visibility = visibility

    def list(self, actor: Actor) -> list[dict[str, Any]]:
        """Return all sources, oldest first, with the counts of their assets and the job that works on them."""
        with self._store.read() as db:
            jobs = db.jobs.unfinished()
            return [self._view(db, source, jobs, actor) for source in db.sources.list()]

    def get(self, source_id: str, actor: Actor) -> dict[str, Any]:
        """Return one source.

        Raises:
            NotFoundError: there is none of that id.
        """
        with self._store.read() as db:
            return self._view(db, db.sources.get(source_id), db.jobs.unfinished(), actor)

    def add(
        self, uri: str, *, name: str | None, include: Sequence[str], exclude: Sequence[str], actor: Actor
    ) -> dict[str, Any]:
        """Add a source; nothing of it is read yet.

        Raises:
            ForbiddenError: the role may not ingest, or not name a place of another machine.
            UsageError: the place does not exist, or no plugin answers for it.
            ConflictError: the place is a known source, or lies in one.
        """
        _allow(actor)
        self._places.check(self._store, uri, actor)
        named = self._places.named(uri)
        root = named.plugin.root(named.uri)
        if root != named.uri:
            raise UsageError("a source is a folder, a bucket or a database, not a single file")
        options = SourceOptions(include=tuple(include), exclude=tuple(exclude))
        with self._store.write() as db:
            if any(self._is_at(db, it, named) for it in db.sources.list()):
                raise ConflictError("this place is a source already")
            source = register(db, self._understanding, named.plugin.name, root, name)
            if not self._places.is_configured(source.name):
                db.sources.set_options(source.id, plain_options(options))
            db.audit.append(actor, "source.add", source.id, {"kind": source.kind})
            return self._view(db, db.sources.get(source.id), (), actor)

    def change(
        self, source_id: str, changes: Mapping[str, Any], *, etag: str | None = None, actor: Actor
    ) -> dict[str, Any]:
        """Change the name and the patterns of a source; they hold from its next scan on.

        Raises:
            UsageError: the settings say how this source is read.
            ConflictError: the etag is not the current one.
        """
        _allow(actor)
        with self._store.write() as db:
            source = db.sources.get(source_id)
            if etag is not None and etag != _etag(source):
                raise ConflictError("somebody changed this first")
            include, exclude = changes.get("include"), changes.get("exclude")
            if (include, exclude) != (None, None) and self._places.is_configured(source.name):
                raise UsageError("the settings say how this source is read")
            options = self._places.options(None, source)
            options = replace(options, include=tuple(include)) if include is not None else options
            options = replace(options, exclude=tuple(exclude)) if exclude is not None else options
            db.sources.set_options(source_id, plain_options(options))
            if changes.get("name"):
                db.sources.rename(source_id, str(changes["name"]))
            db.audit.append(actor, "source.change", source_id, {"fields": sorted(changes)})
            return self._view(db, db.sources.get(source_id), db.jobs.unfinished(), actor)

    def scan(self, source_id: str, *, actor: Actor) -> str:
        """Queue a scan of a source; return the job's id. One that waits already is not queued twice."""
        _allow(actor)
        with self._store.read() as db:
            db.sources.get(source_id)
            root = db.sources.root(source_id)
            waiting = next((it.id for it in db.jobs.unfinished() if _is_of(it, source_id) and not it.cancel), None)
        return waiting or self._jobs.submit([root], source=source_id, actor=actor)

    def root(self, source_id: str, *, actor: Actor) -> str:
        """Return the exact root of a source for those who may scan it; it goes into no answer."""
        _allow(actor)
        with self._store.read() as db:
            return db.sources.root(source_id)

    def may_name(self, uri: str, actor: Actor) -> None:
        """Refuse a place that the actor may not have this machine look at.

        Raises:
            ForbiddenError, UsageError: as with `add`.
        """
        _allow(actor)
        self._places.check(self._store, uri, actor)

    def _is_at(self, db: Unit, source: Source, named: Named) -> bool:
        return source.kind == named.plugin.name and named.plugin.within(named.uri, db.sources.root(source.id))

    def _view(self, db: Unit, source: Source, jobs: Sequence[JobRecord], actor: Actor) -> dict[str, Any]:
        facets = db.listing.facets(
            AssetFilters(source=source.id, ceilings=self._visibility.ceilings(actor)), leading=self._leading
        )
        counts = facets["status"]
        shown: dict[str, Any] = {
            "id": source.id, "name": source.name, "kind": source.kind, "root": source.root_masked,
            "assets": sum(counts.values()), "by_status": dict(counts), "by_reason": dict(facets["reason"]),
            "configured": self._places.is_configured(source.name),
            "job": next((it.id for it in jobs if _is_of(it, source.id)), None), "etag": _etag(source),
        }  # fmt: skip
        if actor.may(Permission.INGEST):
            options = self._places.options(None, source)
            shown |= {"include": list(options.include), "exclude": list(options.exclude)}
        return shown


def _is_of(job: JobRecord, source_id: str) -> bool:
    return job.request.get("source") == source_id


def _etag(source: Source) -> str:
    plain = json.dumps([source.name, source.options], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _allow(actor: Actor) -> None:
    if not actor.may(Permission.INGEST):
        raise ForbiddenError("the role may not ingest")
