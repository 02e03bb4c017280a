"""Assets: taking them in, listing them, and what is known of each. All of it masked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParam
from starlette.concurrency import run_in_threadpool

from assay.governance.api.answers import (
    Accepted,
    AssetPage,
    Content,
    Forgotten,
    Governed,
    Neighbourhood,
    Page,
    Revealed,
    Rows,
    TagResult,
)
from assay.governance.api.auth import Administrator, Decider, Ingester, Reader, Revealer, Searcher
from assay.governance.api.bodies import GovernanceBody, IngestBody, RevealBody
from assay.governance.api.parts import Code, Cursor, IfMatch, Limit, Part, Seen, checked, etag_given, held_of, tagged
from assay.governance.api.routes.graph import Depth, Kinds, Score
from assay.governance.api.uploads import multipart, spooled
from assay.governance.domain import Modality, Reason, Status

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["assets"])

Age = Literal["week", "month", "year", "older"]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": IngestBody.model_json_schema()}, **multipart()},
    }
}


@router.post("/assets", status_code=202, responses={202: {"model": Accepted}}, openapi_extra=_BODY)
async def ingest(request: Request, response: Response, actor: Ingester) -> Any:
    """Take in a place that the server can read (`{"uri": …}`) or one uploaded file; `Location` is the job."""
    held = held_of(request)
    if request.headers.get("content-type", "").startswith("multipart/"):
        async with spooled(request, held.uploads) as upload:
            job = await run_in_threadpool(held.services.jobs.submit_upload, upload.path, upload.name, actor)
    else:
        body = checked(IngestBody, await request.body())
        job = await run_in_threadpool(lambda: held.services.jobs.submit([body.uri], actor=actor))
    response.headers["Location"] = f"/v1/jobs/{job}"
    return {"id": job}


@router.get("/assets", responses={200: {"model": AssetPage}})
def list_assets(
    services: Part,
    actor: Reader,
    modality: Modality | None = None,
    topic: Code = None,
    status: Status | None = None,
    level: Code = None,
    reason: Reason | None = None,
    language: Code = None,
    source: Code = None,
    owner: Annotated[str | None, Query(min_length=1, max_length=500)] = None,
    issue: Code = None,
    age: Age | None = None,
    needs_review: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """List assets with facets; `level` is `PACK:CODE`, `source` an id, `age` that of the last change, `issue` a type.

    `next` is the cursor of the page that follows.
    """
    return services.assets.page(
        modality=modality.value if modality else None,
        topic=topic,
        status=status.value if status else None,
        level=level,
        reason=reason.value if reason else None,
        language=language,
        source=source,
        owner=owner,
        issue=issue,
        age=age,
        needs_review=needs_review,
        cursor=cursor,
        limit=limit,
        actor=actor,
    )


@router.get("/assets/{asset_id}", responses={200: {"model": TagResult}})
def get_asset(asset_id: Seen, response: Response, services: Part, actor: Reader) -> Any:
    """Return the TagResult of an asset with its history; `ETag` is that of its governance fields."""
    return tagged(response, services.assets.show(asset_id, actor=actor))


@router.patch("/assets/{asset_id}", responses={200: {"model": Governed}})
def update_asset(
    asset_id: Seen, body: GovernanceBody, response: Response, services: Part, actor: Decider, if_match: IfMatch = None
) -> Any:
    """Set governance fields: who owns it, what for, how long. `If-Match` refuses (412) what changed meanwhile."""
    fields = body.model_dump(exclude_unset=True)
    return tagged(response, services.assets.govern(asset_id, fields, etag=etag_given(if_match), actor=actor))


@router.delete("/assets/{asset_id}", responses={200: {"model": Forgotten}})
def forget_asset(asset_id: Seen, services: Part, actor: Administrator) -> Any:
    """Forget an asset: its keys are destroyed, and with them all that was read. The file itself is not touched."""
    return services.forgetting.forget(asset_id, actor=actor)


@router.get("/assets/{asset_id}/findings", responses={200: {"model": Page}})
def list_findings(asset_id: Seen, services: Part, actor: Reader, cursor: Cursor = None, limit: Limit = 100) -> Any:
    """Return what was found in an asset, masked, with its place and why."""
    return services.assets.findings(asset_id, cursor=cursor, limit=limit)


@router.get("/assets/{asset_id}/links", responses={200: {"model": Neighbourhood}})
def list_links(
    asset_id: Seen,
    services: Part,
    actor: Reader,
    depth: Depth = 1,
    kind: Kinds = None,
    min_score: Score = 0.0,
    limit: Limit = 200,
) -> Any:
    """Return the neighbourhood of an asset, each link with its evidence at both ends."""
    return services.assets.links(asset_id, depth=depth, kinds=kind, min_score=min_score, limit=limit, actor=actor)


@router.get("/assets/{asset_id}/content", responses={200: {"model": Content}})
def get_content(
    asset_id: Seen,
    services: Part,
    actor: Searcher,
    cursor: Cursor = None,
    limit: Annotated[int | None, Query(ge=1, le=5_000)] = None,
) -> Any:
    """Return the text of an asset with every finding masked; spans count in the masked text.

    With `limit` so many segments, and `next`, the cursor of those that follow.
    """
    return services.viewing.content(asset_id, cursor=cursor, limit=limit)


@router.get("/assets/{asset_id}/rows", responses={200: {"model": Rows}})
async def get_rows(
    asset_id: Seen,
    request: Request,
    actor: Searcher,
    sheet: Annotated[int, Query(ge=1, le=10_000)] = 1,
    row: Annotated[int | None, Query(ge=1, le=100_000_000)] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Any:
    """Return rows of a table from `row` on, every value masked; `marks` say what stands in which cell."""
    held = held_of(request)
    rows = held.services.viewing.rows
    return await held.gate.run(lambda: rows(asset_id, sheet=sheet, row=row, cursor=cursor, limit=limit))


@router.get(
    "/assets/{asset_id}/pages/{number}",
    response_class=Response,
    responses={200: {"content": {"image/png": {}, "image/jpeg": {}}, "description": "The page, masked"}},
)
async def get_page(
    asset_id: Seen, number: Annotated[int, PathParam(ge=1, le=1_000_000)], request: Request, actor: Searcher
) -> Response:
    """Return a page, a picture or a frame as pixels in which values are blacked out; 409 where that cannot be done."""
    held = held_of(request)
    data, media_type = await held.gate.run(lambda: held.services.viewing.page(asset_id, number))
    return Response(data, media_type=media_type, headers={"Cache-Control": "no-store"})


@router.get(
    "/assets/{asset_id}/media",
    response_class=Response,
    responses={200: {"content": {"audio/wav": {}}, "description": "The sound, masked"}},
)
async def get_media(
    asset_id: Seen,
    request: Request,
    actor: Searcher,
    start: Annotated[float, Query(ge=0, le=1_000_000)] = 0.0,
    seconds: Annotated[float, Query(gt=0, le=600)] = 60.0,
) -> Response:
    """Return a stretch of sound: what was understood is heard, values and all else are silent."""
    held = held_of(request)
    data = await held.gate.run(lambda: held.services.viewing.media(asset_id, start=start, seconds=seconds))
    return Response(data, media_type="audio/wav", headers={"Cache-Control": "no-store"})


@router.post("/assets/{asset_id}/reveal", responses={200: {"model": Revealed}})
async def reveal(asset_id: Seen, body: RevealBody, request: Request, response: Response, actor: Revealer) -> Any:
    """Return a finding's value, a page or a stretch of sound in clear. It is on record who saw what, and why."""
    held = held_of(request)
    response.headers["Cache-Control"] = "no-store"
    return await held.gate.run(
        lambda: held.services.viewing.reveal(
            asset_id, finding=body.finding, page=body.page, start=body.start, seconds=body.seconds, reason=body.reason,
            actor=actor,
        )
    )  # fmt: skip
