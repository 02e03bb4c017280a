"""Links: which there are, and what people say of them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from assay.governance.api.answers import Page
from assay.governance.api.auth import Decider, Reader
from assay.governance.api.bodies import LinkBody
from assay.governance.api.parts import Cursor, Id, Limit, Part
from assay.governance.domain import LinkKind, LinkStatus

__all__ = ["router"]

router = APIRouter(prefix="/v1/links", tags=["graph"])


@router.get("", responses={200: {"model": Page}})
def list_links_of_all(
    services: Part,
    actor: Reader,
    kind: LinkKind | None = None,
    status: LinkStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """List links of which both ends may be seen, rejected ones too, each with its evidence."""
    return services.links.page(kind=kind, status=status, cursor=cursor, limit=limit, actor=actor)


@router.get("/{link_id}")
def get_link(link_id: Id, services: Part, actor: Reader) -> Any:
    """Return a link with its evidence at both ends."""
    return services.links.show(link_id, actor=actor)


@router.patch("/{link_id}")
def decide_link(link_id: Id, body: LinkBody, services: Part, actor: Decider) -> Any:
    """Confirm or reject a link, or take that back with `proposed`. It stays so when the files are read again."""
    return services.links.decide(link_id, body.status, actor=actor)
