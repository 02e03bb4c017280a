"""Runs: who did what, when, with which versions, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update

from assay.governance.domain import NotFoundError, to_plain
from assay.governance.store.ids import new_id
from assay.governance.store.records import RunRecord
from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import run

__all__ = ["RunRepository"]

_RUNNING = "running"


class RunRepository(Repository):
    """Runs in the order in which they began."""

    def start(self, kind: str, *, actor: str, versions: Mapping[str, Any] | None = None) -> str:
        """Note that a run begins and return its id."""
        run_id = new_id()
        row = {
            "id": run_id, "kind": kind, "actor": actor, "state": _RUNNING, "started_at": self._now(),
            "finished_at": None, "seconds": None, "versions": to_plain(versions or {}), "counts": {},
        }  # fmt: skip
        self._insert(run, [row])
        return run_id

    def finish(self, run_id: str, *, state: str = "done", counts: Mapping[str, Any] | None = None) -> RunRecord:
        """Note how a run ended (`done`, `failed`, `cancelled`) and what it counted.

        Raises:
            NotFoundError: there is none of that id.
        """
        known, now = self.get(run_id), self._now()
        if known is None:
            raise NotFoundError("no such run")
        values = {
            "state": state, "finished_at": now, "counts": to_plain(counts or {}),
            "seconds": (now - known.started_at).total_seconds(),
        }  # fmt: skip
        self._run(update(run).where(self._mine(run), run.c.id == run_id).values(**values))
        return self.get(run_id) or known

    def get(self, run_id: str) -> RunRecord | None:
        """Return a run; None where the id is unknown."""
        row = self._one(select(run).where(self._mine(run), run.c.id == run_id))
        return _record(row) if row is not None else None

    def last(self, kind: str | None = None, *, finished: bool = True) -> RunRecord | None:
        """Return the latest run, of one kind where named; one that still runs where asked for."""
        asked = select(run).where(self._mine(run)).order_by(run.c.started_at.desc(), run.c.id.desc()).limit(1)
        if kind is not None:
            asked = asked.where(run.c.kind == kind)
        row = self._one(asked.where(run.c.state != _RUNNING) if finished else asked)
        return _record(row) if row is not None else None


def _record(row: Row[Any]) -> RunRecord:
    return RunRecord(
        id=row.id, kind=row.kind, actor=row.actor, state=row.state, started_at=row.started_at,
        finished_at=row.finished_at, seconds=row.seconds, versions=row.versions, counts=row.counts,
    )  # fmt: skip
