"""What routes share: the services, the gate before model work, ids, cursors and entity tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import anyio.to_thread
from fastapi import Depends, Header, Query, Request, Response
from fastapi import Path as PathParam
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from assay.governance.api.metrics import Metrics
from assay.governance.api.sessions import Sessions

if TYPE_CHECKING:
    from assay.governance.services import Services
else:
    Services = Any

__all__ = [
    "Code",
    "Cursor",
    "Gate",
    "Held",
    "Id",
    "IfMatch",
    "Limit",
    "Part",
    "Seen",
    "Slug",
    "checked",
    "etag_given",
    "held_of",
    "services_of",
    "tagged",
]

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

Id = Annotated[str, PathParam(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Slug = Annotated[str, PathParam(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.@-]+$")]
Code = Annotated[str | None, Query(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:@/-]+$")]
Cursor = Annotated[str | None, Query(min_length=1, max_length=512, pattern=r"^[A-Za-z0-9_.:=|-]+$")]
IfMatch = Annotated[str | None, Header(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=500)]


class Gate:
    """Lets `running` calls run in threads and `waiting` more wait; refuses the rest with 429."""

    def __init__(self, *, running: int, waiting: int, metrics: Metrics) -> None:
        self._running = running
        self._most = running + waiting
        self._metrics = metrics
        self._inside = 0
        self._limiter: anyio.CapacityLimiter | None = None

    async def run(self, call: Callable[[], T]) -> T:
        """Run a call off the event loop.

        Raises:
            HTTPException: 429, as many as may wait are waiting.
        """
        if self._inside >= self._most:
            raise HTTPException(429)
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self._running)
        self._inside += 1
        self._metrics.tagging(self._inside)
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)
        finally:
            self._inside -= 1
            self._metrics.tagging(self._inside)


class Held:
    """What one application holds beside its routes."""

    def __init__(self, *, services: Services, sessions: Sessions, metrics: Metrics, gate: Gate, uploads: Path) -> None:
        self.services = services
        self.sessions = sessions
        self.metrics = metrics
        self.gate = gate
        self.uploads = uploads
        self.streams = 0


def held_of(request: Request) -> Held:
    """Return what the application holds."""
    held: Held = request.app.state.held
    return held


async def services_of(request: Request) -> Services:
    """Return the services of the application."""
    return held_of(request).services


Part = Annotated[Services, Depends(services_of)]


def _seen(asset_id: Id, request: Request) -> str:
    """Answer 404 for an asset that the caller may not know of; who may not ask at all is told so by the route."""
    actor = request.scope.get("assay.actor")
    if actor is not None:
        held_of(request).services.assets.known(asset_id, actor=actor)
    return asset_id


Seen = Annotated[str, Depends(_seen)]


def checked(model: type[M], given: bytes | Mapping[str, str]) -> M:
    """Read a body that the framework does not, one of two kinds of content, and say as it does what is wrong.

    Raises:
        RequestValidationError: 422, without anything of what was given.
    """
    try:
        return model.model_validate_json(given) if isinstance(given, bytes) else model.model_validate(given)
    except ValidationError as exc:
        errors = exc.errors(include_input=False, include_url=False, include_context=False)
        raise RequestValidationError([{**error, "loc": ("body", *error["loc"])} for error in errors]) from None


def etag_given(if_match: str | None) -> str | None:
    """Return the tag that `If-Match` names, or None where anything will do."""
    return None if if_match is None or if_match.strip() == "*" else if_match.strip().removeprefix("W/").strip('"')


def tagged(response: Response, value: Any) -> Any:
    """Put a value's own tag into `ETag`, and return the value."""
    if value.get("etag"):
        response.headers["ETag"] = f'"{value["etag"]}"'
    return value
