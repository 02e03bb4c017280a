"""The graph: what lies around an asset or a concept, how two assets hang together, as far as the caller may see."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from assay.governance.api.answers import Concepts, Explained, Neighbourhood
from assay.governance.api.auth import Reader
from assay.governance.api.parts import Limit, Part

__all__ = ["Depth", "Kinds", "Score", "router"]

router = APIRouter(prefix="/v1/graph", tags=["graph"])

Depth = Annotated[int, Query(ge=1, le=3)]
Kinds = Annotated[list[Annotated[str, Query(pattern=r"^[a-z-]{1,32}$")]] | None, Query(max_length=20)]
Score = Annotated[float, Query(ge=0, le=1)]
Node = Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.:@+-]+$")]
User = Annotated[str | None, Query(alias="as", min_length=1, max_length=200)]
Concept = Literal["policy", "level", "topic", "issue", "term", "source"]


@router.get("", responses={200: {"model": Neighbourhood}})
def graph(
    services: Part,
    actor: Reader,
    asset: Node,
    depth: Depth = 1,
    kind: Kinds = None,
    min_score: Score = 0.0,
    concepts: bool = False,
    limit: Limit = 200,
) -> Any:
    """Return nodes and edges around an asset, the nearest and likeliest first, or around a concept (`topic:finance`).

    `kind` may be given again and again. With `concepts` topics, levels, categories, issues, terms and sources come too.
    """
    return services.graph.around(
        asset, depth=depth, kinds=kind, min_score=min_score, concepts=concepts, limit=limit, actor=actor
    )


@router.get("/path", responses={200: {"model": Explained}})
def explain_path(
    services: Part,
    actor: Reader,
    start: Annotated[Node, Query(alias="from")],
    end: Annotated[Node, Query(alias="to")],
    kind: Kinds = None,
    min_score: Score = 0.0,
    longest: Annotated[int, Query(ge=1, le=8)] = 6,
) -> Any:
    """Return the shortest way between two assets, step by step: kind, score, evidence at both ends, a sentence."""
    return services.graph.paths.between(start, end, kinds=kind, min_score=min_score, longest=longest, actor=actor)


@router.get("/concepts", responses={200: {"model": Concepts}})
def list_concepts(services: Part, actor: Reader, kind: Concept) -> Any:
    """Return the concepts of a kind, with how many assets the caller may see of each where that is counted."""
    return {"items": services.graph.semantics.concepts(kind, actor=actor)}
