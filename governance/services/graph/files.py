"""The graph as a file: what a caller may see of it, masked, as GraphML or as JSON-LD in the words of PROV-O."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assay.governance.domain import (
    Actor,
    Edge,
    ForbiddenError,
    GraphEngine,
    GraphNode,
    NotFoundError,
    Permission,
    UsageError,
)
from assay.governance.services.graph.communities import MOST_EDGES
from assay.governance.services.graph.drawing import asset_nodes
from assay.governance.services.graph.seen import SeenGraph
from assay.governance.services.graph.semantics import Semantics
from assay.governance.services.seeing.visibility import Scope, Visibility
from assay.governance.store import Store, Unit

__all__ = ["FORMS", "GraphFiles"]

FORMS: Mapping[str, str] = {"graphml": "application/graphml+xml", "jsonld": "application/ld+json"}


class GraphFiles:
    """Writes the graph, or the neighbourhood of an asset. It holds names, which are masked, and no evidence."""

    def __init__(self, *, store: Store, visibility: Visibility, engine: GraphEngine, semantics: Semantics) -> None:
        self._store = store
        self._visibility = visibility
        self._engine = engine
        self._semantics = semantics

    def made(
        self, form: str, *, asset: str | None = None, depth: int = 2, kinds: Collection[str] | None = None,
        min_score: float = 0.0, concepts: bool = True, limit: int = 500, actor: Actor,
    ) -> bytes:  # fmt: skip
        """Return a file of a form (`graphml`, `jsonld`): of all assets that are linked, or those around an asset.

        Raises:
            ForbiddenError: the role may not search.
            NotFoundError: there is no such asset, or the actor may not see it.
            UsageError: there is no such form, or the graph is too large; narrow it.
        """
        if not actor.may(Permission.SEARCH):
            raise ForbiddenError("the role may not export")
        if form not in FORMS:
            raise UsageError(f"a graph is written as {' or '.join(FORMS)}")
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            graph = SeenGraph(db, scope, kinds=kinds, min_score=min_score)
            edges = graph.every(MOST_EDGES) if asset is None else self._near(db, scope, graph, asset, depth, limit)
            nodes, drawn = self._drawn(db, scope, graph, edges, asset, concepts)
        with self._store.write() as db:
            db.audit.append(actor, "export.graph", asset or "", {"form": form, "nodes": len(nodes)})
        if form == "graphml":
            return self._engine.graphml(nodes, drawn)
        told = self._engine.json_ld(nodes, drawn, at=datetime.now(UTC).isoformat(timespec="seconds"))
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    def write(self, path: Path, form: str, *, actor: Actor, **asked: Any) -> int:
        """Write a file; return how many bytes it has. The arguments are those of `made`."""
        data = self.made(form, actor=actor, **asked)
        path.write_bytes(data)
        return len(data)

    def _near(self, db: Unit, scope: Scope, graph: SeenGraph, asset: str, depth: int, limit: int) -> list[Edge]:
        record = db.assets.get(asset)
        if record is None or asset not in scope.allowed(db, [asset]):
            raise NotFoundError("there is no such asset")
        node = record.content_id or asset
        return list(self._engine.around(node, depth=depth, edges_of=graph.edges_of, most=limit).edges)

    def _drawn(
        self, db: Unit, scope: Scope, graph: SeenGraph, edges: Iterable[Edge], asset: str | None, concepts: bool
    ) -> tuple[list[GraphNode], list[Edge]]:
        """Return nodes and edges between assets; those of one content are joined as copies."""
        drawn: dict[str, Edge] = {}
        ids: set[str] = {asset} if asset is not None else set()
        for it in edges:
            holders = graph.holders((it.left, it.right))
            left = graph.asset_at(it, it.left) or holders[it.left][0]
            right = graph.asset_at(it, it.right) or holders[it.right][0]
            drawn[it.id] = Edge(id=it.id, kind=it.kind, left=left, right=right, score=round(it.score, 2))
            for held in holders.values():
                ids.update(held)
                for other in held[1:]:
                    name = f"same-content:{held[0]}:{other}"
                    drawn[name] = Edge(id=name, kind="near-duplicate", left=held[0], right=other, score=1.0)
        nodes = [_asset(it) for it in asset_nodes(db, ids, leading=scope.leading)]
        if concepts:
            more, said = self._semantics.beside(db, scope, ids)
            nodes += map(_concept, more)
            drawn.update((it["id"], _edge(it)) for it in said)
        return nodes, [drawn[name] for name in sorted(drawn)]


def _asset(it: Mapping[str, Any]) -> GraphNode:
    grade = it["sensitivity"] or {}
    told = {"modality": it["modality"], "policy": grade.get("policy"), "level": grade.get("code"),
            "rank": grade.get("rank"), "state": grade.get("state")}  # fmt: skip
    return GraphNode(id=it["id"], kind="asset", name=it["name"], told=told)


def _concept(it: Mapping[str, Any]) -> GraphNode:
    return GraphNode(id=it["id"], kind=it["kind"], name=it["name"], told={"zh": it["label"]["zh"]})


def _edge(it: Mapping[str, Any]) -> Edge:
    return Edge(id=it["id"], kind=it["kind"], left=it["left"], right=it["right"], score=it["score"])
