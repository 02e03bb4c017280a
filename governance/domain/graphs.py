"""The graph as plugins see it: nodes are ids, edges are short rows, what may not be seen is left out before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

__all__ = ["Edge", "EdgeRow", "EdgesOf", "GraphEngine", "GraphNode", "Surroundings", "Way"]

EdgeRow = tuple[str, str, str, str, float]
"""Id, kind, left, right, score: as short as a row can be, for a walk reads thousands of them."""

EdgesOf = Callable[[Sequence[str], int], Mapping[str, Sequence[EdgeRow]]]
"""Gives of some nodes the strongest edges, strongest first, one more than so many each where there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge between two nodes; `left` and `right` have the order that its kind gives them."""

    id: str
    kind: str
    left: str
    right: str
    score: float

    @classmethod
    def of(cls, row: EdgeRow) -> Edge:
        """Return the edge of a row."""
        return cls(id=row[0], kind=row[1], left=row[2], right=row[3], score=row[4])

    def other(self, node: str) -> str:
        """Return the end that a node is not."""
        return self.right if self.left == node else self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """A node as it is written into a file: its kind, its name (masked), what else is told of it."""

    id: str
    kind: str
    name: str
    told: Mapping[str, str | int | float | bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What lies around a node: nodes with their distance in hops, nearest first, and edges, strongest first.

    `truncated` says that there was more than fitted.
    """

    hops: Mapping[str, int]
    edges: tuple[Edge, ...]
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The edges that lead from one node to another, in order; None where none was found.

    `truncated` says that not all could be looked at, so that there may be one all the same, or a better one.
    """

    edges: tuple[Edge, ...] | None
    truncated: bool


@runtime_checkable
class GraphEngine(Protocol):
    """Walks graphs, finds what belongs together in them, and writes them into files."""

    name: ClassVar[str]
    version: ClassVar[str]

    def around(self, start: str, *, depth: int, edges_of: EdgesOf, most: int) -> Surroundings:
        """Return the best `most` nodes within `depth` hops of a node.

        Raises:
            UsageError: a depth below 0 or above 6, or no room for a node.
        """
        ...

    def way(self, start: str, end: str, *, longest: int, edges_of: EdgesOf) -> Way:
        """Return the way of the fewest edges, the likeliest of them, whichever way they point."""
        ...

    def communities(self, edges: Iterable[Edge], *, resolution: float, seed: int) -> Sequence[frozenset[str]]:
        """Return groups of nodes that hold together, the largest first; the same edges give the same groups."""
        ...

    def graphml(self, nodes: Iterable[GraphNode], edges: Iterable[Edge]) -> bytes:
        """Return a graph as GraphML."""
        ...

    def json_ld(self, nodes: Iterable[GraphNode], edges: Iterable[Edge], *, at: str) -> Mapping[str, Any]:
        """Return a graph as JSON-LD in the words of PROV-O and Dublin Core; `at` is when, in ISO 8601."""
        ...
