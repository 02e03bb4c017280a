"""The outbox: what projections must still do, written in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from assay.governance.store.ids import new_id
from assay.governance.store.records import OutboxRecord
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.meta import MetaRepository
from assay.governance.store.tables import outbox

__all__ = ["OutboxRepository"]

_GENERATION = "outbox-generation"


class OutboxRepository(Repository):
    """Entries in the order in which they were added; each is done at least once."""

    def add(self, topic: str, key: str, payload: Mapping[str, Any] | None = None) -> str:
        """Add an entry and return its id; the payload holds ids and counts alone.

        An entry of the same topic and key that still waits is replaced: the later state is the one to publish.
        """
        self._run(delete(outbox).where(self._mine(outbox), outbox.c.topic == topic, outbox.c.key == key))
        entry = {
            "id": new_id(), "topic": topic, "key": key, "payload": dict(payload or {}), "created_at": self._now(),
        }  # fmt: skip
        self._insert(outbox, [entry])
        return str(entry["id"])

    def pending(self, *, topic: str | None = None, limit: int = 500) -> Sequence[OutboxRecord]:
        """Return the oldest entries that wait."""
        asked = select(outbox).where(self._mine(outbox)).order_by(outbox.c.created_at, outbox.c.id).limit(limit)
        if topic is not None:
            asked = asked.where(outbox.c.topic == topic)
        return [OutboxRecord(id=row.id, topic=row.topic, key=row.key, payload=row.payload) for row in self._all(asked)]

    def done(self, ids: Iterable[str]) -> None:
        """Delete entries that were done; one that was replaced meanwhile has another id and waits on."""
        for batch in batches(ids):
            self._run(delete(outbox).where(self._mine(outbox), outbox.c.id.in_(batch)))
        meta = MetaRepository(self._transaction)
        meta.put(_GENERATION, str(int(meta.get(_GENERATION) or 0) + 1))

    def mark(self) -> tuple[str, int, str]:
        """Return what is another whenever something was added, replaced or done since."""
        row = self._one(select(func.count(), func.max(outbox.c.id)).where(self._mine(outbox)))
        count, last = tuple(row) if row is not None else (0, None)
        return MetaRepository(self._transaction).get(_GENERATION) or "", int(count), str(last or "")
