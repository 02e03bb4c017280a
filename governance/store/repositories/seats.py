"""Seats: of a content the assets that have it now, with the little that search counts and narrows by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from assay.governance.domain import IssueState, age_of
from assay.governance.store.records import Seat
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import asset, content, content_topic, grade, issue

__all__ = ["SeatRepository"]

_WAITING = (IssueState.OPEN.value, IssueState.ASSIGNED.value)


def _oldest(seat: Seat) -> str:
    return seat.asset


class SeatRepository(Repository):
    """Reads columns, no records: a search looks at hundreds of contents to count facets and shows ten."""

    def of(self, content_ids: Iterable[str], *, leading: str) -> Mapping[str, tuple[Seat, ...]]:
        """Return the assets that have each content, gone ones left out, oldest first, graded under the leading pack."""
        graded = (grade.c.workspace == asset.c.workspace) & (grade.c.asset_id == asset.c.id)
        graded &= grade.c.policy == leading.partition("@")[0]
        of_content = (content.c.workspace == asset.c.workspace) & (content.c.id == asset.c.content_id)
        asked = (
            select(
                asset.c.content_id,
                asset.c.id,
                asset.c.source_id,
                asset.c.governance["owner"].as_string(),
                asset.c.updated_at,
                content.c.modality,
                grade.c.code,
                grade.c.rank,
                asset.c.mtime_ns,
            )
            .select_from(asset.join(content, of_content).outerjoin(grade, graded))
            .where(self._mine(asset), asset.c.tombstone.is_(None))
        )  # fmt: skip; put in order below: asked to do so, SQLite reads all assets
        found: dict[str, list[Seat]] = {}
        now = datetime.now(UTC)
        for batch in batches(set(content_ids)):
            for content_id, *told in self._all(asked.where(asset.c.content_id.in_(batch))):
                asset_id, source, owner, changed, modality, code, rank, mtime = told
                found.setdefault(content_id, []).append(
                    Seat(
                        asset=asset_id, source=source, owner=owner or None, changed=int(changed.timestamp()),
                        modality=modality, code=code, rank=rank, age=age_of(mtime, now),
                    )
                )  # fmt: skip
        return {content_id: tuple(sorted(seats, key=_oldest)) for content_id, seats in found.items()}

    def issues(self, content_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return the types of the issues of contents that are not settled; those with none are missing."""
        found: dict[str, set[str]] = {}
        for batch in batches(set(content_ids)):
            rows = self._all(
                select(issue.c.content_id, issue.c.type)
                .where(self._mine(issue), issue.c.content_id.in_(batch), issue.c.state.in_(_WAITING))
                .distinct()
            )
            for content_id, kind in rows:
                found.setdefault(content_id, set()).add(kind)
        return {content_id: frozenset(kinds) for content_id, kinds in found.items()}

    def topics(self, content_ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of the topics of contents that have any."""
        found: dict[str, list[str]] = {}
        for batch in batches(set(content_ids)):
            rows = self._all(
                select(content_topic.c.content_id, content_topic.c.topic)
                .where(self._mine(content_topic), content_topic.c.content_id.in_(batch))
                .order_by(content_topic.c.content_id, content_topic.c.ordinal)
            )
            for content_id, topic in rows:
                found.setdefault(content_id, []).append(topic)
        return {content_id: tuple(topics) for content_id, topics in found.items()}
