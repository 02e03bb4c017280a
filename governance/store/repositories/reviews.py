"""Review tasks: open questions, at most one an asset and pack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, update

from assay.governance.domain import ConflictError, NotFoundError, ReviewTask, TaskState
from assay.governance.store.records import Page, ReviewCounts, ReviewRecord
from assay.governance.store.repositories.base import Repository, batches, decode_cursor, encode_cursor
from assay.governance.store.repositories.decisions import DecisionRepository
from assay.governance.store.tables import asset, review_task

__all__ = ["ReviewRepository"]


class ReviewRepository(Repository):
    """The queue, the most urgent first. Tasks of assets that are gone wait unseen."""

    def open_or_update(self, task: ReviewTask) -> ReviewTask:
        """Open a task, or bring the open one of the same asset and pack up to date; return what is stored.

        An open task keeps its id, its assignee and when it was made; its etag changes only if it does.
        """
        row = self._open_row(task.asset_id, task.policy)
        now = self._now()
        values = {
            "proposal": task.proposal, "reasons": list(task.reasons), "priority": task.priority,
            "fingerprint": task.fingerprint,
        }  # fmt: skip
        if row is None:
            fresh = {
                "id": task.id, "asset_id": task.asset_id, "policy": task.policy, **values,
                "state": TaskState.OPEN.value, "assignee": task.assignee, "decision_id": None, "revision": 0,
                "created_at": task.created_at, "updated_at": now,
            }  # fmt: skip
            self._insert(review_task, [fresh])
            return replace(task, state=TaskState.OPEN)
        if any(row._mapping[name] != value for name, value in values.items()):
            self._change(row.id, **values, revision=row.revision + 1, updated_at=now)
        return self._known(row.id).task

    def get(self, task_id: str) -> ReviewRecord | None:
        """Return a task in any state; None where the id is unknown."""
        row = self._one(select(review_task).where(self._mine(review_task), review_task.c.id == task_id))
        return _record(row) if row is not None else None

    def open_of(self, asset_id: str, policy: str) -> ReviewRecord | None:
        """Return the open task of an asset under a pack."""
        row = self._open_row(asset_id, policy)
        return _record(row) if row is not None else None

    def asked(self, asset_ids: Iterable[str], policy: str) -> Sequence[str]:
        """Return those of some assets that have an open task under a pack."""
        found: list[str] = []
        for batch in batches(set(asset_ids)):
            asked = select(review_task.c.asset_id).where(
                self._mine(review_task), review_task.c.asset_id.in_(batch), review_task.c.policy == policy,
                review_task.c.state == TaskState.OPEN.value,
            )  # fmt: skip
            found += [row.asset_id for row in self._all(asked)]
        return found

    def close(self, task_id: str, decision_id: str, *, if_match: str | None = None) -> ReviewRecord:
        """Note that a decision settled a task.

        Raises:
            NotFoundError: there is none of that id.
            ConflictError: it is not open, or the etag is not the current one.
        """
        known = self._known(task_id)
        if if_match is not None and if_match != known.etag:
            raise ConflictError("somebody changed this first")
        if known.task.state is not TaskState.OPEN:
            raise ConflictError("this task is not open")
        self._change(
            task_id, state=TaskState.DECIDED.value, decision_id=decision_id, revision=int(known.etag) + 1,
            updated_at=self._now(),
        )  # fmt: skip
        return self._known(task_id)

    def reopen(self, decision_id: str) -> ReviewRecord | None:
        """Open the task that a decision had settled again; None where there is none, or another one is open."""
        row = self._one(select(review_task).where(self._mine(review_task), review_task.c.decision_id == decision_id))
        if row is None or self._open_row(row.asset_id, row.policy) is not None:
            return None
        self._change(
            row.id, state=TaskState.OPEN.value, decision_id=None, revision=row.revision + 1, updated_at=self._now()
        )
        return self._known(row.id)

    def obsolete(self, asset_id: str, policy: str) -> bool:
        """Close the open task of an asset under a pack because nothing is asked any more; say whether there was one."""
        row = self._open_row(asset_id, policy)
        if row is None:
            return False
        self._change(row.id, state=TaskState.OBSOLETE.value, revision=row.revision + 1, updated_at=self._now())
        return True

    def page(
        self,
        *,
        state: TaskState | None = TaskState.OPEN,
        policy: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ReviewRecord]:
        """Return some tasks: by priority, highest first, then oldest first.

        Raises:
            UsageError: the cursor is not one of this list.
        """
        asked = self._seen(state, policy)
        if cursor:
            priority, task_id = decode_cursor(cursor, float, str)
            asked = asked.where(
                or_(
                    review_task.c.priority < priority,
                    and_(review_task.c.priority == priority, review_task.c.id > task_id),
                )
            )
        rows = self._all(asked.order_by(review_task.c.priority.desc(), review_task.c.id).limit(limit + 1))
        last = rows[limit - 1] if len(rows) > limit else None
        more = encode_cursor(float(last.priority), last.id) if last is not None else None
        return Page(items=tuple(_record(row) for row in rows[:limit]), next=more)

    def next(self, *, policy: str | None = None, skip: Sequence[str] = ()) -> ReviewRecord | None:
        """Return the most urgent open task that is not among `skip`."""
        asked = self._seen(TaskState.OPEN, policy)
        if skip:
            asked = asked.where(review_task.c.id.not_in(list(skip)))
        row = self._one(asked.order_by(review_task.c.priority.desc(), review_task.c.id).limit(1))
        return _record(row) if row is not None else None

    def counts(self) -> ReviewCounts:
        """Return how many tasks are in each state and how people decided."""
        states = {}
        for state in TaskState:
            asked = self._seen(state, None).with_only_columns(func.count())
            states[state] = int(self._value(asked))
        return ReviewCounts(
            open=states[TaskState.OPEN],
            decided=states[TaskState.DECIDED],
            obsolete=states[TaskState.OBSOLETE],
            by_action=DecisionRepository(self._transaction).by_action(),
        )

    def _seen(self, state: TaskState | None, policy: str | None) -> Any:
        live = select(asset.c.id).where(self._mine(asset), asset.c.tombstone.is_(None))
        asked = select(review_task).where(self._mine(review_task), review_task.c.asset_id.in_(live))
        if state is not None:
            asked = asked.where(review_task.c.state == state.value)
        return asked if policy is None else asked.where(review_task.c.policy == policy)

    def _open_row(self, asset_id: str, policy: str) -> Row[Any] | None:
        return self._one(
            select(review_task).where(
                self._mine(review_task),
                review_task.c.asset_id == asset_id,
                review_task.c.policy == policy,
                review_task.c.state == TaskState.OPEN.value,
            )
        )

    def _known(self, task_id: str) -> ReviewRecord:
        record = self.get(task_id)
        if record is None:
            raise NotFoundError("no such review task")
        return record

    def _change(self, task_id: str, **values: Any) -> None:
        self._run(update(review_task).where(self._mine(review_task), review_task.c.id == task_id).values(**values))


def _record(row: Row[Any]) -> ReviewRecord:
    task = ReviewTask(
        id=row.id, asset_id=row.asset_id, policy=row.policy, proposal=row.proposal, reasons=tuple(row.reasons),
        priority=row.priority, fingerprint=row.fingerprint, created_at=row.created_at, state=TaskState(row.state),
        assignee=row.assignee,
    )  # fmt: skip
    return ReviewRecord(task=task, etag=str(row.revision), updated_at=row.updated_at, decision_id=row.decision_id)
