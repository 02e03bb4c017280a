"""Jobs: what the API was asked to do in the background."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update

from assay.governance.domain import NotFoundError, to_plain
from assay.governance.store.ids import new_id
from assay.governance.store.records import JobRecord, Page
from assay.governance.store.repositories.base import Repository, decode_cursor, encode_cursor
from assay.governance.store.repositories.vault import WORKSPACE, VaultRepository
from assay.governance.store.tables import job

__all__ = ["JobRepository"]

_QUEUED, _RUNNING = "queued", "running"


class JobRepository(Repository):
    """Jobs by id; what was asked is sealed, for it names exact places."""

    def add(self, kind: str, *, actor: str, request: Mapping[str, Any]) -> str:
        """Queue a job and return its id."""
        job_id, now = new_id(), self._now()
        data = json.dumps(to_plain(request), ensure_ascii=False).encode()
        row = {
            "id": job_id, "kind": kind, "actor": actor, "state": _QUEUED, "total": 0, "counts": {},
            "request_sealed": VaultRepository(self._transaction).seal(WORKSPACE, f"job/{job_id}", data),
            "report": None, "cancel": False, "created_at": now, "updated_at": now,
        }  # fmt: skip
        self._insert(job, [row])
        return job_id

    def get(self, job_id: str) -> JobRecord:
        """Return a job.

        Raises:
            NotFoundError: there is none of that id.
        """
        row = self._one(select(job).where(self._mine(job), job.c.id == job_id))
        if row is None:
            raise NotFoundError("no such job")
        return self._record(row)

    def page(self, *, state: str | None = None, cursor: str | None = None, limit: int = 50) -> Page[JobRecord]:
        """Return some jobs, the newest first.

        Raises:
            UsageError: the cursor is not one of this list.
        """
        asked = select(job).where(self._mine(job))
        if state is not None:
            asked = asked.where(job.c.state == state)
        if cursor:
            asked = asked.where(job.c.id < decode_cursor(cursor, str)[0])
        rows = self._all(asked.order_by(job.c.id.desc()).limit(limit + 1))
        more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
        return Page(items=tuple(self._record(row) for row in rows[:limit]), next=more)

    def start_next(self) -> JobRecord | None:
        """Start the oldest queued job and return it; None where none waits."""
        row = self._one(
            select(job)
            .where(self._mine(job), job.c.state == _QUEUED)
            .order_by(job.c.created_at, job.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        self._change(row.id, state=_RUNNING)
        return self.get(row.id)

    def progress(self, job_id: str, *, total: int, counts: Mapping[str, int]) -> bool:
        """Note how far a job is; say whether it should be cancelled."""
        self._change(job_id, total=total, counts=dict(counts))
        return self.get(job_id).cancel

    def finish(self, job_id: str, state: str, *, report: Mapping[str, Any] | None = None) -> None:
        """Note how a job ended: `done`, `failed` or `cancelled`; the report holds masked names alone."""
        self._change(job_id, state=state, report=to_plain(report) if report is not None else None)

    def cancel(self, job_id: str) -> JobRecord:
        """Ask a running job to stop; a queued one is cancelled at once.

        Raises:
            NotFoundError: there is none of that id.
        """
        known = self.get(job_id)
        if known.state == _QUEUED:
            self._change(job_id, cancel=True, state="cancelled")
        elif known.state == _RUNNING:
            self._change(job_id, cancel=True)
        return self.get(job_id)

    def unfinished(self) -> Sequence[JobRecord]:
        """Return the jobs that are queued or running, oldest first: what a restart takes up again."""
        rows = self._all(
            select(job)
            .where(self._mine(job), job.c.state.in_((_QUEUED, _RUNNING)))
            .order_by(job.c.created_at, job.c.id)
        )
        return [self._record(row) for row in rows]

    def requeue(self, job_id: str) -> None:
        """Queue a job again that was running when its process ended."""
        self._change(job_id, state=_QUEUED)

    def _change(self, job_id: str, **values: Any) -> None:
        changed = update(job).where(self._mine(job), job.c.id == job_id)
        if not self._run(changed.values(**values, updated_at=self._now())):
            raise NotFoundError("no such job")

    def _record(self, row: Row[Any]) -> JobRecord:
        data = VaultRepository(self._transaction).unseal(WORKSPACE, f"job/{row.id}", row.request_sealed)
        return JobRecord(
            id=row.id, kind=row.kind, actor=row.actor, state=row.state, total=row.total,
            counts=row._mapping["counts"], request=json.loads(data), report=row.report, cancel=row.cancel,
            created_at=row.created_at, updated_at=row.updated_at,
        )  # fmt: skip
