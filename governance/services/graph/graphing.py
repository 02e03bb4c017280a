"""The graph's use cases together: neighbourhoods, ways, concepts, terms, communities, exposure, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assay.governance.domain import Actor, GraphEngine, Taxonomy
from assay.governance.services.grading.grading import Grading
from assay.governance.services.graph.cases import Cases
from assay.governance.services.graph.communities import Communities
from assay.governance.services.graph.exposure import Exposure
from assay.governance.services.graph.files import GraphFiles
from assay.governance.services.graph.neighbours import Neighbours
from assay.governance.services.graph.paths import Paths
from assay.governance.services.graph.semantics import Semantics
from assay.governance.services.graph.spreading import Spreading
from assay.governance.services.graph.terms import Terms
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import Store

__all__ = ["GraphServices", "graphing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphServices:
    """All that can be asked of the graph; an answer depends on nothing but what the caller may see."""

    neighbours: Neighbours
    paths: Paths
    semantics: Semantics
    terms: Terms
    communities: Communities
    cases: Cases
    exposure: Exposure
    spreading: Spreading
    files: GraphFiles

    def around(self, node: str, *, depth: int = 1, limit: int = 200, actor: Actor, **narrowed: Any) -> dict[str, Any]:
        """Return what lies around an asset, or around a concept such as `topic:finance`."""
        if ":" in node:
            return self.semantics.around(node, limit=limit, actor=actor)
        return self.neighbours.of(node, depth, limit=limit, actor=actor, **narrowed)


def graphing(
    *, store: Store, grading: Grading, visibility: Visibility, understanding: Understanding, taxonomy: Taxonomy,
    engine: GraphEngine,
) -> GraphServices:  # fmt: skip
    """Wire the graph's services."""
    communities = Communities(store=store, visibility=visibility, engine=engine)
    cases = Cases(
        store=store, grading=grading, visibility=visibility, understanding=understanding, communities=communities
    )
    semantics = Semantics(store=store, grading=grading, visibility=visibility, taxonomy=taxonomy, cases=cases)
    return GraphServices(
        neighbours=Neighbours(store=store, visibility=visibility, engine=engine, semantics=semantics),
        paths=Paths(store=store, visibility=visibility, engine=engine),
        semantics=semantics,
        terms=Terms(store=store, understanding=understanding, taxonomy=taxonomy),
        communities=communities,
        cases=cases,
        exposure=Exposure(store=store, grading=grading, visibility=visibility),
        spreading=Spreading(store=store, grading=grading, visibility=visibility),
        files=GraphFiles(store=store, visibility=visibility, engine=engine, semantics=semantics),
    )
