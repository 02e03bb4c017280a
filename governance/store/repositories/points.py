"""Points: the chunks of living contents with their vectors, their terms and what can be filtered on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from assay.governance.domain import Point
from assay.governance.security import keyed_hash
from assay.governance.store.ids import point_id
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.contents import ContentRepository
from assay.governance.store.repositories.grades import GradeRepository
from assay.governance.store.repositories.grants import GrantRepository
from assay.governance.store.tables import asset, chunk, content, vector

__all__ = ["UNRANKED", "PointRepository"]

UNRANKED = 2**31 - 1
_BATCH = 200


@dataclass(slots=True)
class _Holders:
    """The assets of one content, together."""

    sources: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    principals: set[str] = field(default_factory=set)
    ranks: list[int] = field(default_factory=list)
    changed: int = 0


class PointRepository(Repository):
    """What every index is made from; reads in batches and writes nothing."""

    def each(self, content_ids: Iterable[str] | None = None, *, leading: str) -> Iterator[Point]:
        """Yield the points of these contents, or of all, in a stable order.

        Contents whose assets are all gone are left out. A point's rank is the lowest among the grades of its assets
        under the leading pack; an asset that has none yet counts as the highest there can be.
        """
        for batch in batches(self._live(content_ids), _BATCH):
            topics = ContentRepository(self._transaction).topics_of_many(batch)
            holders = self._holders(batch, leading)
            for row in self._rows(batch):
                held = holders[row.content_id]
                yield Point(
                    id=point_id(row.content_id, row.ordinal),
                    content_id=row.content_id,
                    ordinal=row.ordinal,
                    vector=bytes(row._mapping["values"] or b""),
                    terms=bytes(row.terms),
                    modality=row.modality,
                    topics=tuple(topic.topic for topic in topics.get(row.content_id, ())),
                    rank=min(held.ranks, default=UNRANKED),
                    sources=tuple(sorted(held.sources)),
                    owners=tuple(sorted(held.owners)),
                    principals=tuple(sorted(held.principals)),
                    changed=held.changed,
                )

    def owner(self, owner: str) -> str:
        """Return the keyed hash under which an owner is filtered on."""
        return keyed_hash(self._transaction.keyring, "owner", owner)

    def _holders(self, content_ids: Sequence[str], leading: str) -> Mapping[str, _Holders]:
        rows = self._all(
            select(asset.c.id, asset.c.content_id, asset.c.source_id, asset.c.governance, asset.c.updated_at).where(
                self._mine(asset), asset.c.content_id.in_(content_ids), asset.c.tombstone.is_(None)
            )
        )
        ids = [row.id for row in rows]
        ranks = GradeRepository(self._transaction).many_ranks(ids, leading)
        principals = GrantRepository(self._transaction).principals(ids)
        found: dict[str, _Holders] = {}
        for row in rows:
            held = found.setdefault(row.content_id, _Holders())
            held.sources.add(row.source_id)
            held.ranks.append(ranks.get(row.id, UNRANKED))
            held.principals |= principals.get(row.id, frozenset())
            held.changed = max(held.changed, int(row.updated_at.timestamp()))
            if row.governance.get("owner"):
                held.owners.add(self.owner(row.governance["owner"]))
        return found

    def _live(self, content_ids: Iterable[str] | None) -> Sequence[str]:
        live = (
            select(asset.c.content_id)
            .where(self._mine(asset), asset.c.tombstone.is_(None), asset.c.content_id.is_not(None))
            .distinct()
            .order_by(asset.c.content_id)
        )
        if content_ids is None:
            return [row.content_id for row in self._all(live)]
        return [
            row.content_id
            for batch in batches(sorted(set(content_ids)))
            for row in self._all(live.where(asset.c.content_id.in_(batch)))
        ]

    def _rows(self, content_ids: Sequence[str]) -> Sequence[Row[Any]]:
        of_chunk = (
            (vector.c.workspace == chunk.c.workspace)
            & (vector.c.content_id == chunk.c.content_id)
            & (vector.c.ordinal == chunk.c.ordinal)
        )  # fmt: skip
        of_content = (content.c.workspace == chunk.c.workspace) & (content.c.id == chunk.c.content_id)
        return self._all(
            select(chunk.c.content_id, chunk.c.ordinal, chunk.c.terms, vector.c["values"], content.c.modality)
            .select_from(chunk.join(content, of_content).outerjoin(vector, of_chunk))
            .where(self._mine(chunk), chunk.c.content_id.in_(content_ids))
            .order_by(chunk.c.content_id, chunk.c.ordinal)
        )
