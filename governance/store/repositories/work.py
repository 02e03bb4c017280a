"""Work items with leases: who does what, and what is left of those who died."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, or_, select, update

from assay.governance.store.ids import new_id
from assay.governance.store.records import WorkItem
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.vault import WORKSPACE, VaultRepository
from assay.governance.store.tables import work_item

__all__ = ["WorkRepository"]

_QUEUED, _LEASED = "queued", "leased"


class WorkRepository(Repository):
    """At most one item a kind and key; payloads are sealed, for they may hold exact places."""

    def add(self, kind: str, key: str, payload: Mapping[str, Any] | None = None, *, run_id: str | None = None) -> str:
        """Queue an item and return its id; one that waits is queued anew, one under a lease stays."""
        row = self._one(
            select(work_item).where(self._mine(work_item), work_item.c.kind == kind, work_item.c.key == key)
        )
        if row is not None:
            if row.state != _LEASED:
                sealed = self._sealed(row.id, payload)
                self._change([row.id], state=_QUEUED, payload_sealed=sealed, run_id=run_id, attempts=0)
            return str(row.id)
        item_id = new_id()
        fresh = {
            "id": item_id, "kind": kind, "key": key, "run_id": run_id, "payload_sealed": self._sealed(item_id, payload),
            "state": _QUEUED, "attempts": 0, "lease_owner": None, "lease_until": None, "created_at": self._now(),
        }  # fmt: skip
        self._insert(work_item, [fresh])
        return item_id

    def claim(
        self, owner: str, *, kind: str | None = None, limit: int = 1, seconds: float = 300, now: datetime | None = None
    ) -> Sequence[WorkItem]:
        """Take the oldest items that wait, or whose lease ran out, under a lease."""
        at = now or self._now()
        asked = select(work_item).where(self._mine(work_item), _is_free(at))
        asked = asked.order_by(work_item.c.created_at, work_item.c.id)
        if kind is not None:
            asked = asked.where(work_item.c.kind == kind)
        rows = self._all(asked.limit(limit).with_for_update(skip_locked=True))
        until = at + timedelta(seconds=seconds)
        self._change(
            [row.id for row in rows],
            state=_LEASED, lease_owner=owner, lease_until=until, attempts=work_item.c.attempts + 1,
        )  # fmt: skip
        return [self._item(row) for row in rows]

    def renew(self, owner: str, ids: Iterable[str], *, seconds: float = 300, now: datetime | None = None) -> int:
        """Let the leases that an owner still has on items begin anew; return how many it still has."""
        until = (now or self._now()) + timedelta(seconds=seconds)
        return sum(
            self._run(
                update(work_item)
                .where(self._mine(work_item), work_item.c.id.in_(batch), work_item.c.lease_owner == owner)
                .values(lease_until=until)
            )
            for batch in batches(ids)
        )

    def complete(self, ids: Iterable[str], *, owner: str | None = None) -> int:
        """Delete items that were done, in the transaction of their result; return how many there were.

        With an owner only those still under its lease go: 0 tells a worker that it was too late.
        """
        done = 0
        for batch in batches(ids):
            asked = delete(work_item).where(self._mine(work_item), work_item.c.id.in_(batch))
            done += self._run(asked if owner is None else asked.where(work_item.c.lease_owner == owner))
        return done

    def release(self, owner: str) -> int:
        """Give back all that an owner has under lease; return how many."""
        return self._run(
            update(work_item)
            .where(self._mine(work_item), work_item.c.lease_owner == owner, work_item.c.state == _LEASED)
            .values(state=_QUEUED, lease_owner=None, lease_until=None)
        )

    def owners(self) -> Sequence[str]:
        """Return who holds leases now, run out or not."""
        rows = self._all(
            select(work_item.c.lease_owner).where(self._mine(work_item), work_item.c.state == _LEASED).distinct()
        )
        return sorted(str(row[0]) for row in rows)

    def counts(self) -> Mapping[str, int]:
        """Return how many items are `queued` and `leased`."""
        rows = self._all(
            select(work_item.c.state, func.count()).where(self._mine(work_item)).group_by(work_item.c.state)
        )
        return {row[0]: row[1] for row in rows}

    def waiting(self, kind: str, *, now: datetime | None = None) -> int:
        """Return how many items of a kind `claim` would give out."""
        asked = select(func.count()).where(self._mine(work_item), work_item.c.kind == kind)
        return int(self._value(asked.where(_is_free(now or self._now()))))

    def clear(self, kind: str, *, run_id: str) -> int:
        """Delete the items of a kind that a run queued and nobody has under lease; return how many."""
        queued = (work_item.c.kind == kind, work_item.c.run_id == run_id, work_item.c.state == _QUEUED)
        return self._run(delete(work_item).where(self._mine(work_item), *queued))

    def _change(self, ids: Iterable[str], **values: Any) -> None:
        for batch in batches(ids):
            self._run(update(work_item).where(self._mine(work_item), work_item.c.id.in_(batch)).values(**values))

    def _sealed(self, item_id: str, payload: Mapping[str, Any] | None) -> bytes:
        data = json.dumps(dict(payload or {}), ensure_ascii=False).encode()
        return VaultRepository(self._transaction).seal(WORKSPACE, f"work/{item_id}", data)

    def _item(self, row: Row[Any]) -> WorkItem:
        data = VaultRepository(self._transaction).unseal(WORKSPACE, f"work/{row.id}", row.payload_sealed)
        return WorkItem(
            id=row.id, kind=row.kind, key=row.key, payload=json.loads(data), attempts=row.attempts, run_id=row.run_id
        )


def _is_free(at: datetime) -> ColumnElement[bool]:
    """Return that an item waits, or that its lease ran out."""
    return or_(work_item.c.state == _QUEUED, (work_item.c.state == _LEASED) & (work_item.c.lease_until < at))
