"""Contents: the bytes, whatever their name, and how their reading ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, exists, select

from assay.governance.domain import (
    ConflictError,
    Content,
    Modality,
    Problem,
    Reason,
    Status,
    TopicScore,
    from_plain,
    to_plain,
)
from assay.governance.store.records import ContentRecord
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.chunks import ChunkRepository
from assay.governance.store.repositories.vault import VaultRepository, content_owner
from assay.governance.store.tables import asset, content, content_topic, link, vector, version

__all__ = ["ContentRepository", "content_record"]


class ContentRepository(Repository):
    """Contents by their SHA-256 in hex, which is their id."""

    def put(self, record: ContentRecord) -> None:
        """Store what is known of a content's reading, in place of what was known before."""
        it = record.content
        self._upsert(
            content,
            {
                "id": it.id, "media_type": it.media_type, "modality": it.modality.value, "bytes": it.bytes,
                "status": record.status.value, "reason": record.reason.value if record.reason else None,
                "coverage": record.coverage, "language": record.language, "title_masked": record.title,
                "facts": to_plain(record.facts), "checked": dict(record.checked), "segments": record.segments,
                "problems": to_plain(record.problems), "producers": list(record.producers), "read_at": self._now(),
            },
        )  # fmt: skip

    def get(self, content_id: str) -> ContentRecord | None:
        """Return a content; None where it is unknown."""
        row = self._one(select(content).where(self._mine(content), content.c.id == content_id))
        return content_record(row) if row is not None else None

    def many(self, content_ids: Iterable[str]) -> Mapping[str, ContentRecord]:
        """Return those contents that are known, by id."""
        found: dict[str, ContentRecord] = {}
        for batch in batches(set(content_ids)):
            rows = self._all(select(content).where(self._mine(content), content.c.id.in_(batch)))
            found.update((row.id, content_record(row)) for row in rows)
        return found

    def languages(self, content_ids: Iterable[str]) -> Mapping[str, str]:
        """Return the languages of contents, empty where none was told; unknown ones are missing."""
        found: dict[str, str] = {}
        for batch in batches(set(content_ids)):
            asked = select(content.c.id, content.c.language).where(self._mine(content), content.c.id.in_(batch))
            found.update((row.id, row.language or "") for row in self._all(asked))
        return found

    def ids(self) -> Sequence[str]:
        """Return the ids of all contents, in order."""
        return [row.id for row in self._all(select(content.c.id).where(self._mine(content)).order_by("id"))]

    def unreferenced(self) -> Sequence[str]:
        """Return the ids of contents that no asset and no version has."""
        rows = self._all(select(content.c.id).where(self._mine(content), ~self._referenced()).order_by("id"))
        return [row.id for row in rows]

    def forget(self, content_id: str) -> bool:
        """Destroy a content's key and every row made of it; say whether it was known.

        Raises:
            ConflictError: an asset or a version still has it.
        """
        if self._exists(content, content.c.id == content_id, self._referenced()):
            raise ConflictError("an asset still has this content")
        ChunkRepository(self._transaction).delete(content_id)
        VaultRepository(self._transaction).forget(content_owner(content_id))
        for table, column in ((link, link.c.left_id), (link, link.c.right_id), (vector, vector.c.content_id)):
            self._run(delete(table).where(self._mine(table), column == content_id))
        return self._run(delete(content).where(self._mine(content), content.c.id == content_id)) > 0

    def set_topics(self, content_id: str, topics: Sequence[TopicScore]) -> None:
        """Replace a content's topics; their order is kept."""
        self._run(delete(content_topic).where(self._mine(content_topic), content_topic.c.content_id == content_id))
        self._insert(
            content_topic,
            (
                {"content_id": content_id, "topic": it.topic, "ordinal": place, "score": it.score, "why": it.why}
                for place, it in enumerate(topics)
            ),
        )

    def topics(self, content_id: str) -> tuple[TopicScore, ...]:
        """Return a content's topics, best first."""
        return self.topics_of_many([content_id]).get(content_id, ())

    def topics_of_many(self, content_ids: Iterable[str]) -> Mapping[str, tuple[TopicScore, ...]]:
        """Return the topics of contents that have any."""
        found: dict[str, list[TopicScore]] = {}
        for row in self._topic_rows(content_ids):
            found.setdefault(row.content_id, []).append(TopicScore(topic=row.topic, score=row.score, why=row.why))
        return {content_id: tuple(topics) for content_id, topics in found.items()}

    def _topic_rows(self, content_ids: Iterable[str]) -> Iterator[Row[Any]]:
        for batch in batches(set(content_ids)):
            yield from self._all(
                select(content_topic)
                .where(self._mine(content_topic), content_topic.c.content_id.in_(batch))
                .order_by(content_topic.c.content_id, content_topic.c.ordinal)
            )

    def _referenced(self) -> Any:
        return (
            exists().where(self._mine(asset), asset.c.content_id == content.c.id)
            | exists().where(self._mine(version), version.c.content_id == content.c.id)
        )  # fmt: skip


def content_record(row: Row[Any]) -> ContentRecord:
    """Build the record of a row of `content`."""
    return ContentRecord(
        content=Content(
            id=row.id, sha256=row.id, media_type=row.media_type, modality=Modality(row.modality), bytes=row.bytes
        ),
        status=Status(row.status),
        reason=Reason(row.reason) if row.reason else None,
        coverage=row.coverage,
        language=row.language,
        title=row.title_masked,
        facts=row.facts,
        checked=row.checked,
        segments=row.segments,
        problems=from_plain(tuple[Problem, ...], row.problems),
        producers=tuple(row.producers),
    )
