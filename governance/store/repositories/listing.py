"""Lists of assets: pages by filters and cursor, and facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Join, and_, case, func, literal, or_, select

from assay.governance.domain import AGES, IssueState, Modality, Reason, Status
from assay.governance.store.records import AssetFilters, AssetRecord, AssetSummary, Page
from assay.governance.store.repositories.assets import asset_record
from assay.governance.store.repositories.base import Repository, decode_cursor, encode_cursor
from assay.governance.store.repositories.contents import ContentRepository
from assay.governance.store.repositories.findings import FindingRepository
from assay.governance.store.repositories.grades import GradeRepository
from assay.governance.store.repositories.issues import IssueRepository
from assay.governance.store.tables import asset, content, content_topic, grade, issue

__all__ = ["ListingRepository"]

_ANY = AssetFilters()
_JOINED: Join = asset.outerjoin(
    content, and_(content.c.workspace == asset.c.workspace, content.c.id == asset.c.content_id)
)
_STATUS = func.coalesce(asset.c.status, content.c.status, literal(Status.FAILED.value))
_REASON = func.coalesce(asset.c.reason, content.c.reason)
_OWNER = asset.c.governance["owner"].as_string()
_WAITING = (IssueState.OPEN.value, IssueState.ASSIGNED.value)
_MODALITY = func.coalesce(content.c.modality, literal(Modality.OTHER.value))


class ListingRepository(Repository):
    """What the catalog shows of many assets at once. `leading` names the pack whose grade is shown."""

    def page(
        self, filters: AssetFilters = _ANY, *, leading: str, cursor: str | None = None, limit: int = 50
    ) -> Page[AssetSummary]:
        """Return some assets, the newest first. An asset that changes meanwhile keeps its place.

        Raises:
            UsageError: the cursor is not one of this list.
        """
        asked = select(asset).select_from(_JOINED).where(*self._conditions(filters))
        if cursor:
            asked = asked.where(asset.c.id < decode_cursor(cursor, str)[0])
        rows = self._all(asked.order_by(asset.c.id.desc()).limit(limit + 1))
        more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
        return Page(items=self._summaries([asset_record(row) for row in rows[:limit]], leading), next=more)

    def ids(self, filters: AssetFilters = _ANY) -> Sequence[str]:
        """Return the ids of all assets that are asked for, the newest first."""
        asked = select(asset.c.id).select_from(_JOINED).where(*self._conditions(filters))
        return [row.id for row in self._all(asked.order_by(asset.c.id.desc()))]

    def contents(self, filters: AssetFilters = _ANY) -> Any:
        """Return a query of the contents of the assets that are asked for, to be part of another one."""
        asked = select(asset.c.content_id).select_from(_JOINED)
        return asked.where(*self._conditions(filters), asset.c.content_id.is_not(None)).correlate(None)

    def count(self, filters: AssetFilters = _ANY) -> int:
        """Return how many assets there are."""
        asked = select(func.count()).select_from(_JOINED).where(*self._conditions(filters))
        return int(self._value(asked))

    def facets(self, filters: AssetFilters = _ANY, *, leading: str) -> Mapping[str, Mapping[str, int]]:
        """Return how many assets have each `modality`, `status`, `reason`, `language`, `source`, `owner`, `age`,
        `level`, `topic` and `issue`.

        Levels are codes of the leading pack, sources are ids, issues types that are not settled. Most frequent first,
        then by name.
        """
        where = self._conditions(filters)
        graded = and_(grade.c.workspace == asset.c.workspace, grade.c.asset_id == asset.c.id, grade.c.policy == leading)
        about = and_(content_topic.c.workspace == asset.c.workspace, content_topic.c.content_id == asset.c.content_id)
        wrong = and_(
            issue.c.workspace == asset.c.workspace,
            issue.c.content_id == asset.c.content_id,
            issue.c.state.in_(_WAITING),
        )
        columns: list[tuple[str, ColumnElement[Any], Join]] = [
            ("modality", _MODALITY, _JOINED),
            ("status", _STATUS, _JOINED),
            ("reason", _REASON, _JOINED),
            ("language", content.c.language, _JOINED),
            ("source", asset.c.source_id, _JOINED),
            ("owner", _OWNER, _JOINED),
            ("age", _age(), _JOINED),
            ("level", grade.c.code, _JOINED.join(grade, graded)),
            ("topic", content_topic.c.topic, _JOINED.join(content_topic, about)),
            ("issue", issue.c.type, _JOINED.join(issue, wrong)),
        ]
        found: dict[str, dict[str, int]] = {}
        for name, column, joined in columns:
            value, number = column.label("value"), func.count(asset.c.id.distinct()).label("number")
            asked = select(value, number).select_from(joined).where(*where, column.is_not(None)).group_by("value")
            found[name] = {row.value: row.number for row in self._all(asked.order_by(number.desc(), value))}
        return found

    def _conditions(self, filters: AssetFilters) -> list[ColumnElement[bool]]:
        conditions = [self._mine(asset)]
        if not filters.gone:
            conditions.append(asset.c.tombstone.is_(None))
        pairs: list[tuple[ColumnElement[Any], str | None]] = [
            (_MODALITY, filters.modality),
            (_STATUS, filters.status),
            (_REASON, filters.reason),
            (content.c.language, filters.language),
            (asset.c.source_id, filters.source),
            (_OWNER, filters.owner),
        ]
        conditions += [column == value for column, value in pairs if value is not None]
        if filters.topic is not None:
            about = select(content_topic.c.content_id).where(
                self._mine(content_topic), content_topic.c.topic == filters.topic
            )
            conditions.append(asset.c.content_id.in_(about.correlate(None)))
        if filters.issue is not None:
            wrong = select(issue.c.content_id).where(
                self._mine(issue), issue.c.type == filters.issue, issue.c.state.in_(_WAITING)
            )
            conditions.append(asset.c.content_id.in_(wrong.correlate(None)))
        if filters.age is not None:
            conditions.append(_age() == filters.age)
        graded = select(grade.c.asset_id).where(self._mine(grade)).correlate(None)
        if filters.level is not None:
            policy, code = filters.level
            conditions.append(asset.c.id.in_(graded.where(grade.c.policy == policy, grade.c.code == code)))
        if filters.needs_review is not None:
            waiting = asset.c.id.in_(graded.where(grade.c.needs_review.is_(True)))
            conditions.append(waiting if filters.needs_review else ~waiting)
        conditions += self._under(filters.ceilings)
        if filters.text:
            conditions.append(
                or_(
                    asset.c.name_masked.icontains(filters.text, autoescape=True),
                    asset.c.folder_masked.icontains(filters.text, autoescape=True),
                )
            )
        return conditions

    def _summaries(self, records: Sequence[AssetRecord], leading: str) -> tuple[AssetSummary, ...]:
        content_ids = [record.content_id for record in records if record.content_id]
        repository = ContentRepository(self._transaction)
        contents, topics = repository.many(content_ids), repository.topics_of_many(content_ids)
        findings = FindingRepository(self._transaction).counts(content_ids)
        issues = IssueRepository(self._transaction).counts(content_ids)
        grades = GradeRepository(self._transaction).many([record.id for record in records], leading)
        made = []
        for record in records:
            key = record.content_id or ""
            read = contents.get(key)
            made.append(
                AssetSummary(
                    asset=record,
                    content=read,
                    status=record.status or (read.status if read else Status.FAILED),
                    reason=_reason(record.reason, read.reason if read else None),
                    grade=grades.get(record.id),
                    topics=topics.get(key, ()),
                    findings=findings.get(key, 0),
                    issues=issues.get(key, 0),
                )
            )
        return tuple(made)


def _age() -> ColumnElement[Any]:
    """How long ago a file was changed, in four steps; members of archives have no time of their own."""
    now = datetime.now(UTC)
    steps = [
        (asset.c.mtime_ns >= int((now - timedelta(days=days)).timestamp()) * 1_000_000_000, name) for name, days in AGES
    ]
    return case((asset.c.mtime_ns <= 0, None), *steps, else_="older")


def _reason(own: Reason | None, read: Reason | None) -> Reason | None:
    return own or read
