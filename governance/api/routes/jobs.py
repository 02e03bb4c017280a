"""Jobs: where they stand, their progress as server-sent events, and stopping them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any, Literal

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from assay.governance.api.answers import JobState, Page
from assay.governance.api.auth import Ingester
from assay.governance.api.parts import Cursor, Held, Id, Limit, Part, held_of

__all__ = ["router"]

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

State = Literal["queued", "running", "done", "failed", "cancelled"]
ENDED = frozenset({"done", "failed", "cancelled"})
LOOK_SECONDS = 0.25
PING_SECONDS = 15.0
LONGEST_SECONDS = 3600.0
MOST_STREAMS = 64


@router.get("", responses={200: {"model": Page}})
def list_jobs(
    services: Part, actor: Ingester, state: State | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """List jobs, the newest first."""
    return services.jobs.page(state=state, cursor=cursor, limit=limit)


@router.get("/{job_id}", responses={200: {"model": JobState}})
def get_job(job_id: Id, services: Part, actor: Ingester) -> Any:
    """Return a job's state and its counts by status."""
    return services.jobs.get(job_id)


@router.delete("/{job_id}", status_code=204)
def cancel_job(job_id: Id, services: Part, actor: Ingester) -> Response:
    """Ask a job to stop; what it has finished stays."""
    services.jobs.cancel(job_id)
    return Response(status_code=204)


@router.get(
    "/{job_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "`progress` events, then `end`"}},
)
async def job_events(job_id: Id, request: Request, actor: Ingester) -> Response:
    """Follow a job: an event `progress` at each change, and `end` with the last state."""
    held = held_of(request)
    state = await run_in_threadpool(held.services.jobs.get, job_id)
    if held.streams >= MOST_STREAMS:
        raise HTTPException(429)
    return StreamingResponse(
        _follow(held, job_id, state), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def _follow(held: Held, job_id: str, state: dict[str, Any]) -> AsyncIterator[bytes]:
    held.streams += 1
    held.metrics.streams(held.streams)
    try:
        begun = spoken = time.monotonic()
        last: dict[str, Any] | None = None
        number = 0
        while time.monotonic() - begun < LONGEST_SECONDS:
            if state.get("state") in ENDED:
                yield _event("end", number, state)
                return
            if state != last:
                yield _event("progress", number, state)
                last, number, spoken = state, number + 1, time.monotonic()
            elif time.monotonic() - spoken > PING_SECONDS:
                yield b": still here\n\n"
                spoken = time.monotonic()
            await asyncio.sleep(LOOK_SECONDS)
            state = await run_in_threadpool(held.services.jobs.get, job_id)
    finally:
        held.streams -= 1
        held.metrics.streams(held.streams)


def _event(kind: str, number: int, state: dict[str, Any]) -> bytes:
    data = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return f"id: {number}\nevent: {kind}\ndata: {data}\n\n".encode()
