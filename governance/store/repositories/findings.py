"""Findings of contents, and of the names and folders of assets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Row, Table, delete, func, select, union_all

from assay.governance.domain import Finding, Locator, Subject
from assay.governance.security import placeholder
from assay.governance.store.records import FindingPlace, Page
from assay.governance.store.repositories.base import (
    Ceilings,
    Repository,
    Transaction,
    batches,
    decode_cursor,
    encode_cursor,
)
from assay.governance.store.repositories.values import ValueRepository
from assay.governance.store.tables import asset, asset_finding, finding

__all__ = ["FindingRepository"]

_COLUMNS = (
    "id", "label", "group", "score", "locator", "masked", "value_hash", "detector", "why", "subject", "count",
)  # fmt: skip


class FindingRepository(Repository):
    """Findings in the order in which they were given."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._values = ValueRepository(transaction)

    def replace(self, content_id: str, findings: Sequence[Finding]) -> None:
        """Put a content's findings in place of the earlier ones; of two with one id the first stays."""
        self._replace(finding, "content_id", content_id, findings)
        self._values.replace(content_id, findings)

    def replace_asset(self, asset_id: str, findings: Sequence[Finding]) -> None:
        """Put the findings of an asset's name and folder in place of the earlier ones."""
        self._replace(asset_finding, "asset_id", asset_id, findings)

    def of_content(self, content_id: str) -> tuple[Finding, ...]:
        """Return all findings of a content, grouped ones with their values."""
        found, values = self._of(finding, "content_id", content_id), self._values.of(content_id)
        return tuple(replace(it, values=values[it.id]) if it.id in values else it for it in found) if values else found

    def of_asset(self, asset_id: str) -> tuple[Finding, ...]:
        """Return the findings of an asset's name and folder alone."""
        return self._of(asset_finding, "asset_id", asset_id)

    def of_contents(
        self, content_ids: Iterable[str], *, only: frozenset[str] | None = None
    ) -> Mapping[str, tuple[Finding, ...]]:
        """Return the findings of contents that have any, grouped ones with their values; of some labels `only`."""
        ids = set(content_ids)
        found, values = self._of_many(finding, "content_id", ids, only), self._values.of_many(ids)
        for content_id, sets in values.items():
            whole = (replace(it, values=sets[it.id]) if it.id in sets else it for it in found.get(content_id, ()))
            found[content_id] = tuple(whole)
        return found

    def of_assets(self, asset_ids: Iterable[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Return the findings of the names and folders of assets that have any."""
        return self._of_many(asset_finding, "asset_id", set(asset_ids))

    def page(self, content_id: str, *, cursor: str | None = None, limit: int = 100) -> Page[Finding]:
        """Return some of a content's findings.

        Raises:
            UsageError: the cursor is not one of this list.
        """
        after = decode_cursor(cursor, int)[0] if cursor else -1
        rows = self._all(
            select(finding)
            .where(self._mine(finding), finding.c.content_id == content_id, finding.c.ordinal > after)
            .order_by(finding.c.ordinal)
            .limit(limit + 1)
        )
        more = encode_cursor(rows[limit - 1].ordinal) if len(rows) > limit else None
        return Page(items=tuple(_finding(row) for row in rows[:limit]), next=more)

    def with_value(self, value_hash: str, *, limit: int = 1000) -> Sequence[FindingPlace]:
        """Return where a value was found: findings of contents first, then those of names and folders, then columns.

        In a column with many values the finding is that of the column, at the row where the value first stands.
        """
        places: list[FindingPlace] = []
        for table, owner in ((finding, "content_id"), (asset_finding, "asset_id")):
            rows = self._all(
                select(table)
                .where(self._mine(table), table.c.value_hash == value_hash)
                .order_by(table.c[owner], table.c.ordinal)
                .limit(limit - len(places))
            )
            for row in rows:
                mapping = row._mapping
                places.append(
                    FindingPlace(
                        finding=_finding(row), content_id=mapping.get("content_id"), asset_id=mapping.get("asset_id")
                    )
                )
        return [*places, *islice(self._in_columns(value_hash, places), limit - len(places))]

    def _in_columns(self, value_hash: str, known: Sequence[FindingPlace]) -> Iterator[FindingPlace]:
        """Yield the columns that hold a value, but not where it has a finding of its own."""
        told = {(it.content_id, it.finding.locator.row, it.finding.locator.column) for it in known}
        for holder in self._values.holding([value_hash]):
            row = self._one(
                select(finding).where(
                    self._mine(finding), finding.c.content_id == holder.content_id, finding.c.id == holder.finding_id
                )
            )
            if row is None:
                continue
            whole = _finding(row)
            place = replace(whole.locator, row=holder.row)
            if (holder.content_id, place.row, place.column) not in told:
                one = replace(whole, locator=place, masked=placeholder(whole.label), value_hash=value_hash, count=1)
                yield FindingPlace(finding=one, content_id=holder.content_id)

    def counts(self, content_ids: Iterable[str]) -> Mapping[str, int]:
        """Return how many findings each of these contents has; those with none are missing."""
        found: dict[str, int] = {}
        for batch in batches(set(content_ids)):
            rows = self._all(
                select(finding.c.content_id, func.count())
                .where(self._mine(finding), finding.c.content_id.in_(batch))
                .group_by(finding.c.content_id)
            )
            found.update((row[0], row[1]) for row in rows)
        return found

    def by_group(self, ceilings: Ceilings = ()) -> Mapping[str, int]:
        """Return how many findings of each group stand in contents and names of assets that are not gone."""
        there = (self._mine(asset), asset.c.tombstone.is_(None), *self._under(ceilings))
        live = select(asset.c.content_id).where(*there)
        named = select(asset.c.id).where(*there)
        both = union_all(
            select(finding.c.group).where(self._mine(finding), finding.c.content_id.in_(live)),
            select(asset_finding.c.group).where(self._mine(asset_finding), asset_finding.c.asset_id.in_(named)),
        ).subquery()
        rows = self._all(select(both.c.group, func.count()).group_by(both.c.group).order_by(both.c.group))
        return {row[0]: row[1] for row in rows}

    def _of(self, table: Table, owner: str, owner_id: str) -> tuple[Finding, ...]:
        rows = self._all(select(table).where(self._mine(table), table.c[owner] == owner_id).order_by(table.c.ordinal))
        return tuple(_finding(row) for row in rows)

    def _of_many(
        self, table: Table, owner: str, owner_ids: Iterable[str], only: frozenset[str] | None = None
    ) -> dict[str, tuple[Finding, ...]]:
        found: dict[str, list[Finding]] = {}
        columns = [table.c[owner], *(table.c[name] for name in _COLUMNS)]
        for batch in batches(owner_ids):
            asked = select(*columns).where(self._mine(table), table.c[owner].in_(batch))
            if only is not None:
                asked = asked.where(table.c.label.in_(sorted(only)))
            for owner_id, *values in self._all(asked.order_by(table.c[owner], table.c.ordinal)):
                found.setdefault(owner_id, []).append(_built(*values))
        return {owner_id: tuple(findings) for owner_id, findings in found.items()}

    def _replace(self, table: Table, owner: str, owner_id: str, findings: Sequence[Finding]) -> None:
        self._run(delete(table).where(self._mine(table), table.c[owner] == owner_id))
        first: dict[str, Finding] = {}
        for it in findings:
            first.setdefault(it.id, it)
        self._insert(
            table,
            (
                {
                    owner: owner_id, "ordinal": ordinal, "id": it.id, "label": it.label, "group": it.group,
                    "score": it.score, "locator": it.locator.as_dict(), "masked": it.masked,
                    "value_hash": it.value_hash, "detector": it.detector, "why": it.why,
                    "subject": it.subject.value, "count": it.count,
                }
                for ordinal, it in enumerate(first.values())
            ),
        )  # fmt: skip


def _finding(row: Row[Any]) -> Finding:
    return _built(*(row._mapping[name] for name in _COLUMNS))


def _built(
    finding_id: str, label: str, group: str, score: float, locator: dict[str, Any], masked: str, value_hash: str,
    detector: str, why: str, subject: str, count: int,
) -> Finding:  # fmt: skip
    """Build a finding of the values of `_COLUMNS`."""
    return Finding(
        id=finding_id, label=label, group=group, score=score, locator=Locator.from_dict(locator), masked=masked,
        value_hash=value_hash, detector=detector, why=why, subject=Subject(subject), count=count,
    )  # fmt: skip
