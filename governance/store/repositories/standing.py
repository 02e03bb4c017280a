"""What people said of links stands for the assets, whatever they hold later and whoever finds the link again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Select, Table, select

from assay.governance.domain import Link, LinkStatus
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import asset, link, version

__all__ = ["StandingRepository"]

Said = tuple[str, str, str]
Word = tuple[str, str | None]


class StandingRepository(Repository):
    """Reads decisions on links of a kind between assets, of earlier versions too."""

    def of(self, links: Sequence[Link]) -> Mapping[Said, Word]:
        """Return, by kind and ends (the smaller first), the status that people gave, and who; others are missing."""
        decided = self._all(
            select(link.c.kind, link.c.left_id, link.c.right_id, link.c.status, link.c.decided_by).where(
                self._mine(link), link.c.status != LinkStatus.PROPOSED.value
            )
        )
        if not decided or not links:
            return {}
        earlier = self._holders(version, {end for row in decided for end in (row.left_id, row.right_id)})
        stands = {
            said: (row.status, row.decided_by)
            for row in decided
            for said in _pairs(row.kind, earlier.get(row.left_id, ()), earlier.get(row.right_id, ()))
        }
        now = self._holders(asset, {end for it in links for end in (it.left, it.right)})
        found = {
            _said(it.kind.value, it.left, it.right): stands[said]
            for it in links
            for said in _pairs(it.kind.value, now.get(it.left, ()), now.get(it.right, ()))
            if said in stands
        }
        return found | {_said(row.kind, row.left_id, row.right_id): (row.status, row.decided_by) for row in decided}

    def family(self, link_id: str) -> Sequence[str]:
        """Return the ids of all links of a link's kind between the assets that ever held its contents."""
        row = self._one(select(link).where(self._mine(link), link.c.id == link_id))
        if row is None:
            return ()
        holders = self._holders(version, {row.left_id, row.right_id})
        ends = [
            [it.content_id for it in self._all(self._contents(sorted(holders.get(end, ()))))]
            for end in (row.left_id, row.right_id)
        ]
        kin = select(link.c.id).where(self._mine(link), link.c.kind == row.kind)
        one, two = (
            kin.where(link.c.left_id.in_(left), link.c.right_id.in_(right)) for left, right in (ends, reversed(ends))
        )
        return sorted({link_id, *(it.id for asked in (one, two) for it in self._all(asked))})

    def _contents(self, asset_ids: Sequence[str]) -> Select[tuple[str]]:
        return select(version.c.content_id).where(self._mine(version), version.c.asset_id.in_(asset_ids)).distinct()

    def _holders(self, table: Table, content_ids: Iterable[str]) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        owner = table.c.id if table is asset else table.c.asset_id
        for batch in batches(sorted(content_ids)):
            asked = select(table.c.content_id, owner.label("owner")).where(
                self._mine(table), table.c.content_id.in_(batch)
            )
            for row in self._all(asked):
                found.setdefault(row.content_id, set()).add(row.owner)
        return found


def _said(kind: str, one: str, two: str) -> Said:
    return (kind, one, two) if one < two else (kind, two, one)


def _pairs(kind: str, left: Iterable[str], right: Iterable[str]) -> Iterator[Said]:
    return (_said(kind, one, two) for one in left for two in right if one != two)
