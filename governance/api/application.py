"""The HTTP API as one FastAPI application: routes, guards and problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

import assay
from assay.governance.api.answers import Problem
from assay.governance.api.auth import Identify
from assay.governance.api.description import describe
from assay.governance.api.guards import BodyGuard, HostGuard, Shield
from assay.governance.api.idempotency import IdempotencyGuard
from assay.governance.api.metrics import Metrics
from assay.governance.api.parts import Gate, Held
from assay.governance.api.problems import MEDIA_TYPE, install
from assay.governance.api.routes import ROUTERS
from assay.governance.api.sessions import Sessions
from assay.governance.api.uploads import clear
from assay.governance.domain import LOCAL_ADMIN, Actor
from assay.governance.settings import Settings

if TYPE_CHECKING:
    from assay.governance.services import Services

__all__ = ["create_app"]

JSON_BYTES = 16 << 20
KINDS = {
    "/v1/tag/file": ("multipart/form-data",),
    "/v1/search/file": ("multipart/form-data",),
    "/v1/governance/rules/read": ("multipart/form-data",),
    "/v1/mask": ("application/json", "multipart/form-data"),
    "/v1/assets": ("application/json", "multipart/form-data"),
    "/v1/events": ("application/json", "application/cloudevents+json"),
    "/signin": ("application/x-www-form-urlencoded",),
    "/signout": ("application/x-www-form-urlencoded",),
}
# The framework records exceptions with their text, and exports them when the environment says so.
_NO_TELEMETRY: Any = {
    "tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False,
}  # fmt: skip


def create_app(services: Services, settings: Settings, *, sessions: Sessions | None = None) -> FastAPI:
    """Return the API over `services`; `sessions` are shared with who hands out one-time codes."""
    metrics = Metrics()
    held = Held(
        services=services,
        sessions=sessions or Sessions(),
        metrics=metrics,
        gate=Gate(running=settings.workers, waiting=settings.workers * 8, metrics=metrics),
        uploads=settings.home.resolve() / "uploads",
    )
    clear(held.uploads)
    app = FastAPI(
        title="Assay",
        summary="Intelligent multimodal data governance: find, grade, link and review, with evidence.",
        version=assay.__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        responses={"default": {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "A problem"}},
        telemetry=_NO_TELEMETRY,
    )
    app.state.held = held
    held.sessions.watch(lambda actor: actor == LOCAL_ADMIN or _holds_a_key(services, actor))
    for router in ROUTERS:
        app.include_router(router)
    install(app)
    # The last one added is the outermost.
    upload = settings.limits.file_bytes + (1 << 20)
    app.add_middleware(IdempotencyGuard, services=services, folder=held.uploads)
    app.add_middleware(BodyGuard, most=JSON_BYTES, most_upload=upload, kinds=KINDS)
    app.add_middleware(Identify, authenticate=services.access.authenticate, sessions=held.sessions)
    app.add_middleware(HostGuard, hosts=settings.allowed_hosts)
    app.add_middleware(Shield, metrics=metrics)
    describe(app)
    return app


def _holds_a_key(services: Services, actor: Actor) -> bool:
    return any(
        (key["name"], key["role"], key["revoked_at"]) == (actor.name, actor.role.value, None)
        for key in services.access.list()
    )


def _operation_id(route: APIRoute) -> str:
    return route.name
