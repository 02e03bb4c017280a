"""Keyed hashes of columns that hold many values: one sorted blob a column and label, in pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from assay.governance.domain import Finding, ValueSet
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import finding, join_key, value_page

__all__ = ["ValueHolder", "ValueRepository"]

_PAGE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueHolder:
    """A grouped finding that holds a value, and the row where it first stands."""

    content_id: str
    finding_id: str
    value_hash: str
    row: int


class ValueRepository(Repository):
    """A look-up reads one page of about forty kilobytes a column, whatever the number of its values."""

    def any(self) -> bool:
        """Say whether any content has a column that holds many values."""
        return self._exists(value_page)

    def replace(self, content_id: str, findings: Sequence[Finding]) -> None:
        """Put the value sets of a content's findings in place of the earlier ones."""
        self._run(delete(value_page).where(self._mine(value_page), value_page.c.content_id == content_id))
        self._insert(
            value_page,
            (
                {
                    "content_id": content_id, "finding_id": it.id, "slot": slot, "prefix": it.values.prefix,
                    "entries": entries,
                }
                for it in findings
                if it.values is not None
                for slot, entries in it.values.pages(_PAGE)
            ),
        )  # fmt: skip

    def of(self, content_id: str) -> Mapping[str, ValueSet]:
        """Return a content's value sets by finding."""
        return self.of_many([content_id]).get(content_id, {})

    def of_many(self, content_ids: Iterable[str]) -> Mapping[str, Mapping[str, ValueSet]]:
        """Return the value sets of contents that have any, by content and finding."""
        pieces: dict[tuple[str, str, str], list[bytes]] = defaultdict(list)
        for batch in batches(content_ids):
            rows = self._all(
                select(value_page.c.content_id, value_page.c.finding_id, value_page.c.prefix, value_page.c.entries)
                .where(self._mine(value_page), value_page.c.content_id.in_(batch))
                .order_by(value_page.c.content_id, value_page.c.finding_id, value_page.c.slot)
            )
            for row in rows:
                pieces[row.content_id, row.finding_id, row.prefix].append(bytes(row.entries))
        found: dict[str, dict[str, ValueSet]] = {}
        for (content_id, finding_id, prefix), data in pieces.items():
            found.setdefault(content_id, {})[finding_id] = ValueSet(prefix, b"".join(data))
        return found

    def holding(self, value_hashes: Iterable[str]) -> Iterator[ValueHolder]:
        """Yield who holds some values, page by page."""
        for batch in batches(value_hashes, 16):
            wanted = {slot for value in batch for slot in ValueSet.slots(value)}
            for row in self._all(select(value_page).where(self._mine(value_page), value_page.c.slot.in_(wanted))):
                page = ValueSet(row.prefix, bytes(row.entries))
                for value in batch:
                    if row.slot in ValueSet.slots(value) and (at := page.row(value)) is not None:
                        yield ValueHolder(
                            content_id=row.content_id, finding_id=row.finding_id, value_hash=value, row=at
                        )

    def others(self, content_id: str, group: str, *, cap: int) -> Sequence[tuple[str, str]]:
        """Return (content, finding) of the value sets of a group that other contents have, `cap` at most."""
        rows = self._all(
            select(value_page.c.content_id, value_page.c.finding_id)
            .join_from(
                value_page,
                finding,
                (finding.c.workspace == value_page.c.workspace)
                & (finding.c.content_id == value_page.c.content_id)
                & (finding.c.id == value_page.c.finding_id),
            )
            .where(self._mine(value_page), value_page.c.content_id != content_id, finding.c.group == group)
            .distinct()
            .order_by(value_page.c.content_id, value_page.c.finding_id)
            .limit(cap)
        )
        return [(row.content_id, row.finding_id) for row in rows]

    def keys(self, content_id: str, linker: str) -> Iterator[tuple[str, str]]:
        """Yield (value, content) of the blocking keys of a linker that other contents have."""
        asked = select(join_key.c.value, join_key.c.content_id).where(
            self._mine(join_key), join_key.c.linker == linker, join_key.c.content_id != content_id
        )
        for row in self._transaction.connection.execute(asked):
            yield row.value, row.content_id
