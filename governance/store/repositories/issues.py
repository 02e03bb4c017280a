"""Quality issues of contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, select, tuple_, update

from assay.governance.domain import (
    ConflictError,
    Dimension,
    Issue,
    IssueState,
    Locator,
    NotFoundError,
    Severity,
    Words,
    to_plain,
)
from assay.governance.store.ids import stable_id
from assay.governance.store.records import IssueRecord, Page
from assay.governance.store.repositories.base import Ceilings, Repository, batches, decode_cursor, encode_cursor
from assay.governance.store.tables import asset, issue

__all__ = ["IssueRepository"]

_WAITING = (IssueState.OPEN.value, IssueState.ASSIGNED.value)


class IssueRepository(Repository):
    """Issues; what people said of one stays while its type and place stay."""

    def replace(self, content_id: str, issues: Sequence[Issue]) -> None:
        """Put a content's issues in place of the earlier ones; states are kept."""
        said = {record.id: record for record in self.of_content(content_id)}
        self._run(delete(issue).where(self._mine(issue), issue.c.content_id == content_id))
        rows: dict[str, dict[str, Any]] = {}
        for it in issues:
            place = sorted(it.locator.as_dict().items())
            issue_id = stable_id("issue", content_id, it.type, place)
            known = said.get(issue_id)
            rows.setdefault(
                issue_id,
                {
                    "content_id": content_id, "id": issue_id, "ordinal": len(rows), "type": it.type,
                    "dimension": it.dimension.value, "severity": it.severity.value, "says": it.says.as_dict(),
                    "locator": it.locator.as_dict(), "measures": to_plain(it.measures),
                    "state": known.state.value if known else IssueState.OPEN.value,
                    "assignee": known.assignee if known else None, "changed_by": known.changed_by if known else None,
                    "note_masked": known.note if known else None,
                    "revision": int(known.etag) if known else 0,
                },
            )  # fmt: skip
        self._insert(issue, rows.values())

    def of_content(self, content_id: str) -> Sequence[IssueRecord]:
        """Return a content's issues in the order in which they were given."""
        rows = self._all(
            select(issue).where(self._mine(issue), issue.c.content_id == content_id).order_by(issue.c.ordinal)
        )
        return [_record(row) for row in rows]

    def of_contents(self, content_ids: Iterable[str]) -> Mapping[str, Sequence[IssueRecord]]:
        """Return the issues of contents; those with none are missing."""
        found: dict[str, list[IssueRecord]] = {}
        for batch in batches(set(content_ids)):
            rows = self._all(
                select(issue)
                .where(self._mine(issue), issue.c.content_id.in_(batch))
                .order_by(issue.c.content_id, issue.c.ordinal)
            )
            for row in rows:
                found.setdefault(row.content_id, []).append(_record(row))
        return found

    def page(
        self,
        *,
        type: str | None = None,
        dimension: str | None = None,
        severity: str | None = None,
        state: str | None = None,
        ceilings: Ceilings = (),
        within: Any = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[IssueRecord]:
        """Return some of the issues of contents whose assets are not gone, nor graded above a ceiling.

        `within` is what `ListingRepository.contents` gives: the contents that are meant.

        Raises:
            UsageError: the cursor is not one of this list.
        """
        asked = select(issue).where(self._mine(issue), issue.c.content_id.in_(self._live(ceilings)))
        if within is not None:
            asked = asked.where(issue.c.content_id.in_(within))
        given = {"type": type, "dimension": dimension, "severity": severity, "state": state}
        for name, value in given.items():
            if value is not None:
                asked = asked.where(issue.c[name] == value)
        key = (issue.c.type, issue.c.content_id, issue.c.ordinal)
        if cursor:
            asked = asked.where(tuple_(*key) > decode_cursor(cursor, str, str, int))
        rows = self._all(asked.order_by(*key).limit(limit + 1))
        last = rows[limit - 1] if len(rows) > limit else None
        more = encode_cursor(last.type, last.content_id, last.ordinal) if last is not None else None
        return Page(items=tuple(_record(row) for row in rows[:limit]), next=more)

    def get(self, issue_id: str) -> IssueRecord:
        """Return an issue.

        Raises:
            NotFoundError: there is none of that id.
        """
        row = self._one(select(issue).where(self._mine(issue), issue.c.id == issue_id))
        if row is None:
            raise NotFoundError("no such issue")
        return _record(row)

    def settle(
        self,
        issue_id: str,
        state: IssueState,
        *,
        assignee: str | None,
        changed_by: str,
        note: str | None = None,
        if_match: str | None = None,
    ) -> IssueRecord:
        """Note how far people are with an issue; `note` is what they say of it, masked.

        Raises:
            NotFoundError: there is none of that id.
            ConflictError: the etag is not the current one.
        """
        known = self.get(issue_id)
        if if_match is not None and if_match != known.etag:
            raise ConflictError("somebody changed this first")
        values = {
            "state": state.value, "assignee": assignee, "changed_by": changed_by, "note_masked": note,
            "revision": int(known.etag) + 1,
        }  # fmt: skip
        self._run(update(issue).where(self._mine(issue), issue.c.id == issue_id).values(**values))
        return self.get(issue_id)

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

    def by_dimension(self, ceilings: Ceilings = ()) -> Mapping[str, int]:
        """Return how many issues that are not settled there are in each dimension."""
        rows = self._all(
            select(issue.c.dimension, func.count())
            .where(self._mine(issue), issue.c.state.in_(_WAITING), issue.c.content_id.in_(self._live(ceilings)))
            .group_by(issue.c.dimension)
            .order_by(issue.c.dimension)
        )
        return {row[0]: row[1] for row in rows}

    def facets(self, ceilings: Ceilings = (), within: Any = None) -> Mapping[str, Mapping[str, int]]:
        """Return how many issues of assets that are not gone have each `type`, `dimension`, `severity` and `state`."""
        found: dict[str, Mapping[str, int]] = {}
        among = [] if within is None else [issue.c.content_id.in_(within)]
        for name in ("type", "dimension", "severity", "state"):
            column, number = issue.c[name], func.count().label("number")
            rows = self._all(
                select(column, number)
                .where(self._mine(issue), issue.c.content_id.in_(self._live(ceilings)), *among)
                .group_by(column)
                .order_by(number.desc(), column)
            )
            found[name] = {row[0]: row[1] for row in rows}
        return found

    def _live(self, ceilings: Ceilings) -> Any:
        return select(asset.c.content_id).where(
            self._mine(asset), asset.c.tombstone.is_(None), asset.c.content_id.is_not(None), *self._under(ceilings)
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
        state=IssueState(row.state),
        assignee=row.assignee,
        changed_by=row.changed_by,
        note=row.note_masked,
        etag=str(row.revision),
    )
