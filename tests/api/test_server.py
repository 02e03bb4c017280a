"""API and console on one port."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from assay.governance.api import Sessions, serve_app
from assay.governance.domain import LOCAL_ADMIN, Actor, Role, UnavailableError
from assay.governance.services import Services
from assay.governance.settings import Settings

BASE = "http://127.0.0.1:8642"
SOCKET = "ws://127.0.0.1:8642/_stcore/stream"


@pytest.fixture
def lived() -> list[str]:
    return []


@pytest.fixture
def console(lived: list[str]) -> Starlette:
    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        lived.append("begun")
        yield
        lived.append("ended")

    async def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"console {request.url.path}")

    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    routes = [WebSocketRoute("/_stcore/stream", stream), Route("/{rest:path}", page, methods=["GET", "POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


@pytest.fixture
def both(services: Services, settings: Settings, sessions: Sessions, console: Starlette) -> Any:
    return serve_app(services, settings, console, sessions=sessions)


def test_both_lifespans_run(both: Any, lived: list[str]) -> None:
    with TestClient(both, base_url=BASE):
        assert lived == ["begun"]
    assert lived == ["begun", "ended"]


def test_a_console_that_cannot_start_stops_the_server(services: Services, settings: Settings) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "CANARY"})

    with pytest.raises(UnavailableError), TestClient(serve_app(services, settings, broken)):
        pass


def test_who_has_not_signed_in_is_sent_to_the_form(both: Any) -> None:
    http = TestClient(both, base_url=BASE, follow_redirects=False)
    page = http.get("/", headers={"Accept": "text/html,*/*"})
    assert (page.status_code, page.headers["location"]) == (303, "/signin")
    assert http.get("/static/app.js").status_code == 401
    assert http.post("/_stcore/upload_file/x").status_code == 401
    with pytest.raises(WebSocketDisconnect), http.websocket_connect(SOCKET, headers={"Origin": BASE}):
        pass


def test_who_has_signed_in_sees_the_console(both: Any, sessions: Sessions) -> None:
    http = TestClient(both, base_url=BASE, follow_redirects=False)
    http.get(f"/signin?code={sessions.code(LOCAL_ADMIN)}")
    page = http.get("/review")
    assert page.text == "console /review"
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    with http.websocket_connect(SOCKET, headers={"Origin": BASE}) as socket:
        assert socket.receive_text() == "hello"
    assert http.post("/upload", headers={"Origin": BASE}).status_code == 200
    assert http.post("/upload").status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
def test_a_socket_opens_for_our_pages_alone(both: Any, sessions: Sessions, origin: str | None) -> None:
    http = TestClient(both, base_url=BASE)
    http.cookies.set("assay_session", sessions.open(LOCAL_ADMIN))
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(WebSocketDisconnect), http.websocket_connect(SOCKET, headers=headers):
        pass


def test_a_service_key_opens_no_console(both: Any, sessions: Sessions, keys: dict[Role, dict[str, str]]) -> None:
    http = TestClient(both, base_url=BASE, follow_redirects=False)
    http.cookies.set("assay_session", sessions.open(Actor(name=Role.SERVICE.value, role=Role.SERVICE)))
    assert http.get("/", headers={"Accept": "text/html"}).status_code == 303


@pytest.mark.parametrize("path", ["/", "/review", "/_stcore/stream", "/healthz", "/v1/assets", "/signin"])
def test_other_hosts_reach_neither(both: Any, sessions: Sessions, path: str) -> None:
    http = TestClient(both, base_url=BASE)
    http.cookies.set("assay_session", sessions.open(LOCAL_ADMIN))
    assert http.get(path, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("path", ["/v1", "/v1/none", "/docs", "/redoc"])
def test_paths_of_the_api_never_fall_through_to_the_console(both: Any, sessions: Sessions, path: str) -> None:
    http = TestClient(both, base_url=BASE)
    http.cookies.set("assay_session", sessions.open(LOCAL_ADMIN))
    assert http.get(path).status_code == 404


@pytest.mark.parametrize("path", ["//v1/assets", "/V1/assets", "/v1%2Fassets", "/x/../v1/assets", "/;/v1/assets"])
def test_no_spelling_of_a_path_goes_round_the_sign_in(both: Any, path: str) -> None:
    http = TestClient(both, base_url=BASE, follow_redirects=False)
    assert http.get(path).status_code == 401


def test_without_a_console_the_rest_is_not_found(services: Services, settings: Settings) -> None:
    http = TestClient(serve_app(services, settings, None), base_url=BASE)
    assert http.get("/").status_code == 404
    assert http.get("/healthz").json() == {"status": "ok"}
