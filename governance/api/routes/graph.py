"""The graph: what lies around an asset or a concept, how two assets hang together, as far as the caller may see."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from assay.governance.api.answers import Communities, Concepts, Explained, Exposed, Neighbourhood, Proposals, Stopped
from assay.governance.api.auth import Decider, Reader, Searcher
from assay.governance.api.bodies import AcceptBody, StopBody
from assay.governance.api.parts import Id, Limit, Part, Seen
from assay.governance.services.graph.files import FORMS

__all__ = ["Depth", "Kinds", "Score", "router"]

router = APIRouter(prefix="/v1/graph", tags=["graph"])

Depth = Annotated[int, Query(ge=1, le=3)]
Kinds = Annotated[list[Annotated[str, Query(pattern=r"^[a-z-]{1,32}$")]] | None, Query(max_length=20)]
Score = Annotated[float, Query(ge=0, le=1)]
Node = Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.:@+-]+$")]
User = Annotated[str | None, Query(alias="as", min_length=1, max_length=200)]
Concept = Literal["policy", "level", "topic", "issue", "term", "source", "dataset", "case"]


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


@router.get("/communities", responses={200: {"model": Communities}})
def list_communities(
    services: Part,
    actor: Reader,
    kind: Kinds = None,
    min_score: Score = 0.0,
    resolution: Annotated[float, Query(gt=0, le=10)] = 1.0,
    least: Annotated[int, Query(ge=2, le=1_000)] = 3,
    limit: Limit = 50,
) -> Any:
    """Find groups of files that hold together, the largest first; a confirmed one becomes a case."""
    return services.graph.communities.page(
        kinds=kind, min_score=min_score, resolution=resolution, least=least, limit=limit, actor=actor
    )


@router.get("/exposure", responses={200: {"model": Exposed}})
def list_exposure(
    services: Part,
    actor: Decider,
    level: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")] = None,
    limit: Limit = 50,
) -> Any:
    """List assets at or above a level that everyone or a group can reach, and by what, the highest level first."""
    return services.graph.exposure.wide(level=level, limit=limit, actor=actor)


@router.get("/exposure/{asset_id}", responses={200: {"model": Exposed}})
def get_exposure(asset_id: Seen, services: Part, actor: Reader, limit: Limit = 200) -> Any:
    """Say who can reach an asset: by a grant, by a file that holds it, by a copy, by what was made of it."""
    return services.graph.exposure.of(asset_id, limit=limit, actor=actor)


@router.get("/proposals", responses={200: {"model": Proposals}})
def list_proposals(services: Part, actor: Decider, limit: Limit = 100) -> Any:
    """List assets below the level of what they hold, were made of or are copies of, with the way that it took."""
    return services.graph.spreading.proposals(limit=limit, actor=actor)


@router.post("/proposals/{asset_id}/accept", status_code=201)
def accept_proposal(asset_id: Seen, body: AcceptBody, services: Part, actor: Decider) -> Any:
    """Give an asset the level that is proposed for it; it is a decision, and can be undone like any other."""
    return services.graph.spreading.accept(asset_id, reason=body.reason, actor=actor)


@router.put("/edges/{edge_id}/stop", responses={200: {"model": Stopped}})
def stop_edge(edge_id: Id, body: StopBody, services: Part, actor: Decider) -> Any:
    """Say that no level spreads along an edge (`masked-copy`, `aggregate`), or with null that it does again."""
    return services.graph.spreading.stop(edge_id, body.reason, actor=actor)


@router.get(
    "/export",
    response_class=Response,
    responses={200: {"content": {name: {} for name in FORMS.values()}, "description": "The graph, masked"}},
)
def export_graph(
    services: Part,
    actor: Searcher,
    form: Literal["graphml", "jsonld"],
    asset: Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9]+$")] = None,
    depth: Depth = 2,
    kind: Kinds = None,
    min_score: Score = 0.0,
    concepts: bool = True,
) -> Response:
    """Return the graph, or what lies around an asset, as GraphML or as JSON-LD in the words of PROV-O; masked."""
    data = services.graph.files.made(
        form, asset=asset, depth=depth, kinds=kind, min_score=min_score, concepts=concepts, actor=actor
    )
    return Response(data, media_type=FORMS[form], headers={"Cache-Control": "no-store"})
