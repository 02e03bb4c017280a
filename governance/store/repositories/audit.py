"""The audit trail: a chain of keyed hashes that cannot be rewritten quietly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select

from assay.governance.domain import Actor
from assay.governance.store.postgresql import json_without_nul, without_nul
from assay.governance.store.records import AuditRecord, Page
from assay.governance.store.repositories.base import Repository, decode_cursor, encode_cursor
from assay.governance.store.tables import audit_event

__all__ = ["AuditRepository"]

_BEGINNING = "0" * 64


class AuditRepository(Repository):
    """Events by position, from 1. Each one's hash is an HMAC over all of it and the hash before.

    The key stands outside the home, and so does a note of the last position and hash: whoever can write to
    the database alone can neither change, drop, insert, reorder nor cut off events without being found.
    """

    def append(
        self, actor: Actor | str, action: str, target: str = "", details: Mapping[str, Any] | None = None
    ) -> AuditRecord:
        """Add an event. `details` hold ids, codes and counts, never a value that was read from a file."""
        position, previous = self.end() or (0, _BEGINNING)
        record = AuditRecord(
            position=position + 1,
            at=datetime.now(UTC),
            actor=without_nul(actor.name if isinstance(actor, Actor) else actor),
            action=action,
            target=without_nul(target),
            details=json.loads(json_without_nul(json.dumps(dict(details or {})))),
        )
        digest = self._hash(record, previous)
        row = {
            "position": record.position, "at": record.at, "actor": record.actor, "action": action,
            "target": record.target, "details": record.details, "previous": previous, "hash": digest,
        }  # fmt: skip
        self._insert(audit_event, [row])
        self._transaction.audited = (record.position, digest)
        return record

    def end(self) -> tuple[int, str] | None:
        """Return position and hash of the last event; None where there is none."""
        row = self._one(
            select(audit_event).where(self._mine(audit_event)).order_by(audit_event.c.position.desc()).limit(1)
        )
        return (row.position, row.hash) if row is not None else None

    def holds(self, checkpoint: tuple[int, str] | None) -> bool:
        """Say whether the event at a noted position still has the noted hash; True where nothing is noted."""
        return checkpoint is None or self._exists(
            audit_event, audit_event.c.position == checkpoint[0], audit_event.c.hash == checkpoint[1]
        )

    def verify(self, checkpoint: tuple[int, str] | None = None) -> int | None:
        """Return the first position that is wrong or missing; None where the whole chain holds.

        `checkpoint` is a position and hash noted outside the home; without it events cut off at the end
        would not be missed.
        """
        expected, previous = 1, _BEGINNING
        for row in self._rows():
            if row.position != expected or row.previous != previous or row.hash != self._hash(_record(row), previous):
                return expected
            if checkpoint is not None and checkpoint[0] == expected and checkpoint[1] != row.hash:
                return expected
            expected, previous = expected + 1, row.hash
        if checkpoint is not None and checkpoint[0] >= expected:
            return expected
        return None

    def page(self, *, target: str | None = None, cursor: str | None = None, limit: int = 50) -> Page[AuditRecord]:
        """Return some events, the newest first; those about one thing where it is named.

        Raises:
            UsageError: the cursor is not one of this list.
        """
        asked = select(audit_event).where(self._mine(audit_event))
        if target is not None:
            asked = asked.where(audit_event.c.target == target)
        if cursor:
            asked = asked.where(audit_event.c.position < decode_cursor(cursor, int)[0])
        rows = self._all(asked.order_by(audit_event.c.position.desc()).limit(limit + 1))
        more = encode_cursor(rows[limit - 1].position) if len(rows) > limit else None
        return Page(items=tuple(_record(row) for row in rows[:limit]), next=more)

    def _rows(self) -> Iterator[Row[Any]]:
        after = -(2**31)
        while True:
            rows = self._all(
                select(audit_event)
                .where(self._mine(audit_event), audit_event.c.position > after)
                .order_by(audit_event.c.position)
                .limit(1000)
            )
            yield from rows
            if len(rows) < 1000:
                return
            after = rows[-1].position

    def _hash(self, record: AuditRecord, previous: str) -> str:
        body = [
            self._workspace, record.position, record.at.isoformat(), record.actor, record.action, record.target,
            record.details, previous,
        ]  # fmt: skip
        plain = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return self._transaction.keyring.mac("audit", plain.encode()).hex()


def _record(row: Row[Any]) -> AuditRecord:
    return AuditRecord(
        position=row.position, at=row.at, actor=row.actor, action=row.action, target=row.target, details=row.details
    )
