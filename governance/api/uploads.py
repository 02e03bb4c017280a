"""One uploaded file, spooled to a private place that is gone afterwards; its name never becomes a path."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

__all__ = ["Upload", "clear", "multipart", "spooled"]

FILE_FIELD = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent: where it lies now, what it was called, and the plain fields beside it."""

    path: Path
    name: str
    fields: dict[str, str]


def multipart(*fields: str) -> dict[str, Any]:
    """Return what OpenAPI says of a multipart body with one file and some plain fields."""
    plain = {name: {"type": "string"} for name in fields}
    schema = {
        "type": "object", "required": [FILE_FIELD],
        "properties": {FILE_FIELD: {"type": "string", "format": "binary"}, **plain},
    }  # fmt: skip
    return {"multipart/form-data": {"schema": schema}}


def clear(folder: Path) -> None:
    """Make the folder anew: whatever lies there was left by a process that died."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@asynccontextmanager
async def spooled(request: Request, folder: Path, *, fields: tuple[str, ...] = ()) -> AsyncIterator[Upload]:
    """Read a multipart body into `folder`, and take it away again.

    Raises:
        HTTPException: 422, there is not exactly one part named `file`, or there is a field that nobody asked for.
    """
    async with request.form(max_files=1, max_fields=8, max_part_size=64 << 10) as form:
        sent, plain = _parts(form, fields)
        place = Path(await run_in_threadpool(tempfile.mkdtemp, dir=folder))
        try:
            target = place / "content"
            await run_in_threadpool(_copy, sent, target)
            yield Upload(path=target, name=_name(sent.filename), fields=plain)
        finally:
            await run_in_threadpool(shutil.rmtree, place, ignore_errors=True)


def _parts(form: FormData, fields: tuple[str, ...]) -> tuple[UploadFile, dict[str, str]]:
    sent: UploadFile | None = None
    plain: dict[str, str] = {}
    for name, value in form.multi_items():
        if name == FILE_FIELD and isinstance(value, UploadFile) and sent is None:
            sent = value
        elif name in fields and isinstance(value, str) and name not in plain:
            plain[name] = value
        else:
            raise HTTPException(422)
    if sent is None:
        raise HTTPException(422)
    return sent, plain


def _copy(sent: UploadFile, target: Path) -> None:
    with target.open("xb") as out:
        shutil.copyfileobj(sent.file, out, 1 << 20)


def _name(given: str | None) -> str:
    last = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return shown[-255:] if shown not in ("", ".", "..") else "upload"
