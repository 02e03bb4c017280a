"""`Idempotency-Key`: a POST that is sent again under its key does its work once and gets the first answer."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.governance.api.problems import answer_of, problem
from assay.governance.domain import AssayError

if TYPE_CHECKING:
    from assay.governance.services import Services

__all__ = ["IdempotencyGuard", "does_once"]

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_IN_MEMORY = 1 << 20
_MOST_ANSWER = 1 << 20
_KEPT_HEADERS = (b"content-type", b"location", b"etag")
_AGAIN = frozenset({401, 408, 429})
_CHANGE_NOTHING = re.compile(
    r"/v1/(?:tag|tag/file|mask|export|search|search/file|answer|sources/plan|policies/(?:check|simulate)|verify|governance/rules/(?:preview|read)"
    r"|assets/[^/]+/reveal|datasets/[^/]+/(?:score|gate))"
)


def does_once(path: str) -> bool:
    """Say whether a POST to a path changes something, so that a key makes it happen once."""
    return not _CHANGE_NOTHING.fullmatch(path)


class IdempotencyGuard:
    """Stands behind sign-in and limits. Keys are each caller's own, and say nothing where a call changes nothing."""

    def __init__(self, app: ASGIApp, *, services: Services, folder: Path) -> None:
        self.app = app
        self.services = services
        self.folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is new, and answer what was answered before."""
        headers = Headers(scope=scope) if scope["type"] == "http" else None
        given = headers.get("idempotency-key") if headers is not None and scope["method"] == "POST" else None
        actor = scope.get("assay.actor")
        if given is None or headers is None or actor is None or not does_once(scope["path"]):
            await self.app(scope, receive, send)
            return
        if not _KEY.fullmatch(given):
            await problem(422)(scope, receive, send)
            return
        key = f"{actor.role.value}/{actor.name}/POST {scope['path']}/{given}"
        async with _spooled(receive, self.folder) as body:
            request = await run_in_threadpool(_digest, body, headers.get("content-type", ""))
            try:
                before = await run_in_threadpool(self._begin, key, request)
            except AssayError as exc:
                await answer_of(exc)(scope, receive, send)
                return
            if before is not None:
                await _replay(before, send)
                return
            await self._first(key, scope, _replayed(body, receive), send)

    async def _first(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the call do its work, and keep its answer; one that failed for now may be sent again."""
        kept: dict[str, Any] = {"status": 0, "headers": [], "body": b""}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept["status"] = message["status"]
                kept["headers"] = [it for it in message["headers"] if it[0] in _KEPT_HEADERS]
            elif message["type"] == "http.response.body" and len(kept["body"]) <= _MOST_ANSWER:
                kept["body"] += message.get("body", b"")
            await send(message)

        done = False
        try:
            await self.app(scope, receive, sending)
            done = 0 < kept["status"] < 500 and kept["status"] not in _AGAIN and len(kept["body"]) <= _MOST_ANSWER
        finally:
            if done:
                answer = {
                    "status": kept["status"], "body": base64.b64encode(kept["body"]).decode(),
                    "headers": [[name.decode(), value.decode()] for name, value in kept["headers"]],
                }  # fmt: skip
                await run_in_threadpool(self._finish, key, answer)
            else:
                await run_in_threadpool(self._abandon, key)

    def _begin(self, key: str, request: bytes) -> dict[str, Any] | None:
        with self.services.store.write() as db:
            known = db.idempotency.begin(key, request)
        return dict(known) if known is not None else None

    def _finish(self, key: str, answer: dict[str, Any]) -> None:
        with self.services.store.write() as db:
            db.idempotency.finish(key, answer)

    def _abandon(self, key: str) -> None:
        with self.services.store.write() as db:
            db.idempotency.abandon(key)


@contextlib.asynccontextmanager
async def _spooled(receive: Receive, folder: Path) -> AsyncIterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder)) as body:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            piece = message.get("body", b"")
            await run_in_threadpool(body.write, piece)
            more = message.get("more_body", False)
        yield body


def _digest(body: IO[bytes], content_type: str) -> bytes:
    """Hash a body; the lines that part a multipart body are each sender's own and do not count."""
    found = _BOUNDARY.search(content_type) if content_type.startswith("multipart/") else None
    mark = b"--" + found[1].encode("latin-1") if found else None
    digest = hashlib.sha256()
    body.seek(0)
    for line in body:
        if mark is None or not line.startswith(mark):
            digest.update(line)
    return digest.digest()


def _replayed(body: IO[bytes], receive: Receive) -> Receive:
    body.seek(0)
    ended = False

    async def receiving() -> Message:
        nonlocal ended
        if ended:
            return await receive()
        piece = await run_in_threadpool(body.read, 1 << 16)
        ended = len(piece) < 1 << 16
        return {"type": "http.request", "body": piece, "more_body": not ended}

    return receiving


async def _replay(answer: dict[str, Any], send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in answer["headers"]]
    body = base64.b64decode(answer["body"])
    headers += [(b"content-length", str(len(body)).encode()), (b"idempotency-replayed", b"true")]
    await send({"type": "http.response.start", "status": answer["status"], "headers": headers})
    await send({"type": "http.response.body", "body": body})
