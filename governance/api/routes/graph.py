"""The graph: what lies around an asset, as far as the caller may see."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from assay.governance.api.answers import Neighbourhood
from assay.governance.api.auth import Reader
from assay.governance.api.parts import Limit, Part

__all__ = ["Depth", "Kinds", "Score", "router"]

router = APIRouter(prefix="/v1/graph", tags=["graph"])

Depth = Annotated[int, Query(ge=1, le=3)]
Kinds = Annotated[list[Annotated[str, Query(pattern=r"^[a-z-]{1,32}$")]] | None, Query(max_length=20)]
Score = Annotated[float, Query(ge=0, le=1)]
Node = Annotated[str, Query(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


@router.get("", responses={200: {"model": Neighbourhood}})
def graph(
    services: Part,
    actor: Reader,
    asset: Node,
    depth: Depth = 1,
    kind: Kinds = None,
    min_score: Score = 0.0,
    limit: Limit = 200,
) -> Any:
    """Return nodes and edges around an asset, the nearest and likeliest first; `kind` may be given again and again."""
    return services.assets.links(asset, depth=depth, kinds=kind, min_score=min_score, limit=limit, actor=actor)
