"""Metadata out: a file of what is known of assets."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from assay.governance.api.auth import Searcher
from assay.governance.api.bodies import ExportBody
from assay.governance.api.parts import held_of

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["exports"])

_FILES = ("text/csv", "application/jsonl", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}


@router.post(
    "/export",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in _FILES}, "description": "The file"}},
)
async def export(body: ExportBody, request: Request, actor: Searcher) -> Response:
    """Return a file (CSV, XLSX, JSON lines) of all that is known of a selection or a data set: one record an asset.

    Every text in it is masked, and it is on record who exported how many.
    """
    held = held_of(request)
    path = Path(await run_in_threadpool(tempfile.mkdtemp, dir=held.uploads), f"assets.{body.format}")
    try:
        services = held.services
        chosen = services.datasets.chosen(body.dataset) if body.dataset else body.select.chosen()
        await held.gate.run(lambda: services.exporting.write(path, body.format, chosen=chosen, actor=actor))
    except BaseException:
        _drop(path)
        raise
    return FileResponse(
        path, media_type=_KINDS[body.format], filename=path.name, headers={"Cache-Control": "no-store"},
        background=BackgroundTask(_drop, path),
    )  # fmt: skip


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.parent.rmdir()
