"""Quality issues of contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, select, tuple_, update

from assay.governance.domain import Dimension, Issue, Locator, NotFoundError, Severity, Words, to_plain
from assay.governance.store.ids import stable_id
from assay.governance.store.records import IssueRecord, Page
from assay.governance.store.repositories.base import Repository, batches, decode_cursor, encode_cursor
from assay.governance.store.tables import asset, issue

__all__ = ["IssueRepository"]

_OPEN = "open"


class IssueRepository(Repository):
    """Issues; what people said of one stays while its type and place stay."""

    def replace(self, content_id: str, issues: Sequence[Issue]) -> None:
        """Put a content's issues in place of the earlier ones; states are kept."""
        states = {record.id: record.state for record in self.of_content(content_id)}
        self._run(delete(issue).where(self._mine(issue), issue.c.content_id == content_id))
        rows: dict[str, dict[str, Any]] = {}
        for it in issues:
            place = sorted(it.locator.as_dict().items())
            issue_id = stable_id("issue", content_id, it.type, place)
            rows.setdefault(
                issue_id,
                {
                    "content_id": content_id, "id": issue_id, "ordinal": len(rows), "type": it.type,
                    "dimension": it.dimension.value, "severity": it.severity.value, "says": it.says.as_dict(),
                    "locator": it.locator.as_dict(), "measures": to_plain(it.measures),
                    "state": states.get(issue_id, _OPEN),
                },
            )  # fmt: skip
        self._insert(issue, rows.values())

    def of_content(self, content_id: str) -> Sequence[IssueRecord]:
        """Return a content's issues in the order in which they were given."""
        rows = self._all(
            select(issue).where(self._mine(issue), issue.c.content_id == content_id).order_by(issue.c.ordinal)
        )
        return [_record(row) for row in rows]

    def page(
        self, *, type: str | None = None, dimension: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[IssueRecord]:
        """Return some of the issues of contents whose assets are not gone.

        Raises:
            UsageError: the cursor is not one of this list.
        """
        asked = select(issue).where(self._mine(issue), issue.c.content_id.in_(self._live()))
        if type is not None:
            asked = asked.where(issue.c.type == type)
        if dimension is not None:
            asked = asked.where(issue.c.dimension == dimension)
        key = (issue.c.type, issue.c.content_id, issue.c.ordinal)
        if cursor:
            asked = asked.where(tuple_(*key) > decode_cursor(cursor, str, str, int))
        rows = self._all(asked.order_by(*key).limit(limit + 1))
        last = rows[limit - 1] if len(rows) > limit else None
        more = encode_cursor(last.type, last.content_id, last.ordinal) if last is not None else None
        return Page(items=tuple(_record(row) for row in rows[:limit]), next=more)

    def set_state(self, issue_id: str, state: str) -> None:
        """Note what people said of an issue: `open` or `dismissed`.

        Raises:
            NotFoundError: there is none of that id.
        """
        if not self._run(update(issue).where(self._mine(issue), issue.c.id == issue_id).values(state=state)):
            raise NotFoundError("no such issue")

    def counts(self, content_ids: Iterable[str]) -> Mapping[str, int]:
        """Return how many issues each of these contents has; those with none are missing."""
        found: dict[str, int] = {}
        for batch in batches(set(content_ids)):
            rows = self._all(
                select(issue.c.content_id, func.count())
                .where(self._mine(issue), issue.c.content_id.in_(batch))
                .group_by(issue.c.content_id)
            )
            found.update((row[0], row[1]) for row in rows)
        return found

    def by_dimension(self) -> Mapping[str, int]:
        """Return how many open issues there are in each dimension."""
        rows = self._all(
            select(issue.c.dimension, func.count())
            .where(self._mine(issue), issue.c.state == _OPEN, issue.c.content_id.in_(self._live()))
            .group_by(issue.c.dimension)
            .order_by(issue.c.dimension)
        )
        return {row[0]: row[1] for row in rows}

    def _live(self) -> Any:
        return select(asset.c.content_id).where(
            self._mine(asset), asset.c.tombstone.is_(None), asset.c.content_id.is_not(None)
        )


def _record(row: Row[Any]) -> IssueRecord:
    return IssueRecord(
        id=row.id,
        content_id=row.content_id,
        issue=Issue(
            type=row.type,
            dimension=Dimension(row.dimension),
            severity=Severity(row.severity),
            says=Words(row.says["en"], row.says["zh"]),
            locator=Locator.from_dict(row.locator),
            measures=row.measures,
        ),
        state=row.state,
    )
