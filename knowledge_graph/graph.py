"""Walks over a graph that is read from SQL by neighbourhood, as NetworkX graphs where an algorithm needs one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from assay.governance.domain import Edge, EdgeRow, EdgesOf, GraphNode, Surroundings, UsageError, Way
from assay.knowledge_graph import communities, exports, paths

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

__all__ = ["NetworkxGraph", "as_networkx", "neighbourhood"]

_DEGREE, _FURTHER = 50, 25
_DEEPEST = 6


class NetworkxGraph:
    """The built-in engine."""

    name: ClassVar[str] = "networkx"
    version: ClassVar[str] = "2"

    def around(self, start: str, *, depth: int, edges_of: EdgesOf, most: int) -> Surroundings:
        """Return the best nodes around a node; see `neighbourhood`."""
        return neighbourhood(start, depth=depth, edges_of=edges_of, most=most)

    def way(self, start: str, end: str, *, longest: int, edges_of: EdgesOf) -> Way:
        """Return the shortest way between two nodes; see `paths.shortest`."""
        return paths.shortest(start, end, longest=longest, edges_of=edges_of)

    def communities(self, edges: Iterable[Edge], *, resolution: float, seed: int) -> Sequence[frozenset[str]]:
        """Return groups that hold together; see `communities.found`."""
        return communities.found(as_networkx(edges), resolution=resolution, seed=seed)

    def graphml(self, nodes: Iterable[GraphNode], edges: Iterable[Edge]) -> bytes:
        """Return a graph as GraphML."""
        return exports.graphml(nodes, edges)

    def json_ld(self, nodes: Iterable[GraphNode], edges: Iterable[Edge], *, at: str) -> Mapping[str, Any]:
        """Return a graph as JSON-LD."""
        return exports.json_ld(nodes, edges, at=at)


def neighbourhood(start: str, *, depth: int, edges_of: EdgesOf, most: int = 500) -> Surroundings:
    """Return the `most` best nodes within `depth` hops of a node, nearest hop first, and edges among them.

    `edges_of` is asked once a hop, for the nodes reached last. Of the start's edges the 50 strongest are followed, of
    other nodes' the 25 strongest. Of the nodes of one hop those are best to which the likeliest way leads: the highest
    product of scores. Edges are those that were followed, or could have been, between nodes that are kept.

    Raises:
        UsageError: a depth below 0 or above 6, or no room for a node.
    """
    if not 0 <= depth <= _DEEPEST or most < 1:
        raise UsageError(f"a neighbourhood has a depth of 0 to {_DEEPEST} and at least one node")
    likely, hops, met = {start: 1.0}, {start: 0}, dict[str, EdgeRow]()
    frontier, truncated = [start], False
    for hop in range(1, depth + 1):
        reached: dict[str, float] = {}
        degree = _DEGREE if hop == 1 else _FURTHER
        for node, rows in edges_of(frontier, degree).items():
            truncated = truncated or len(rows) > degree
            so_far = likely[node]
            for row in rows[:degree]:
                met[row[0]] = row
                other = row[3] if row[2] == node else row[2]
                if other not in likely and reached.get(other, 0.0) < (chance := so_far * row[4]):
                    reached[other] = chance
        best = sorted(reached, key=lambda node: (-reached[node], node))
        room = most - len(likely)
        truncated = truncated or len(best) > room
        frontier = best[:room]
        for node in frontier:
            likely[node], hops[node] = reached[node], hop
        if not frontier:
            break
    kept = [row for row in met.values() if row[2] in likely and row[3] in likely]
    kept.sort(key=lambda row: (-row[4], row[0]))
    return Surroundings(hops=hops, edges=tuple(map(Edge.of, kept)), truncated=truncated)


def as_networkx(edges: Iterable[Edge], hops: Mapping[str, int] | None = None) -> nx.MultiDiGraph:
    """Return a graph with an edge for each edge, keyed by its id, with `kind` and `score`; nodes with their `hop`."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    graph.add_nodes_from((node, {"hop": hop}) for node, hop in (hops or {}).items())
    graph.add_edges_from((it.left, it.right, it.id, {"kind": it.kind, "score": it.score}) for it in edges)
    return graph
