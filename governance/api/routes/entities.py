"""Entities: the things that files name, and what stewards say is one thing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from assay.governance.api.answers import Entity, Page
from assay.governance.api.auth import Decider, Reader, Searcher
from assay.governance.api.bodies import MergeBody, NameBody, SplitBody
from assay.governance.api.parts import Cursor, Id, Limit, Part
from assay.governance.domain import EntityKind

__all__ = ["router"]

router = APIRouter(prefix="/v1/entities", tags=["entities"])
Asset = Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9]+$")]


@router.get("", responses={200: {"model": Page}})
def list_entities(
    services: Part,
    actor: Reader,
    kind: EntityKind | None = None,
    asset: Asset = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """List entities, or those that an asset names; people are shown masked."""
    return services.entities.page(kind=kind, asset=asset, cursor=cursor, limit=limit, actor=actor)


@router.post("/find", responses={200: {"model": Page}})
def find_entities(body: NameBody, services: Part, actor: Searcher) -> Any:
    """Find entities by a name, however it is written; the name goes by its hash and is kept nowhere."""
    return services.entities.find(body.name, limit=body.limit, actor=actor)


@router.get("/{entity_id}", responses={200: {"model": Entity}})
def get_entity(entity_id: Id, services: Part, actor: Reader) -> Any:
    """Return an entity with the assets that name it, why its names are one, and its history."""
    return services.entities.show(entity_id, actor=actor)


@router.post("/{entity_id}/merge", responses={200: {"model": Entity}})
def merge_entities(entity_id: Id, body: MergeBody, services: Part, actor: Decider) -> Any:
    """Say that another entity is the same thing; reading files again does not part them."""
    return services.entities.merge(entity_id, body.other, reason=body.reason, actor=actor)


@router.post("/{entity_id}/split", responses={200: {"model": Entity}})
def split_entity(entity_id: Id, body: SplitBody, services: Part, actor: Decider) -> Any:
    """Say that some of its names are of another thing; reading files again does not join them."""
    return services.entities.split(entity_id, body.names, reason=body.reason, actor=actor)


@router.post("/decisions/{decision_id}/undo", responses={200: {"model": Entity}})
def undo_entity_decision(decision_id: Id, services: Part, actor: Decider) -> Any:
    """Take a merge or a split back."""
    return services.entities.undo(decision_id, actor=actor)
