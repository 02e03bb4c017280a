"""Terms of the business, as somebody set them last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, select

from assay.governance.domain import Term
from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import term

__all__ = ["TermRepository"]


class TermRepository(Repository):
    """Terms by id."""

    def list(self) -> Sequence[Term]:
        """Return all terms, in the order of their ids."""
        return [_term(row) for row in self._all(select(term).where(self._mine(term)).order_by(term.c.id))]

    def get(self, term_id: str) -> Term | None:
        """Return a term; None where the id is unknown."""
        row = self._one(select(term).where(self._mine(term), term.c.id == term_id))
        return _term(row) if row is not None else None

    def put(self, terms: Iterable[Term], *, set_by: str) -> None:
        """Add terms, or put them in place of those of the same ids."""
        for it in terms:
            self._upsert(
                term,
                {
                    "id": it.id, "zh": it.zh, "en": it.en, "also": list(it.also), "definition": it.definition,
                    "owner": it.owner, "means": list(it.means), "set_by": set_by, "set_at": self._now(),
                },
            )  # fmt: skip

    def drop(self, term_id: str) -> bool:
        """Delete a term; say whether it was there."""
        return self._run(delete(term).where(self._mine(term), term.c.id == term_id)) > 0


def _term(row: Row[Any]) -> Term:
    return Term(
        id=row.id, zh=row.zh, en=row.en, also=tuple(row.also), definition=row.definition, owner=row.owner,
        means=tuple(row.means),
    )  # fmt: skip
