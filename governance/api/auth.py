"""Who is asking, and what they may do: a key in `Authorization: Bearer`, or the cookie of a sign-in."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from assay.governance.api.problems import problem
from assay.governance.api.sessions import COOKIE, Sessions
from assay.governance.domain import Actor, Permission

__all__ = [
    "Administrator",
    "Decider",
    "Identify",
    "Ingester",
    "Reader",
    "Revealer",
    "Searcher",
    "TaggerActor",
    "needs",
    "same_origin",
    "session_actor",
]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Identify:
    """Finds out who is asking, before any body is read. Whether they may is asked by each route (`needs`)."""

    def __init__(self, app: ASGIApp, *, authenticate: Callable[[str], Actor | None], sessions: Sessions) -> None:
        self.app = app
        self.authenticate = authenticate
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the actor, or nothing, into the scope."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            given = headers.get("authorization")
            if given is not None:
                scheme, _, key = given.partition(" ")
                if scheme.lower() == "bearer" and 0 < len(key) <= 512:
                    scope["assay.actor"] = await run_in_threadpool(self.authenticate, key.strip())
            else:
                actor = session_actor(scope, self.sessions)
                if actor is not None and scope["method"] not in SAFE and not same_origin(scope):
                    await problem(403)(scope, receive, send)
                    return
                scope["assay.actor"] = actor
        await self.app(scope, receive, send)


def session_actor(scope: Scope, sessions: Sessions) -> Actor | None:
    """Return who the request's session cookie belongs to, or None."""
    token = HTTPConnection(scope).cookies.get(COOKIE)
    return sessions.actor(token) if token else None


def same_origin(scope: Scope) -> bool:
    """Say whether the request comes from a page of ours: an `Origin` that is this very host and port."""
    headers = Headers(scope=scope)
    try:
        origin = urlsplit(headers.get("origin", ""))
    except ValueError:
        return False
    return origin.scheme in ("http", "https") and origin.netloc.lower() == headers.get("host", "").lower()


def needs(permission: Permission) -> Callable[[Request], Coroutine[Any, Any, Actor]]:
    """Return a dependency that gives the actor, or answers 401 or 403."""

    async def actor(request: Request) -> Actor:
        found = cast("Actor | None", request.scope.get("assay.actor"))
        if found is None:
            raise HTTPException(401)
        if not found.may(permission):
            raise HTTPException(403)
        return found

    actor.permission = permission  # type: ignore[attr-defined]  # what OpenAPI says of the route
    return actor


Reader = Annotated[Actor, Depends(needs(Permission.READ))]
Searcher = Annotated[Actor, Depends(needs(Permission.SEARCH))]
TaggerActor = Annotated[Actor, Depends(needs(Permission.TAG))]
Ingester = Annotated[Actor, Depends(needs(Permission.INGEST))]
Decider = Annotated[Actor, Depends(needs(Permission.DECIDE))]
Revealer = Annotated[Actor, Depends(needs(Permission.REVEAL))]
Administrator = Annotated[Actor, Depends(needs(Permission.ADMINISTER))]
