"""Packs that were applied, with their whole text, so that every grade can be replayed."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Row, func, select

from assay.governance.store.records import AppliedPolicy
from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import policy

__all__ = ["PolicyRepository"]


class PolicyRepository(Repository):
    """Packs by name; the one applied last holds."""

    def apply(self, name: str, version: str, document: str, *, actor: str) -> AppliedPolicy:
        """Note that a pack holds from now on; applying an earlier text again makes it the last one."""
        digest = hashlib.sha256(document.encode()).hexdigest()
        ordinal = int(self._value(select(func.max(policy.c.ordinal)).where(self._mine(policy))) or 0) + 1
        row = {
            "name": name, "sha256": digest, "version": version, "document": document, "actor": actor,
            "applied_at": self._now(), "ordinal": ordinal,
        }  # fmt: skip
        self._upsert(policy, row)
        return _applied(self._one(self._of(name).limit(1)))

    def current(self, name: str) -> AppliedPolicy | None:
        """Return the pack of a name that holds; None where none was applied and the packaged one does."""
        row = self._one(self._of(name).limit(1))
        return _applied(row) if row is not None else None

    def _of(self, name: str) -> Any:
        return select(policy).where(self._mine(policy), policy.c.name == name).order_by(policy.c.ordinal.desc())


def _applied(row: Row[Any] | None) -> AppliedPolicy:
    assert row is not None  # noqa: S101 - it was written in this transaction
    return AppliedPolicy(
        name=row.name, version=row.version, sha256=row.sha256, document=row.document, actor=row.actor,
        applied_at=row.applied_at,
    )  # fmt: skip
