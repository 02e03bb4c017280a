"""Communities of the graph: what holds together, found over nothing but what the caller may see."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.governance.domain import Actor, Edge, GraphEngine
from assay.governance.services.graph.drawing import asset_nodes, level_dict
from assay.governance.services.graph.seen import SeenGraph
from assay.governance.services.seeing.visibility import Scope, Visibility
from assay.governance.store import Store, Unit

__all__ = ["MOST_EDGES", "Communities", "Community"]

MOST_EDGES = 100_000
_SEED = 1
_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Nodes that hold together; `id` stays the same while the node that it is named after is among them."""

    id: str
    nodes: frozenset[str]
    kinds: Mapping[str, int]


class Communities:
    """Finds communities of the whole graph, by Louvain's method with a fixed seed."""

    def __init__(self, *, store: Store, visibility: Visibility, engine: GraphEngine) -> None:
        self._store = store
        self._visibility = visibility
        self._engine = engine

    def page(
        self, *, kinds: Collection[str] | None = None, min_score: float = 0.0, resolution: float = 1.0, least: int = 3,
        limit: int = 50, actor: Actor,
    ) -> dict[str, Any]:  # fmt: skip
        """Return the largest communities of at least `least` files, each with some of them and what joins them.

        Raises:
            UsageError: the graph is too large; narrow it by kinds or by score.
        """
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            graph = SeenGraph(db, scope, kinds=kinds, min_score=min_score)
            found = [it for it in self.found(graph, resolution) if len(it.nodes) >= least]
            items = [_told(db, scope, graph, it) for it in found[:limit]]
        return {"items": items, "n": len(found), "truncated": len(found) > limit}

    def found(self, graph: SeenGraph, resolution: float = 1.0) -> list[Community]:
        """Return all communities of a graph, the largest first."""
        edges = graph.every(MOST_EDGES)
        groups = self._engine.communities(edges, resolution=resolution, seed=_SEED)
        return _named(groups, edges)


def _named(groups: Sequence[frozenset[str]], edges: Iterable[Edge]) -> list[Community]:
    of_node = {node: place for place, group in enumerate(groups) for node in group}
    kinds: dict[int, Counter[str]] = {}
    for it in edges:
        place = of_node.get(it.left)
        if place is not None and place == of_node.get(it.right):
            kinds.setdefault(place, Counter())[it.kind] += 1
    return [
        Community(id=_id(group), nodes=group, kinds=dict(sorted(kinds.get(place, Counter()).items())))
        for place, group in enumerate(groups)
    ]


def _id(nodes: Iterable[str]) -> str:
    """Name a group after the node whose hash is the least: others may come and go."""
    return "c" + min(hashlib.sha256(node.encode()).hexdigest() for node in nodes)[:24]


def _told(db: Unit, scope: Scope, graph: SeenGraph, it: Community) -> dict[str, Any]:
    holders = graph.holders(it.nodes)
    shown = asset_nodes(db, sorted(holders[node][0] for node in it.nodes)[:_SHOWN], leading=scope.leading)
    grades = db.grades.many((ids[0] for ids in holders.values()), scope.leading)
    topics = Counter(
        topic.topic for told in db.contents.topics_of_many(it.nodes).values() for topic in told[:1]
    )  # fmt: skip
    top = max(grades.values(), key=lambda grade: (grade.rank, grade.code), default=None)
    return {
        "id": it.id, "n": len(it.nodes), "assets": shown, "kinds": dict(it.kinds),
        "topics": dict(sorted(topics.items(), key=lambda told: (-told[1], told[0]))[:3]), "level": level_dict(top),
    }  # fmt: skip
