"""The graph as one caller may see it: what is hidden is left out of the edges before anything counts them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil

from assay.governance.domain import Edge, EdgeRow, LinkKind, UsageError
from assay.governance.services.seeing.visibility import Scope
from assay.governance.store import Containment, Unit

__all__ = ["SeenGraph", "is_containment"]

_PREFIX = "contains:"
_HELD = frozenset({LinkKind.CONTAINS.value, LinkKind.ATTACHED_TO.value})
_GROWTH, _AHEAD = 8, 1.2
_PAGE = 20_000


class SeenGraph:
    """Nodes are contents, and assets that could not be read; each stands for the assets that may be seen of it.

    Edges are links that nobody rejected, and that a file is inside another one. Of `kinds` and below `min_score` none
    other comes. An answer depends on nothing but the assets that may be seen.
    """

    def __init__(self, db: Unit, scope: Scope, *, kinds: Collection[str] | None = None, min_score: float = 0.0) -> None:
        self._db = db
        self._scope = scope
        self._kinds = frozenset(kinds) if kinds is not None else None
        self._least = min_score
        self._holders: dict[str, tuple[str, ...]] = {}
        self._known: set[str] = set()
        self._inside: dict[str, Containment] = {}
        self._fetched, self._visible = 1, 1

    def holders(self, nodes: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the assets that may be seen of each node, the oldest first; nodes without any are missing."""
        return self._holding(set(nodes))

    def _holding(self, asked: set[str], *, contents: bool = False) -> Mapping[str, tuple[str, ...]]:
        if unknown := asked - self._known:
            self._known |= unknown
            held = self._db.edges.holders(unknown, self._scope.ceilings, contents=contents)
            if self._scope.principals is not None:
                allowed = self._scope.among(self._db, [it for ids in held.values() for it in ids])
                held = {node: tuple(it for it in ids if it in allowed) for node, ids in held.items()}
            self._holders.update((node, ids) for node, ids in held.items() if ids)
        return {node: self._holders[node] for node in asked if node in self._holders}

    def edges_of(self, nodes: Sequence[str], most: int) -> Mapping[str, Sequence[EdgeRow]]:
        """Return of each node its strongest edges to what may be seen, one more than `most` where there are more."""
        held, shown = self._held(nodes), self.holders(nodes)
        found: dict[str, Sequence[EdgeRow]] = {node: () for node in nodes if node not in shown}
        asking, fetched = [node for node in nodes if node in shown], self._wanted(most + 1)
        while asking:
            linked = self._linked(asking, fetched)
            ends = {end for rows in linked.values() for row in rows for end in (row[2], row[3])}
            seen = self._holding(ends, contents=True)
            again = []
            for node in asking:
                rows = [row for row in linked[node] if row[2] in seen and row[3] in seen]
                self._fetched, self._visible = self._fetched + len(linked[node]), self._visible + len(rows)
                if len(rows) <= most and len(linked[node]) == fetched:
                    again.append(node)  # what is hidden took the places of what is not
                    continue
                rows = rows[: most + 1]  # how many more were fetched depends on what is hidden
                if node in held:
                    rows = sorted([*rows, *held[node]], key=_strength, reverse=True)
                found[node] = rows[: most + 1]
            asking, fetched = again, min(fetched * _GROWTH, max(2 * fetched, self._wanted(most + 1)))
        return found

    def _wanted(self, most: int) -> int:
        """Return how many edges to fetch so that so many may be seen, by how it was with the edges up to now."""
        share = self._visible / self._fetched
        return most if share == 1 else min(_GROWTH * most, ceil(_AHEAD * most / share))

    def every(self, most: int) -> list[Edge]:
        """Return all edges that may be seen, in a fixed order.

        Raises:
            UsageError: there are more than `most`.
        """
        edges: dict[str, Edge] = {}
        after = ""
        while page := self._db.edges.every(most=_PAGE, kinds=self._kinds, min_score=self._least, after=after):
            after = page[-1].id
            seen = self._holding({end for it in page for end in (it.left, it.right)}, contents=True)
            edges.update((it.id, it) for it in page if it.left in seen and it.right in seen and it.left != it.right)
            if len(edges) > most:
                raise UsageError(f"the graph has more than {most} edges; narrow it by kinds or by score")
        edges.update((row[0], Edge.of(row)) for row in map(_row, self._contained(None)))
        if len(edges) > most:
            raise UsageError(f"the graph has more than {most} edges; narrow it by kinds or by score")
        return [edges[name] for name in sorted(edges)]

    def containment(self, edge_id: str) -> Containment | None:
        """Return the containment that an edge that was given stands for; None for a link."""
        return self._inside.get(edge_id)

    def asset_at(self, edge: Edge, node: str) -> str | None:
        """Return which asset of a node an edge joins; None for a link, which joins contents."""
        inside = self._inside.get(edge.id)
        if inside is None:
            return None
        return inside.parent if node == inside.parent_node else inside.child

    def _linked(self, nodes: Sequence[str], most: int) -> Mapping[str, list[EdgeRow]]:
        return self._db.edges.touching(nodes, most=most, kinds=self._kinds, min_score=self._least)

    def _held(self, nodes: Sequence[str]) -> Mapping[str, list[EdgeRow]]:
        found: dict[str, list[EdgeRow]] = {}
        for it in self._contained(nodes):
            row = _row(it)
            for node in (it.parent_node, it.child_node):
                found.setdefault(node, []).append(row)
        return found

    def _contained(self, nodes: Sequence[str] | None) -> list[Containment]:
        if self._kinds is not None and not _HELD & self._kinds:
            return []
        ids = None if nodes is None else [it for held in self.holders(nodes).values() for it in held]
        inside = [it for it in self._db.edges.inside(ids) if it.parent_node != it.child_node]
        if self._kinds is not None:
            inside = [it for it in inside if _row(it)[1] in self._kinds]
        if not self._scope.everything:
            allowed = self._scope.among(self._db, {end for it in inside for end in (it.parent, it.child)})
            inside = [it for it in inside if it.parent in allowed and it.child in allowed]
        self.holders({end for it in inside for end in (it.parent_node, it.child_node)})
        self._inside.update((_row(it)[0], it) for it in inside)
        return inside


def is_containment(edge_id: str) -> bool:
    """Say whether an edge is that a file is inside another one, and not a link."""
    return edge_id.startswith(_PREFIX)


def _row(it: Containment) -> EdgeRow:
    if it.mail:
        return _PREFIX + it.child, LinkKind.ATTACHED_TO.value, it.child_node, it.parent_node, 1.0
    return _PREFIX + it.child, LinkKind.CONTAINS.value, it.parent_node, it.child_node, 1.0


def _strength(row: EdgeRow) -> tuple[float, str]:
    return row[4], row[0]
