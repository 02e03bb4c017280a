"""Events: others say that something changed at a place."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assay.governance.api.answers import Accepted
from assay.governance.api.auth import Ingester
from assay.governance.api.cloudevents import STRUCTURED, places_of, read_event
from assay.governance.api.parts import held_of

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["events"])

_TEXT = {"type": "string", "minLength": 1, "maxLength": 4096}
_STRUCTURED = {
    "type": "object",
    "required": ["specversion", "id", "source", "type"],
    "properties": {
        "specversion": {"const": "1.0"}, "id": _TEXT, "source": _TEXT, "type": _TEXT,
        "subject": {"type": "string", "maxLength": 4096}, "data": {},
    },
}  # fmt: skip
_BODY = {
    "requestBody": {
        "required": True,
        "content": {STRUCTURED: {"schema": _STRUCTURED}, "application/json": {"schema": {"type": "object"}}},
    }
}


@router.post("/events", status_code=202, responses={202: {"model": Accepted}}, openapi_extra=_BODY)
async def receive_event(request: Request, response: Response, actor: Ingester) -> Any:
    """Take a CloudEvent, structured or binary: its place is looked at, read or buried. Known sources alone."""
    event = read_event(request.headers, await request.body())
    places = places_of(event)
    jobs = held_of(request).services.jobs
    job = await run_in_threadpool(lambda: jobs.submit_event(places, event=event.key, actor=actor))
    response.headers["Location"] = f"/v1/jobs/{job}"
    return {"id": job}
