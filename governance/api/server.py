"""One port for API and console: what the API does not answer goes to the console, and only to who has signed in."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.governance import registry
from assay.governance.api.application import create_app
from assay.governance.api.auth import same_origin, session_actor
from assay.governance.api.guards import HostGuard, Shield
from assay.governance.api.metrics import Metrics
from assay.governance.api.problems import problem
from assay.governance.api.sessions import Sessions
from assay.governance.domain import LOCAL_ADMIN, Permission, PluginError, UnavailableError
from assay.governance.settings import Settings

if TYPE_CHECKING:
    from assay.governance.services import Services

__all__ = ["Server", "listen", "quiet_loggers", "run", "serve_app"]

logger = logging.getLogger(__name__)

API_PATHS = frozenset(
    {"/v1", "/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/redoc", "/signin", "/signout"}
)
CONSOLE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; "
    "connect-src 'self'; frame-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)


class Server:
    """API and console as one ASGI application; the lifespans of both run."""

    def __init__(self, api: ASGIApp, console: ASGIApp | None) -> None:
        self.api = api
        self.console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the request to the one whose it is."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self.console is None or scope["path"] in API_PATHS or scope["path"].startswith("/v1/"):
            await self.api(scope, receive, send)
        else:
            await self.console(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with contextlib.AsyncExitStack() as stack:
            try:
                for app in (self.api, self.console):
                    if app is not None:
                        await stack.enter_async_context(_living(app))
            except Exception as exc:  # noqa: BLE001 - whatever a lifespan raises ends the start
                logger.error("start-up failed with %s", type(exc).__name__)
                await send({"type": "lifespan.startup.failed", "message": type(exc).__name__})
                raise UnavailableError("a part of the server did not start") from None
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


class ConsoleGate:
    """Lets into the console who has signed in. The page may load from this server and talk to it, and to no other."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions) -> None:
        self.app = app
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what a signed-in browser asks for."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        actor = session_actor(scope, self.sessions)
        signed_in = actor is not None and actor.may(Permission.READ)
        if scope["type"] == "websocket":
            if signed_in and same_origin(scope):
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
        elif not signed_in:
            wants_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
            answer = RedirectResponse("/signin", status_code=303) if wants_page else problem(401)
            await answer(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD", "OPTIONS") and not same_origin(scope):
            await problem(403)(scope, receive, send)
        else:
            await self.app(scope, receive, _with_policy(send))


def _with_policy(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("Content-Security-Policy", CONSOLE_POLICY)
        await send(message)

    return sending


def serve_app(
    services: Services, settings: Settings, console: ASGIApp | None, *, sessions: Sessions | None = None
) -> ASGIApp:
    """Return API and console (when there is one) as one ASGI application."""
    sessions = sessions or Sessions()
    api = create_app(services, settings, sessions=sessions)
    guarded: ASGIApp | None = None
    if console is not None:
        guarded = HostGuard(ConsoleGate(console, sessions=sessions), hosts=settings.allowed_hosts)
        guarded = Shield(guarded, metrics=Metrics())
    return Server(api, guarded)


def run(
    services: Services,
    settings: Settings,
    *,
    console: bool = True,
    announce: Callable[[str, str], None] | None = None,
) -> None:
    """Serve until stopped. `announce` gets the base URL and a path that signs the local administrator in once.

    Raises:
        UnavailableError: the port is taken or the address is not ours.
    """
    import uvicorn

    listening = listen(settings.host, settings.port)
    with contextlib.closing(listening):
        host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - shown, not bound
        shown = f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{listening.getsockname()[1]}"
        sessions = Sessions()
        app = serve_app(services, settings, _console(url) if console else None, sessions=sessions)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, date_header=False, proxy_headers=False,
            lifespan="on", timeout_graceful_shutdown=3, h11_max_incomplete_event_size=64 << 10, ws_max_size=16 << 20,
        )  # fmt: skip
        quiet_loggers()
        services.jobs.start()
        if announce is not None:
            announce(url, f"/signin?code={sessions.code(LOCAL_ADMIN)}")
        uvicorn.Server(config).run(sockets=[listening])


def _console(url: str) -> ASGIApp | None:
    names = registry.names("consoles")
    if not names:
        return None
    try:
        console: ASGIApp = registry.plugin("consoles", names[0])(url)
    except PluginError as exc:
        logger.warning("served without a console: %s", type(exc).__name__)
        return None
    return console


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        UnavailableError: the port is taken or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(512)
    except OSError as exc:
        listening.close()
        raise UnavailableError(f"port {port} cannot be opened: {exc.strerror or 'bad address'}") from None
    listening.setblocking(False)
    return listening


def quiet_loggers() -> None:
    """Let the server's own records out through our formatter alone: it prints no exception's text."""
    handlers = logging.getLogger("assay").handlers
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        other = logging.getLogger(name)
        other.handlers[:] = handlers
        other.setLevel(logging.WARNING)
        other.propagate = False


@contextlib.asynccontextmanager
async def _living(app: ASGIApp) -> AsyncIterator[None]:
    """Run an application's lifespan around a block; one that knows no lifespan is left alone."""
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    task = asyncio.create_task(_until_done(app, scope, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    answer = await from_app.get()
    if answer["type"] == "lifespan.startup.failed":
        await task
        raise UnavailableError("a part of the server did not start")
    try:
        yield
    finally:
        if answer["type"] == "lifespan.startup.complete":
            await to_app.put({"type": "lifespan.shutdown"})
            await from_app.get()
        await task


async def _until_done(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    try:
        await app(scope, receive, send)
    except Exception as exc:  # noqa: BLE001 - an application may know no lifespan at all
        logger.warning("a lifespan ended with %s", type(exc).__name__)
    await send({"type": "lifespan.ended"})
