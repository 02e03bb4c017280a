"""The shortest way between two assets, told step by step with its evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from assay.governance.domain import Actor, Edge, GraphEngine, NotFoundError
from assay.governance.services.graph.drawing import asset_nodes, copy_edge, drawn
from assay.governance.services.graph.seen import SeenGraph
from assay.governance.services.graph.sentences import edge_says, way_says
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.store import AssetRecord, Store, Unit

__all__ = ["LONGEST", "Paths"]

LONGEST = 6


class Step(NamedTuple):
    """From one asset to the next: over an edge, or to another copy of the same content."""

    edge: Edge | None
    leaves: str
    arrives: str
    chosen: Mapping[str, str]


class Paths:
    """Explains how two assets hang together, over nothing but what the caller may see."""

    def __init__(self, *, store: Store, visibility: Visibility, engine: GraphEngine) -> None:
        self._store = store
        self._visibility = visibility
        self._engine = engine

    def between(
        self, start: str, end: str, *, kinds: Collection[str] | None = None, min_score: float = 0.0,
        longest: int = LONGEST, as_user: str | None = None, actor: Actor,
    ) -> dict[str, Any]:  # fmt: skip
        """Return the way of the fewest links between two assets, the likeliest of them: nodes and `steps` in order.

        Each step is an edge with kind, score, evidence at both ends and a sentence; `steps` is None where there is no
        way of at most `longest` links. `truncated` says that not all could be looked at.

        Raises:
            NotFoundError: there is no such asset, or the caller may not see it.
        """
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor, as_user=as_user)
            allowed, records = scope.allowed(db, (start, end)), db.assets.many((start, end))
            if not {start, end} <= allowed:
                raise NotFoundError("there is no such asset")
            graph = SeenGraph(db, scope, kinds=kinds, min_score=min_score)
            first, last = _node(records[start]), _node(records[end])
            way = self._engine.way(first, last, longest=longest, edges_of=graph.edges_of)
            steps = None if way.edges is None else _stations(graph, way.edges, first, start, end)
            told = None if steps is None else [_drawn(db, graph, it) for it in steps]
            ids = {start, end, *(it["right"] for it in told or ()), *(it["left"] for it in told or ())}
            nodes = asset_nodes(db, ids, leading=scope.leading)
        names = {it["id"]: it["name"] for it in nodes}
        for step in told or ():
            left, right = names[step["left"]], names[step["right"]]
            kind = "copy" if step["id"].startswith("same-content:") else step["kind"]
            step["says"] = edge_says(kind, left, right, step["left_evidence"]).as_dict()
        says = way_says(names[start], names[end], None if told is None else len(told), longest)
        return {"nodes": nodes, "steps": told, "says": says.as_dict(), "truncated": way.truncated}


def _node(asset: AssetRecord) -> str:
    return asset.content_id or asset.id


def _stations(graph: SeenGraph, edges: Sequence[Edge], node: str, start: str, end: str) -> list[Step]:
    """Return the steps from asset to asset; where an edge begins at another copy of a content, a step leads there."""
    steps: list[Step] = []
    here = start
    for place, it in enumerate(edges):
        following, after = it.other(node), edges[place + 1] if place + 1 < len(edges) else None
        leaves = graph.asset_at(it, node) or here
        if leaves != here:
            steps.append(Step(None, here, leaves, {}))
        here = (
            graph.asset_at(it, following)
            or (end if after is None else graph.asset_at(after, following))
            or graph.holders([following])[following][0]
        )
        steps.append(Step(it, leaves, here, {node: leaves, following: here}))
        node = following
    if here != end:
        steps.append(Step(None, here, end, {}))
    return steps


def _drawn(db: Unit, graph: SeenGraph, step: Step) -> dict[str, Any]:
    edge = copy_edge(step.leaves, step.arrives)
    if step.edge is not None:
        edge = drawn(db, graph, [step.edge], step.chosen)[0]
    return {**edge, "from": step.leaves, "to": step.arrives}
