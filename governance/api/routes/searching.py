"""Search. The query travels in the body: never in a URL, never in a log."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from assay.governance.api.answers import SearchAnswer
from assay.governance.api.auth import Searcher
from assay.governance.api.parts import held_of
from assay.governance.api.schemas import SearchBody

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["search"])


@router.post("/search", responses={200: {"model": SearchAnswer}})
async def search(body: SearchBody, request: Request, actor: Searcher) -> Any:
    """Find assets by meaning (`text`), by likeness to an asset (`like`) or by a value they mention (`value`)."""
    held = held_of(request)
    return await held.gate.run(
        lambda: held.services.search.query(
            body.text,
            like=body.like,
            value=body.value,
            modality=body.modality.value if body.modality else None,
            topic=body.topic,
            max_level=body.max_level,
            source=body.source,
            owner=body.owner,
            as_user=body.as_user,
            linked=body.linked,
            limit=body.limit,
            actor=actor,
        )
    )
