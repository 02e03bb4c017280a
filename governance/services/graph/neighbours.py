"""The neighbourhood of an asset: what is linked to it, with evidence that opens at both ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from assay.governance.domain import LOCAL_ADMIN, Actor, GraphEngine, NotFoundError, Surroundings
from assay.governance.services.graph.drawing import COPY, asset_nodes, copy_edge, drawn
from assay.governance.services.graph.seen import SeenGraph
from assay.governance.services.graph.semantics import Semantics
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.store import AssetRecord, Store

__all__ = ["Neighbours"]

_MOST = 200


class Neighbours:
    """Reads the graph around an asset and shows it between assets, as far as the caller may see it."""

    def __init__(self, *, store: Store, visibility: Visibility, engine: GraphEngine, semantics: Semantics) -> None:
        self._store = store
        self._semantics = semantics
        self._visibility = visibility
        self._engine = engine

    def of(
        self,
        asset_id: str,
        depth: int = 1,
        *,
        kinds: Collection[str] | None = None,
        min_score: float = 0.0,
        limit: int = _MOST,
        concepts: bool = False,
        as_user: str | None = None,
        actor: Actor = LOCAL_ADMIN,
    ) -> dict[str, Any]:
        """Return the neighbourhood of an asset: nodes, and edges with their evidence at both ends.

        `limit` is how many nodes come, the nearest and likeliest; `truncated` says that there are more. Of contents
        that several assets have, one stands for all; copies of the asset itself come as links.

        Raises:
            NotFoundError: there is no such asset, or the caller may not see it.
        """
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor, as_user=as_user)
            asset = db.assets.get(asset_id)
            if asset is None or asset_id not in scope.among(db, [asset_id]):
                raise NotFoundError("there is no such asset")
            graph = SeenGraph(db, scope, kinds=kinds, min_score=min_score)
            node = asset.content_id or asset.id
            around = self._engine.around(node, depth=depth, edges_of=graph.edges_of, most=limit)
            chosen = _representatives(around, graph.holders(around.hops), asset)
            edges = drawn(db, graph, around.edges, chosen)
            ends = {(node, graph.asset_at(it, node)) for it in around.edges for node in (it.left, it.right)}
            pairs = {(chosen[node], end) for node, end in ends if end not in (None, chosen[node])}
            if kinds is None or COPY in kinds:
                pairs |= {(asset.id, it) for it in graph.holders([node]).get(node, ()) if it != asset.id}
            edges += [copy_edge(*pair) for pair in sorted({tuple(sorted(pair)) for pair in pairs})]
            hops = {chosen[node]: hop for node, hop in around.hops.items()}
            ids = {*hops, *(edge[side] for edge in edges for side in ("left", "right"))}
            nodes = asset_nodes(db, ids, leading=scope.leading)
            for it in nodes:
                it["hop"] = hops.get(it["id"], 1)
            if concepts:
                more, said = self._semantics.beside(db, scope, ids)
                nodes += [{**it, "hop": depth + 1} for it in more]
                edges += said
            return {"nodes": nodes, "edges": edges, "truncated": around.truncated}


def _representatives(around: Surroundings, holders: Mapping[str, Iterable[str]], asset: AssetRecord) -> dict[str, str]:
    """Return the asset that stands for each node: the one that was asked for, of others the oldest."""
    chosen = {node: next(iter(ids)) for node, ids in holders.items()}
    return chosen | {asset.content_id or asset.id: asset.id}
