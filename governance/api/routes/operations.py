"""Overview, models, verification, health and figures."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assay.governance.api.answers import Health, Me, Page
from assay.governance.api.auth import Administrator, Reader
from assay.governance.api.metrics import MEDIA_TYPE
from assay.governance.api.parts import Code, Cursor, Limit, Part, Slug, held_of

__all__ = ["router"]

router = APIRouter(tags=["operations"])


@router.get("/v1/me", responses={200: {"model": Me}})
async def who_am_i(actor: Reader) -> Any:
    """Say who the caller is, by key or session, and what the role may do."""
    return {"name": actor.name, "role": actor.role.value, "may": sorted(actor.role.permissions)}


@router.get("/v1/overview")
def overview(services: Part, actor: Reader) -> Any:
    """Return the figures of the whole catalog."""
    return services.overview(actor)


@router.get("/v1/models")
def list_models(services: Part, actor: Reader) -> Any:
    """List the models in use."""
    return services.operations.models()


@router.get("/v1/models/{name}")
def get_model(name: Slug, services: Part, actor: Reader) -> Any:
    """Return one model of the manifest: what it is for, its version, licence and files."""
    return services.operations.model(name)


@router.get("/v1/audit", responses={200: {"model": Page}})
def list_audit(
    services: Part, actor: Administrator, target: Code = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """List the audit trail, the newest first: who did what to what, when. `target` is an id."""
    return services.operations.audit(target=target, cursor=cursor, limit=limit)


@router.post("/v1/verify")
def verify(services: Part, actor: Administrator) -> Any:
    """Check that catalog, vault, vectors and graph agree."""
    return services.operations.verify()


@router.get("/healthz", responses={200: {"model": Health}})
async def healthz() -> Any:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={200: {"model": Health}})
async def readyz(request: Request, response: Response) -> Any:
    """Say whether requests that need the stores will be served; what is missing is for `assay doctor` to say."""
    ready = bool(await run_in_threadpool(held_of(request).services.operations.ready))
    response.status_code = 200 if ready else 503
    return {"status": "ready" if ready else "not ready"}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request, actor: Reader) -> Response:
    """Return figures for Prometheus."""
    return Response(held_of(request).metrics.render(), media_type=MEDIA_TYPE)
