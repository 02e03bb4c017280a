"""The ways in: stdio for a host on this machine, streamable HTTP with a key for others."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import jsonrpc_message_adapter
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.governance.api.auth import Identify
from assay.governance.api.guards import BodyGuard, HostGuard, Shield
from assay.governance.api.metrics import Metrics
from assay.governance.api.problems import problem
from assay.governance.api.server import listen, quiet_loggers
from assay.governance.api.sessions import Sessions
from assay.governance.domain import Permission
from assay.governance.mcp.callers import local_agent, over_http
from assay.governance.mcp.server import create_server
from assay.governance.services import Services

__all__ = ["PATH", "http_app", "run_http", "run_stdio"]

PATH = "/mcp"
_MOST_BYTES = 2 << 20


def run_stdio(services: Services, *, language: str = "en") -> None:
    """Serve over stdin and stdout until the host closes them or Ctrl-C; stdout carries the protocol alone.

    Raises:
        ForbiddenError: the key in `ASSAY_API_KEY` is not known, or may not read.
    """
    server = create_server(services, local_agent(services), language=language)

    async def serving() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_stop_on_signal, services)
            async with stdio_server() as (incoming, outgoing):
                await server.run(incoming, outgoing, server.create_initialization_options())
            tasks.cancel_scope.cancel()

    with _silent_sdk():
        anyio.run(serving)


async def _stop_on_signal(services: Services) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            services.close()
            os._exit(0)  # nothing else ends the thread that waits for the host's next line


def run_http(
    services: Services, *, host: str, port: int, language: str = "en", announce: Callable[[str], None] | None = None
) -> None:
    """Serve over streamable HTTP until stopped; `announce` gets the address.

    Raises:
        UnavailableError: the port is taken or the address is not ours.
    """
    import uvicorn

    listening = listen(host, port)
    with contextlib.closing(listening), _silent_sdk():
        server = create_server(services, over_http(services), language=language)
        config = uvicorn.Config(
            http_app(services, server), log_config=None, access_log=False, server_header=False, date_header=False,
            proxy_headers=False, lifespan="on", timeout_graceful_shutdown=3, h11_max_incomplete_event_size=64 << 10,
            ws="none",
        )  # fmt: skip
        quiet_loggers()
        if announce is not None:
            name = f"[{host}]" if ":" in host else host
            announce(f"http://{name}:{listening.getsockname()[1]}{PATH}")
        uvicorn.Server(config).run(sockets=[listening])


def http_app(services: Services, server: Server[Any]) -> ASGIApp:
    """Return the server as an ASGI application behind the guards of the API: host, origin, key, size of bodies."""
    hosts = services.settings.allowed_hosts
    manager = StreamableHTTPSessionManager(
        app=server, json_response=True, stateless=True, max_request_body_size=_MOST_BYTES,
        security_settings=TransportSecuritySettings(
            enable_dns_rebinding_protection="*" not in hosts,
            allowed_hosts=[it for host in hosts for it in (host, f"{host}:*")],
            allowed_origins=[
                it for host in hosts for scheme in ("http", "https") for it in (f"{scheme}://{host}", f"{scheme}://{host}:*")
            ],
        ),
    )  # fmt: skip

    @contextlib.asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield

    app: ASGIApp = Starlette(routes=[Route(PATH, _Endpoint(manager.handle_request), methods=["POST"])], lifespan=living)
    app = BodyGuard(app, most=_MOST_BYTES, most_upload=_MOST_BYTES, kinds={})
    app = Identify(app, authenticate=services.access.authenticate, sessions=Sessions())
    app = HostGuard(app, hosts=hosts)
    return Shield(app, metrics=Metrics())


class _Endpoint:
    """Lets in who may read, with a message of the protocol: what is none would be answered with what was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        actor = scope.get("assay.actor")
        if actor is None or not actor.may(Permission.READ):
            await problem(401 if actor is None else 403)(scope, receive, send)
            return
        body = b""
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        try:
            jsonrpc_message_adapter.validate_json(body, by_name=False)
        except ValidationError:
            await problem(400)(scope, receive, send)
            return
        given: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return given.pop() if given else await receive()

        await self.app(scope, again, send)


@contextlib.contextmanager
def _silent_sdk() -> Iterator[None]:
    """Keep the SDK's records out of the log: they may hold what was sent. Ours say what went wrong, by its class."""
    sdk = logging.getLogger("mcp")
    before = (sdk.handlers[:], sdk.propagate)
    sdk.handlers[:], sdk.propagate = [logging.NullHandler()], False
    try:
        yield
    finally:
        sdk.handlers[:], sdk.propagate = before
