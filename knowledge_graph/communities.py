"""Groups of nodes that hold together: Louvain's method with a fixed seed, over the whole graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

__all__ = ["found"]


def found(graph: nx.MultiDiGraph, *, resolution: float, seed: int) -> Sequence[frozenset[str]]:
    """Return the communities of a graph, the largest first; those of one node are left out.

    An edge weighs its score; parallel ones count once, with the strongest. Nodes and edges are put in order before,
    so that the same edges give the same communities in whatever order they came.

    Source: Blondel et al., "Fast unfolding of communities in large networks", 2008.
    """
    import networkx as nx

    weights: dict[tuple[str, str], float] = {}
    for left, right, score in graph.edges(data="score"):
        pair = (left, right) if left < right else (right, left)
        weights[pair] = max(score, weights.get(pair, 0.0))
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(graph))
    ordered.add_weighted_edges_from((left, right, weight) for (left, right), weight in sorted(weights.items()))
    groups = nx.community.louvain_communities(ordered, weight="weight", resolution=resolution, seed=seed)
    return sorted((frozenset(it) for it in groups if len(it) > 1), key=lambda it: (-len(it), min(it)))
