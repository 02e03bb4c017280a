"""Edges as a walk needs them: short rows out of the indexes, without the evidence that links carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, bindparam, exists, literal_column, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from assay.governance.domain import Edge, EdgeRow, LinkStatus, Modality
from assay.governance.store.repositories.base import Ceilings, Repository, batches
from assay.governance.store.tables import asset, content, edge_stop, grade, link

__all__ = ["Containment", "EdgeRepository", "Stop"]

_TOGETHER = 200
_NODES = tuple(f"node_{place}" for place in range(_TOGETHER))
_INNER, _OUTER = asset.alias("inner_asset"), asset.alias("outer_asset")
_INSIDE = (
    select(
        _OUTER.c.id, _INNER.c.id, _OUTER.c.content_id, _INNER.c.content_id, _INNER.c.member_masked,
        _INNER.c.name_masked, content.c.modality,
    )
    .join_from(_INNER, _OUTER, (_OUTER.c.workspace == _INNER.c.workspace) & (_OUTER.c.id == _INNER.c.parent))
    .outerjoin(content, (content.c.workspace == _OUTER.c.workspace) & (content.c.id == _OUTER.c.content_id))
    .where(_INNER.c.tombstone.is_(None), _OUTER.c.tombstone.is_(None))
)  # fmt: skip
Compiled = tuple[str, tuple[str, ...], dict[str, Any]]
_COLUMNS = (link.c.id, link.c.kind, link.c.left_id, link.c.right_id, link.c.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Containment:
    """A file inside another one, both there: their assets, and the nodes that stand for what these hold now.

    `mail` says that the other one is a mail, so that the file is attached to it.
    """

    parent: str
    child: str
    parent_node: str
    child_node: str
    member: str
    name: str
    mail: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An edge along which nothing spreads, and why: the other end is a masked copy, or a sum over many."""

    left: str
    right: str
    kind: str
    reason: str
    set_by: str


class EdgeRepository(Repository):
    """Links that nobody rejected, between contents, and files inside files."""

    def touching(
        self, content_ids: Sequence[str], *, most: int, kinds: Iterable[str] | None = None, min_score: float = 0.0
    ) -> Mapping[str, list[EdgeRow]]:
        """Return of each content its `most` strongest edges, strongest first; among equals by id, the last first.

        One look into an index a content: a hub costs no more than `most` rows.
        """
        chosen = sorted(set(kinds)) if kinds is not None else None
        statement, order, fixed = _strongest(None if chosen is None else len(chosen), on_sqlite=self._sqlite)
        cursor = self._transaction.connection.connection.cursor()
        given = {**fixed, **{f"kind_{place}": kind for place, kind in enumerate(chosen or ())}}
        given |= {"workspace": self._workspace, "least": min_score, "most": most}
        found: dict[str, list[EdgeRow]] = {}
        for content_id in content_ids:
            given["node"] = content_id
            cursor.execute(statement, tuple(given[name] for name in order))
            found[content_id] = [tuple(row) for row in cursor.fetchall()]  # a server's driver gives lists
        cursor.close()
        return found

    def every(
        self, *, most: int, kinds: Iterable[str] | None = None, min_score: float = 0.0, after: str = ""
    ) -> Sequence[Edge]:
        """Return edges in the order of their ids, `most` of them, those after an id."""
        asked = select(*_COLUMNS).where(
            self._mine(link), link.c.status != LinkStatus.REJECTED.value, link.c.score >= min_score, link.c.id > after
        )
        if kinds is not None:
            asked = asked.where(link.c.kind.in_(sorted(set(kinds))))
        return [Edge.of(tuple(row)) for row in self._all(asked.order_by(link.c.id).limit(most))]

    def holders(
        self, nodes: Iterable[str], ceilings: Ceilings = (), *, contents: bool = False
    ) -> Mapping[str, tuple[str, ...]]:
        """Return the assets, gone ones left out, that each node stands for, the oldest first.

        A node is a content, or an asset that could not be read and has none; `contents` says that all are contents,
        as the ends of links are. Assets that a pack grades above its ceiling, or not at all, are left out.
        """
        found: dict[str, list[str]] = {}
        wanted = set(nodes)
        given = {
            name: it
            for at, (pack, highest) in enumerate(ceilings)
            for name, it in ((f"pack_{at}", pack), (f"highest_{at}", highest))
        }
        holding, unread = _holding(len(ceilings))
        for content_id, asset_id in self._rows(holding, asset.c.content_id, wanted, given):
            found.setdefault(content_id, []).append(asset_id)
        for (asset_id,) in self._rows(unread, asset.c.id, () if contents else wanted - found.keys(), given):
            found[asset_id] = [asset_id]
        return {node: tuple(sorted(ids)) for node, ids in found.items()}

    def inside(self, asset_ids: Iterable[str] | None = None) -> Sequence[Containment]:
        """Return what is inside of some assets, and what they are inside of; or all that is inside of anything."""
        if asset_ids is None:
            rows = list(self._all(_INSIDE.where(_INNER.c.workspace == self._workspace, _INNER.c.parent.is_not(None))))
        else:
            wanted = set(asset_ids)
            rows = [row for end in (_INNER.c.parent, _INNER.c.id) for row in self._rows(_INSIDE, end, wanted)]
        found = {
            child: Containment(
                parent=parent, child=child, parent_node=parent_content or parent, child_node=child_content or child,
                member=member or name, name=name, mail=modality == Modality.EMAIL.value,
            )
            for parent, child, parent_content, child_content, member, name, modality in rows
        }  # fmt: skip
        return [found[child] for child in sorted(found)]

    def _rows(
        self, asked: Select[Any], column: Any, ids: Iterable[str], more: Mapping[str, Any] = MappingProxyType({})
    ) -> Iterator[Any]:
        """Yield the rows in which a column is one of some ids: by statements that are compiled once."""
        statement, order, fixed = _one_of(asked, column, on_sqlite=self._sqlite)
        cursor = self._transaction.connection.connection.cursor()
        for batch in batches(ids, _TOGETHER):
            given = fixed | dict.fromkeys(_NODES, batch[0]) | dict(zip(_NODES, batch, strict=False))
            given |= {"workspace": self._workspace, **more}
            cursor.execute(statement, tuple(given[it] for it in order))
            yield from cursor.fetchall()
        cursor.close()

    def stops(self, content_ids: Iterable[str] | None = None) -> Sequence[Stop]:
        """Return the edges along which nothing spreads, those that touch some contents or all."""
        asked = select(edge_stop).where(self._mine(edge_stop))
        if content_ids is None:
            rows = list(self._all(asked))
        else:
            rows = []
            for batch in batches(set(content_ids)):
                for end in (edge_stop.c.left_id, edge_stop.c.right_id):
                    rows += self._all(asked.where(end.in_(batch)))
        found = {(row.left_id, row.right_id, row.kind): row for row in rows}
        return [
            Stop(left=row.left_id, right=row.right_id, kind=row.kind, reason=row.reason, set_by=row.set_by)
            for _, row in sorted(found.items())
        ]

    def stop(self, it: Stop) -> None:
        """Note that nothing spreads along an edge."""
        self._upsert(
            edge_stop,
            {
                "left_id": it.left, "right_id": it.right, "kind": it.kind, "reason": it.reason, "set_by": it.set_by,
                "set_at": self._now(),
            },
        )  # fmt: skip

    def let(self, left: str, right: str, kind: str) -> bool:
        """Take such a note back; say whether there was one."""
        mine = (self._mine(edge_stop), edge_stop.c.left_id == left, edge_stop.c.right_id == right)
        return self._run(edge_stop.delete().where(*mine, edge_stop.c.kind == kind)) > 0


@cache
def _strongest(kinds: int | None, *, on_sqlite: bool) -> Compiled:
    """Return the statement for one node as text, the names of its parameters in their order, and those that are fixed.

    It is compiled once: for a hundred nodes a walk would wait longer for the compiler than for the database.
    """

    def one(end: Any, name: str) -> Select[Any]:
        asked = select(*_COLUMNS).where(
            link.c.workspace == bindparam("workspace"), end == bindparam("node"),
            link.c.score >= bindparam("least"), link.c.left_id != link.c.right_id,
            link.c.status != literal_column(f"'{LinkStatus.REJECTED.value}'"),
        )  # fmt: skip
        if kinds is not None:
            asked = asked.where(link.c.kind.in_([bindparam(f"kind_{place}") for place in range(kinds)]))
        strongest = asked.order_by(link.c.score.desc(), link.c.id.desc()).limit(bindparam("most"))
        return select(strongest.subquery(name))

    both = union_all(one(link.c.left_id, "on_the_left"), one(link.c.right_id, "on_the_right")).subquery("both")
    strongest = select(both).order_by(both.c.score.desc(), both.c.id.desc()).limit(bindparam("most"))
    return _compiled(strongest, on_sqlite=on_sqlite)


@cache
def _holding(ceilings: int) -> tuple[Select[Any], Select[Any]]:
    """Return who holds contents, and which assets were not read, of those below so many ceilings."""
    low = [
        exists().where(
            grade.c.workspace == asset.c.workspace, grade.c.asset_id == asset.c.id,
            grade.c.policy == bindparam(f"pack_{at}"), grade.c.rank <= bindparam(f"highest_{at}"),
        )
        for at in range(ceilings)
    ]  # fmt: skip
    there = (asset.c.tombstone.is_(None), *low)
    return (
        select(asset.c.content_id, asset.c.id).where(*there),
        select(asset.c.id).where(asset.c.content_id.is_(None), *there),
    )


@cache
def _one_of(asked: Select[Any], column: Any, *, on_sqlite: bool) -> Compiled:
    """Return a statement for so many ids, which may be the same one again and again."""
    ids: list[Any] = [bindparam(name) for name in _NODES]
    return _compiled(
        asked.where(column.table.c.workspace == bindparam("workspace"), column.in_(ids)), on_sqlite=on_sqlite
    )


def _compiled(asked: Any, *, on_sqlite: bool) -> Compiled:
    dialect: Any = sqlite.dialect if on_sqlite else postgresql.dialect
    compiled = asked.compile(dialect=dialect(paramstyle="qmark" if on_sqlite else "format"))
    return str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params)
