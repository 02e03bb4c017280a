"""Hosts, sizes, kinds and load."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from loops import run_apart
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from assay.governance.api import create_app
from assay.governance.api.guards import BodyGuard, host_of
from assay.governance.api.parts import Held
from assay.governance.services import Services
from assay.governance.settings import Settings


@pytest.mark.parametrize(
    ("netloc", "host"),
    [
        ("127.0.0.1:8642", "127.0.0.1"), ("LOCALHOST", "localhost"), ("localhost.", "localhost"),
        ("[::1]:8642", "[::1]"), ("[::1]", "[::1]"), ("127.0.0.1:80@evil", ""), ("localhost:8642x", ""),
        ("evil.example", "evil.example"), ("", ""), ("[::1]evil", ""), ("localhost:", "localhost"),
    ],
)  # fmt: skip
def test_a_host_is_read_strictly(netloc: str, host: str) -> None:
    assert host_of(netloc) == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:1", "localhost:8642", "[::1]:8642"])
def test_our_hosts_are_served(http: TestClient, host: str) -> None:
    assert http.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil", "", "10.0.0.1:8642"])
@pytest.mark.parametrize("path", ["/healthz", "/signin", "/openapi.json", "/v1/assets"])
def test_other_hosts_are_not(http: TestClient, admin: dict[str, str], host: str, path: str) -> None:
    assert http.get(path, headers={**admin, "Host": host}).status_code == 421


def test_too_large_is_refused_by_its_announced_length(http: TestClient, admin: dict[str, str]) -> None:
    headers = {**admin, "content-type": "application/json", "content-length": str(17 << 20)}
    assert http.post("/v1/tag", headers=headers, content=b"{}").status_code == 413


def test_too_large_is_refused_while_it_arrives(http: TestClient, admin: dict[str, str]) -> None:
    chunks = (b"x" * (1 << 20) for _ in range(20))
    headers = {**admin, "content-type": "application/json"}
    assert http.post("/v1/tag", headers=headers, content=chunks).status_code == 413


def test_who_has_no_key_may_not_send_much(http: TestClient) -> None:
    for path, kind in (("/v1/tag", "application/json"), ("/v1/tag/file", "multipart/form-data; boundary=x")):
        assert http.post(path, headers={"content-type": kind}, content=b"x" * (65 << 10)).status_code == 401


def test_a_file_over_the_limit_is_too_large(http: TestClient, admin: dict[str, str], settings: Settings) -> None:
    length = settings.limits.file_bytes + (2 << 20)
    headers = {**admin, "content-type": "multipart/form-data; boundary=x", "content-length": str(length)}
    assert http.post("/v1/tag/file", headers=headers, content=b"").status_code == 413


def test_answers_carry_their_headers(http: TestClient, admin: dict[str, str]) -> None:
    for path in ("/healthz", "/v1/assets", "/v1/none", "/signin"):
        headers = http.get(path, headers=admin).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin", "no-referrer would make a form's origin null"


def test_more_taggings_than_may_wait_are_told_to_come_back(
    app: FastAPI, http: TestClient, admin: dict[str, str]
) -> None:
    gate, release = held(app).gate, threading.Event()
    assert http.portal is not None
    for _ in range(9):
        http.portal.start_task_soon(gate.run, release.wait)
    refused = http.post("/v1/tag", headers=admin, json={"text": "x"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert http.get("/healthz").status_code == 200, "the event loop is free"
    assert "assay_tagging_now 9.0" in http.get("/metrics", headers=admin).text
    release.set()
    until = time.monotonic() + 10
    while http.post("/v1/tag", headers=admin, json={"text": "x"}).status_code == 429 and time.monotonic() < until:
        time.sleep(0.05)
    assert http.post("/v1/tag", headers=admin, json={"text": "x"}).status_code == 200


def test_an_upload_leaves_nothing_behind(http: TestClient, admin: dict[str, str], settings: Settings) -> None:
    name = "../../etc/\x1b[31m客户 13800138000.txt"
    response = http.post("/v1/tag/file", headers=admin, files={"file": (name, "手机 13900139000".encode())})
    result = response.json()
    assert result["status"] == "complete"
    assert result["asset"]["bytes"] == 18
    assert "/" not in result["asset"]["uri"].lstrip("/")
    assert "\x1b" not in result["asset"]["uri"]
    assert "13800138000" not in response.text
    assert "13900139000" not in response.text
    assert list((settings.home / "uploads").iterdir()) == []


def test_what_a_dead_process_left_is_taken_away(services: Services, settings: Settings) -> None:
    left: Path = settings.home / "uploads" / "old" / "content"
    left.parent.mkdir(parents=True)
    left.write_text("x")
    create_app(services, settings)
    assert not left.exists()
    assert (settings.home / "uploads").stat().st_mode & 0o077 == 0


def test_a_body_that_does_not_come_is_not_waited_for(http: TestClient) -> None:
    async def talk() -> list[Message]:
        sent: list[Message] = []

        async def never() -> Message:
            await asyncio.sleep(60)
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)

        async def reads(scope: Scope, receive: Receive, send: Send) -> None:
            await receive()

        guard = BodyGuard(reads, most=10, most_upload=10, kinds={}, patience=0.05)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"5")]
        await guard({"type": "http", "method": "POST", "path": "/", "headers": headers}, never, send)
        return sent

    assert run_apart(talk)[0]["status"] == 408


def held(app: FastAPI) -> Held:
    found: Held = app.state.held
    return found
