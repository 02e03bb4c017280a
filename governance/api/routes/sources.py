"""Sources: which there are, adding one, what of it counts, what a scan would cost, and scanning."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from assay.governance.api.answers import Accepted, Plan, SourceState
from assay.governance.api.auth import Ingester, Reader
from assay.governance.api.bodies import PlanBody, SourceBody, SourceChange
from assay.governance.api.parts import Id, IfMatch, Part, etag_given, held_of, tagged

__all__ = ["router"]

router = APIRouter(prefix="/v1/sources", tags=["sources"])


@router.get("", responses={200: {"model": list[SourceState]}})
def list_sources(services: Part, actor: Reader) -> Any:
    """List the sources with the counts of their assets and the job that works on them, if one does."""
    return services.sources.list(actor)


@router.post("", status_code=201, responses={201: {"model": SourceState}})
def add_source(body: SourceBody, response: Response, services: Part, actor: Ingester) -> Any:
    """Add a source: a folder, a bucket, a database. Nothing is read before it is scanned."""
    return tagged(
        response,
        services.sources.add(body.uri, name=body.name, include=body.include, exclude=body.exclude, actor=actor),
    )


@router.post("/plan", responses={200: {"model": Plan}})
async def plan_scan(body: PlanBody, request: Request, actor: Ingester) -> Any:
    """Say what scanning would take: files, hours, disk, pages to recognise. A few files are read, nothing is stored."""
    held = held_of(request)
    services = held.services
    uri = body.uri
    if uri is None:
        uri = services.sources.root(body.source or "", actor=actor)
    else:
        services.sources.may_name(uri, actor)
    return await held.gate.run(
        lambda: services.planner.plan([uri], include=body.include, exclude=body.exclude, seconds=body.seconds)
    )


@router.get("/{source_id}", responses={200: {"model": SourceState}})
def get_source(source_id: Id, response: Response, services: Part, actor: Reader) -> Any:
    """Return one source."""
    return tagged(response, services.sources.get(source_id, actor))


@router.patch("/{source_id}", responses={200: {"model": SourceState}})
def update_source(
    source_id: Id, body: SourceChange, response: Response, services: Part, actor: Ingester, if_match: IfMatch = None
) -> Any:
    """Change a source's name and patterns; what they leave out goes from the catalog with its next scan."""
    changes = body.model_dump(exclude_unset=True)
    return tagged(response, services.sources.change(source_id, changes, etag=etag_given(if_match), actor=actor))


@router.post("/{source_id}/scan", status_code=202, responses={202: {"model": Accepted}})
def scan_source(source_id: Id, response: Response, services: Part, actor: Ingester) -> Any:
    """Scan a source; `Location` is the job. While one waits or runs, that one is given."""
    job = services.sources.scan(source_id, actor=actor)
    response.headers["Location"] = f"/v1/jobs/{job}"
    return {"id": job}
