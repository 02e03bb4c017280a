"""What stands before every route: host allow-list, size and time of bodies, a last net for exceptions, headers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.governance.api.metrics import Metrics
from assay.governance.api.problems import answer_of, problem

__all__ = ["BodyGuard", "HostGuard", "Shield", "host_of"]

logger = logging.getLogger(__name__)
access = logging.getLogger("assay.access")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Shield:
    """The outermost layer: no exception gets past it, no answer leaves without its headers, each one is counted."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, most: int = 512) -> None:
        self.app = app
        self.metrics = metrics
        self.most = most
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and answer for what failed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        self.inside += 1
        try:
            if self.inside > self.most:
                await problem(503)(scope, receive, sending)
            else:
                await self.app(scope, receive, sending)
        except Exception as exc:  # noqa: BLE001 - the last net; nothing is hidden, all is logged by class
            # Neither the text of the exception nor its traceback goes anywhere: both may hold what was sent.
            if status:
                logger.error("an answer broke off for %s", type(exc).__name__)
                raise RuntimeError("the answer broke off") from None
            await answer_of(exc)(scope, receive, sending)
        finally:
            self.inside -= 1
            operation = _operation(scope)
            seconds = perf_counter() - begun
            self.metrics.request(operation, status, seconds)
            access.info("%s %s %d %.0f ms", scope["method"], operation, status, seconds * 1000)


class HostGuard:
    """Refuses host names that are not ours: what stops a page elsewhere from reaching a service on loopback."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower().rstrip(".") for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what asks for a known host."""
        if scope["type"] in ("http", "websocket") and not self._known(scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await problem(421)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        named = Headers(scope=scope).getlist("host")
        return len(named) == 1 and ("*" in self.hosts or host_of(named[0]) in self.hosts)


def host_of(netloc: str) -> str:
    """Return the host of `host`, `host:port` or `[v6]:port` in lower case; empty when it is none of these."""
    host, bracket, rest = netloc.lower().partition("]") if netloc.startswith("[") else (netloc.lower(), "", "")
    if bracket:
        port = rest[1:] if rest.startswith(":") else rest
        host = host + bracket
    else:
        host, _, port = host.partition(":")
    return host.rstrip(".") if not port or (port.isascii() and port.isdigit()) else ""


class BodyGuard:
    """Bounds a body's kind, bytes and patience. Who did not say who they are may send next to nothing."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        most: int,
        most_upload: int,
        kinds: Mapping[str, tuple[str, ...]],
        most_unknown: int = 64 << 10,
        patience: float = 30.0,
    ) -> None:
        self.app = app
        self.most = most
        self.most_upload = most_upload
        self.most_unknown = most_unknown
        self.kinds = kinds
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is of a known kind and not too long."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        known = scope.get("assay.actor") is not None
        kinds = self.kinds.get(scope["path"], ("application/json",))
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        length = headers.get("content-length", "0")
        has_body = length != "0" or "transfer-encoding" in headers
        if has_body and kind not in kinds:
            await problem(415 if known or scope["path"] == "/signin" else 401)(scope, receive, send)
            return
        limit = self.most_upload if kind == "multipart/form-data" else self.most
        limit = limit if known else min(limit, self.most_unknown)
        if not length.isdigit() or int(length) > limit:
            await problem(413 if known else 401)(scope, receive, send)
            return
        await self._counted(scope, receive, send, limit=limit, too_much=413 if known else 401)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, *, limit: int, too_much: int) -> None:
        taken, more, started = 0, True, False

        async def receiving() -> Message:
            nonlocal taken, more
            if not more:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self.patience)
            except TimeoutError:
                raise _Refused(408) from None
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                more = message.get("more_body", False)
                if taken > limit:
                    raise _Refused(too_much)
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except _Refused as exc:
            if started:
                raise
            await problem(exc.status, headers={"Connection": "close"})(scope, receive, send)


class _Refused(BaseException):
    """A body that is too long or too slow. Not an Exception: no handler on the way may take it for its own."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _operation(scope: Scope) -> str:
    route = scope.get("route")
    return str(getattr(route, "operation_id", None) or getattr(route, "name", None) or "other")
