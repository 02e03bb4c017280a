"""Rules that set governance fields, in their order; patterns are sealed, for they may hold names."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from assay.governance.domain import Assignment
from assay.governance.store.repositories.base import Repository
from assay.governance.store.repositories.vault import WORKSPACE, VaultRepository
from assay.governance.store.tables import assignment

__all__ = ["AssignmentRepository"]


class AssignmentRepository(Repository):
    """All rules at once: they are replaced as one, so that an order always holds."""

    def list(self) -> Sequence[Assignment]:
        """Return the rules in their order."""
        vault = VaultRepository(self._transaction)
        rows = self._all(select(assignment).where(self._mine(assignment)).order_by(assignment.c.ordinal))
        return [
            Assignment(
                source=row.source,
                path=vault.unseal(WORKSPACE, f"assignment/{row.ordinal}", row.pattern_sealed).decode(),
                fields=dict(row.fields),
                retention=row.retention,
            )
            for row in rows
        ]

    def replace(self, rules: Sequence[Assignment], *, set_by: str) -> None:
        """Put rules in place of the earlier ones."""
        vault, now = VaultRepository(self._transaction), self._now()
        self._run(delete(assignment).where(self._mine(assignment)))
        self._insert(
            assignment,
            [
                {
                    "ordinal": number, "source": rule.source,
                    "pattern_sealed": vault.seal(WORKSPACE, f"assignment/{number}", rule.path.encode()),
                    "fields": dict(rule.fields), "retention": rule.retention, "set_by": set_by, "set_at": now,
                }
                for number, rule in enumerate(rules, start=1)
            ],
        )  # fmt: skip
