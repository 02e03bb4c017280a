"""The graph of links, read by neighbourhood from SQL and walked with NetworkX."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from assay.governance.domain import Link, LinkKind, LinkStatus, UsageError

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

__all__ = ["as_networkx", "explain_path", "neighbourhood", "neighbourhood_graph"]

_DEGREE = 50
_DEEPEST = 6
_HOP_COST = 0.05


def neighbourhood(
    start: str,
    *,
    depth: int,
    edges_of: Callable[[Sequence[str]], Iterable[Link]],
    max_nodes: int = 500,
    kinds: Collection[LinkKind] | None = None,
    min_score: float = 0.0,
) -> dict[str, Any]:
    """Return what is linked to `start` within `depth` hops: `{"nodes": [{"id", "hop"}], "edges": [Link], "truncated"}`.

    `edges_of` is asked once a hop for the links of the nodes reached last. Rejected links are not followed; of a
    node's links the 50 strongest are, and of all nodes the `max_nodes` best are kept, nearest hop first. Edges are
    the objects that `edges_of` gave, all those among the kept nodes that were seen, strongest first.

    Raises:
        UsageError: a depth below 0 or above 6, or no room for a node.
    """
    graph, truncated = _grown(start, depth, edges_of, max_nodes, kinds, min_score)
    nodes = [{"id": node, "hop": hop} for node, hop in graph.nodes(data="hop")]
    edges = [data["link"] for _, _, data in graph.edges(data=True)]
    edges.sort(key=lambda link: (-link.score, link.left, link.right, link.kind))
    return {"nodes": nodes, "edges": edges, "truncated": truncated}


def neighbourhood_graph(
    start: str,
    *,
    depth: int,
    edges_of: Callable[[Sequence[str]], Iterable[Link]],
    max_nodes: int = 500,
    kinds: Collection[LinkKind] | None = None,
    min_score: float = 0.0,
) -> nx.MultiDiGraph:
    """Return the same neighbourhood as a NetworkX graph, nodes with `hop`, edges as `as_networkx` has them."""
    return _grown(start, depth, edges_of, max_nodes, kinds, min_score)[0]


def as_networkx(links: Iterable[Link]) -> nx.MultiDiGraph:
    """Return a graph with an edge for each link, keyed by kind and producer, with `kind`, `score` and `link`."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    for link in links:
        _add(graph, link)
    return graph


def explain_path(graph: nx.MultiDiGraph, a: str, b: str) -> list[Link]:
    """Return the links that lead from `a` to `b`, whichever way they point; none when there is no path.

    The path is the likeliest one: the product of its scores is highest, a little less for every hop.
    """
    import networkx as nx

    if a not in graph or b not in graph:
        return []

    def cost(_u: str, _v: str, parallel: dict[Any, dict[str, Any]]) -> float:
        return _HOP_COST - math.log(max(1e-6, min(1.0, max(data["score"] for data in parallel.values()))))

    both_ways = graph.to_undirected(as_view=True)
    try:
        nodes = nx.shortest_path(both_ways, a, b, weight=cost)
    except nx.NetworkXNoPath:
        return []
    return [
        max((data["link"] for data in both_ways[one][two].values()), key=lambda link: link.score)
        for one, two in pairwise(nodes)
    ]


def _grown(
    start: str,
    depth: int,
    edges_of: Callable[[Sequence[str]], Iterable[Link]],
    max_nodes: int,
    kinds: Collection[LinkKind] | None,
    min_score: float,
) -> tuple[nx.MultiDiGraph, bool]:
    import networkx as nx

    if not 0 <= depth <= _DEEPEST or max_nodes < 1:
        raise UsageError(f"a neighbourhood has a depth of 0 to {_DEEPEST} and at least one node")
    graph = nx.MultiDiGraph()
    graph.add_node(start, hop=0)
    likely = {start: 1.0}
    seen: dict[tuple[str, str, str, str], Link] = {}
    frontier = [start]
    truncated = False
    for hop in range(1, depth + 1):
        found = _touching(frontier, edges_of, kinds, min_score)
        reached: dict[str, float] = {}
        for node, links in found.items():
            truncated = truncated or len(links) > _DEGREE
            for link in links[:_DEGREE]:
                other = link.right if link.left == node else link.left
                seen[(link.left, link.right, str(link.kind), link.producer)] = link
                if other not in likely:
                    reached[other] = max(reached.get(other, 0.0), likely[node] * link.score)
        best = sorted(reached, key=lambda node: (-reached[node], node))
        room = max_nodes - len(likely)
        truncated = truncated or len(best) > room
        frontier = best[:room]
        for node in frontier:
            graph.add_node(node, hop=hop)
            likely[node] = reached[node]
        if not frontier:
            break
    for link in seen.values():
        if link.left in likely and link.right in likely:
            _add(graph, link)
    return graph, truncated


def _touching(
    frontier: Sequence[str],
    edges_of: Callable[[Sequence[str]], Iterable[Link]],
    kinds: Collection[LinkKind] | None,
    min_score: float,
) -> dict[str, list[Link]]:
    """Return by node of the frontier its links that may be followed, strongest first."""
    found: dict[str, list[Link]] = {node: [] for node in frontier}
    for link in edges_of(frontier):
        wanted = kinds is None or link.kind in kinds
        if not wanted or link.score < min_score or link.status is LinkStatus.REJECTED or link.left == link.right:
            continue
        for end in (link.left, link.right):
            if end in found:
                found[end].append(link)
    for links in found.values():
        links.sort(key=lambda link: (-link.score, link.left, link.right, link.kind))
    return found


def _add(graph: nx.MultiDiGraph, link: Link) -> None:
    graph.add_edge(
        link.left,
        link.right,
        key=f"{link.kind}/{link.producer}",
        kind=str(link.kind),
        score=link.score,
        link=link,
    )
