"""Links between contents; the services map their ends to assets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, delete, exists, func, or_, select, update

from assay.governance.domain import Evidence, Link, LinkKind, LinkStatus, Locator, NotFoundError
from assay.governance.store.ids import link_id
from assay.governance.store.records import LinkRecord, Page
from assay.governance.store.repositories.base import Ceilings, Repository, batches, decode_cursor, encode_cursor
from assay.governance.store.repositories.standing import StandingRepository
from assay.governance.store.tables import asset, link

__all__ = ["LinkRepository"]


class LinkRepository(Repository):
    """Links with ids made of kind, ends and producer: found again, they keep what people said of them."""

    def settle(
        self, content_ids: Iterable[str], links: Sequence[Link], *, later: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Put all links that touch some contents in place of the earlier ones and return their ids.

        Links with an end in `later` stay until those contents are settled.

        Links that people confirmed or rejected stay although nothing proposes them any more; what says the same of the
        same two assets, found by another producer or in a later version, gets the status that people gave.
        """
        before: set[str] = set()
        for batch in batches(set(content_ids)):
            rows = self._all(
                select(link.c.id, link.c.left_id, link.c.right_id).where(
                    self._mine(link), self._touches(batch), link.c.status == LinkStatus.PROPOSED.value
                )
            )
            before.update(row.id for row in rows if row.left_id not in later and row.right_id not in later)
        rows = list(self._kept(links))
        self._upsert_many(link, rows, keep=("status", "decided_by"))
        kept = tuple(str(row["id"]) for row in rows)
        for batch in batches(sorted(before.difference(kept))):
            self._run(delete(link).where(self._mine(link), link.c.id.in_(batch)))
        return kept

    def page(
        self,
        *,
        kind: LinkKind | None = None,
        status: LinkStatus | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[LinkRecord]:
        """Return links in order of id, those that people rejected too."""
        asked = select(link).where(self._mine(link))
        if kind is not None:
            asked = asked.where(link.c.kind == kind.value)
        if status is not None:
            asked = asked.where(link.c.status == status.value)
        if cursor is not None:
            asked = asked.where(link.c.id > decode_cursor(cursor, str)[0])
        rows = self._all(asked.order_by(link.c.id).limit(limit + 1))
        more = len(rows) > limit
        return Page(
            items=tuple(_record(row) for row in rows[:limit]), next=encode_cursor(rows[limit - 1].id) if more else None
        )

    def _kept(self, links: Sequence[Link]) -> Iterator[dict[str, Any]]:
        stands = StandingRepository(self._transaction).of(links)
        for it in links:
            left, right = sorted((it.left, it.right))
            status, actor = stands.get((it.kind.value, left, right), (it.status.value, None))
            yield _row(replace(it, status=LinkStatus(status)), actor)

    def get(self, link_id: str) -> LinkRecord | None:
        """Return a link; None where the id is unknown."""
        row = self._one(select(link).where(self._mine(link), link.c.id == link_id))
        return _record(row) if row is not None else None

    def many(self, link_ids: Iterable[str]) -> Mapping[str, LinkRecord]:
        """Return those links that are known, by id."""
        found: dict[str, LinkRecord] = {}
        for batch in batches(set(link_ids)):
            rows = self._all(select(link).where(self._mine(link), link.c.id.in_(batch)))
            found.update((row.id, _record(row)) for row in rows)
        return found

    def of(self, content_ids: Iterable[str], *, rejected: bool = False) -> Sequence[LinkRecord]:
        """Return the links that touch any of these contents, the strongest first; rejected ones where asked for."""
        found: dict[str, LinkRecord] = {}
        for batch in batches(set(content_ids)):
            asked = select(link).where(self._mine(link), self._touches(batch))
            if not rejected:
                asked = asked.where(link.c.status != LinkStatus.REJECTED.value)
            found.update((row.id, _record(row)) for row in self._all(asked))
        return sorted(found.values(), key=lambda record: (-record.link.score, record.id))

    def ends(self, content_ids: Iterable[str]) -> set[tuple[str, str]]:
        """Return the ends of all links that touch any of these contents, rejected ones too, the smaller id first."""
        found: set[tuple[str, str]] = set()
        for batch in batches(set(content_ids)):
            for row in self._all(select(link.c.left_id, link.c.right_id).where(self._mine(link), self._touches(batch))):
                found.add((row.left_id, row.right_id) if row.left_id < row.right_id else (row.right_id, row.left_id))
        return found

    def decide(self, link_id: str, status: LinkStatus, *, actor: str) -> LinkRecord:
        """Note what a person said of a link, and of all that say the same of its assets.

        Raises:
            NotFoundError: there is none of that id.
        """
        kin = StandingRepository(self._transaction).family(link_id)
        changed = update(link).where(self._mine(link), link.c.id.in_(kin))
        if not self._run(changed.values(status=status.value, decided_by=actor)):
            raise NotFoundError("no such link")
        record = self.get(link_id)
        if record is None:
            raise NotFoundError("no such link")
        return record

    def count(self) -> int:
        """Return how many links there are between contents whose assets are not gone, rejected ones left out."""
        return sum(self.by_kind().values())

    def by_kind(self, ceilings: Ceilings = ()) -> Mapping[LinkKind, int]:
        """Return how many links of each kind there are, counted as `count` does, both ends below the ceilings."""
        conditions = [
            exists().where(
                asset.c.workspace == link.c.workspace,
                asset.c.content_id == end,
                asset.c.tombstone.is_(None),
                *self._under(ceilings),
            )
            for end in (link.c.left_id, link.c.right_id)
        ]
        rows = self._all(
            select(link.c.kind, func.count())
            .where(self._mine(link), link.c.status != LinkStatus.REJECTED.value, *conditions)
            .group_by(link.c.kind)
            .order_by(link.c.kind)
        )
        return {LinkKind(row[0]): row[1] for row in rows}

    @staticmethod
    def _touches(content_ids: Sequence[str]) -> Any:
        return or_(link.c.left_id.in_(content_ids), link.c.right_id.in_(content_ids))


def _row(it: Link, decided_by: str | None) -> dict[str, Any]:
    return {
        "id": link_id(it.kind.value, it.left, it.right, it.producer), "kind": it.kind.value, "left_id": it.left,
        "right_id": it.right, "score": it.score, "left_evidence": _plain(it.left_evidence),
        "right_evidence": _plain(it.right_evidence), "producer": it.producer, "why": it.why,
        "status": it.status.value, "decided_by": decided_by,
    }  # fmt: skip


def _plain(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [{"locator": it.locator.as_dict(), "masked": it.masked, "label": it.label} for it in evidence]


def _evidence(rows: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(locator=Locator.from_dict(row["locator"]), masked=row["masked"], label=row["label"]) for row in rows
    )


def _record(row: Row[Any]) -> LinkRecord:
    return LinkRecord(
        id=row.id,
        link=Link(
            kind=LinkKind(row.kind), left=row.left_id, right=row.right_id, score=row.score,
            left_evidence=_evidence(row.left_evidence), right_evidence=_evidence(row.right_evidence),
            producer=row.producer, why=row.why, status=LinkStatus(row.status),
        ),
    )  # fmt: skip
