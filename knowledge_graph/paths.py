"""The shortest way between two nodes, searched from both ends at once."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from assay.governance.domain import Edge, EdgeRow, EdgesOf, Way

__all__ = ["shortest"]

_DEGREE = 200
_MOST = 20_000
_LEAST = 1e-6
_SCORE_WEIGHS = 1e-3  # so little that six edges of the least score still cost less than one edge more


def shortest(start: str, end: str, *, longest: int, edges_of: EdgesOf) -> Way:
    """Return the way of the fewest edges between two nodes, `longest` at most, whichever way the edges point.

    Of several the likeliest is taken: the one with the highest product of scores. The 200 strongest edges of a node
    are looked at, 20,000 nodes in all; `truncated` says when that was not all.
    """
    if start == end:
        return Way(edges=(), truncated=False)
    sides = ({start}, {end})
    fronts = ([start], [end])
    met: dict[str, EdgeRow] = {}
    truncated = False
    for _ in range(longest):
        near = 0 if len(fronts[0]) <= len(fronts[1]) else 1
        if not fronts[near]:
            near = 1 - near
        reached: set[str] = set()
        for node, rows in edges_of(fronts[near], _DEGREE).items():
            truncated = truncated or len(rows) > _DEGREE
            for row in rows[:_DEGREE]:
                met[row[0]] = row
                reached.add(row[3] if row[2] == node else row[2])
        if reached & sides[1 - near]:
            return Way(edges=_likeliest(met.values(), start, end), truncated=truncated)
        fronts[near][:] = sorted(reached - sides[near])
        sides[near].update(reached)
        if len(sides[0]) + len(sides[1]) > _MOST:
            return Way(edges=None, truncated=True)
        if not fronts[near]:
            break
    return Way(edges=None, truncated=truncated)


def _likeliest(rows: Any, start: str, end: str) -> tuple[Edge, ...]:
    import networkx as nx  # type: ignore[import-untyped]

    best: dict[tuple[str, str], EdgeRow] = {}
    for row in sorted(rows, key=lambda row: (row[4], row[0])):
        best[row[2], row[3]] = best[row[3], row[2]] = row
    graph = nx.Graph()
    for (one, two), row in sorted(best.items()):
        graph.add_edge(one, two, weight=1 - _SCORE_WEIGHS * math.log(min(1.0, max(_LEAST, row[4]))))
    nodes = nx.dijkstra_path(graph, start, end)
    return tuple(Edge.of(best[pair]) for pair in pairwise(nodes))
