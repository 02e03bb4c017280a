"""Hosts, sizes, kinds and load."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assay.governance.api.guards import host_of
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
        assert headers["referrer-policy"] == "no-referrer"


def test_more_taggings_than_may_wait_are_told_to_come_back(
    http: TestClient, admin: dict[str, str], services: Any
) -> None:
    services.tag.open.clear()
    answers: list[Any] = []

    def ask() -> None:
        answers.append(http.post("/v1/tag", headers=admin, json={"text": "x"}))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 10
    while len(answers) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert http.get("/healthz").status_code == 200, "the event loop is free"
    services.tag.open.set()
    for thread in threads:
        thread.join(10)
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [429] * 3
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert int(refused.headers["retry-after"]) > 0


def test_an_upload_leaves_nothing_behind(
    http: TestClient, admin: dict[str, str], services: Any, settings: Settings
) -> None:
    name = "../../etc/客户\x1b[31m.txt"
    response = http.post("/v1/tag/file", headers=admin, files={"file": (name, b"hello")})
    assert response.json()["bytes"] == 5
    assert "/" not in response.json()["name"]
    assert "\x1b" not in response.json()["name"]
    (seen,) = services.tag.seen
    assert seen.name == "content"
    assert not seen.exists()
    assert list((settings.home / "uploads").iterdir()) == []


def test_what_a_dead_process_left_is_taken_away(services: Any, settings: Settings) -> None:
    from assay.governance.api import create_app

    left: Path = settings.home / "uploads" / "old" / "content"
    left.parent.mkdir(parents=True)
    left.write_text("x")
    create_app(services, settings)
    assert not left.exists()
    assert (settings.home / "uploads").stat().st_mode & 0o077 == 0
