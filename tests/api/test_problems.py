"""Whatever goes wrong, an error never says what was sent."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

CANARY = "CANARY-13800138000"


def text_of(response: Any) -> str:
    return f"{response.text} {response.headers}"


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("POST", "/v1/tag", {"json": {"text": [CANARY]}}, 422),
        ("POST", "/v1/tag", {"json": {"text": "x", CANARY: 1}}, 422),
        ("POST", "/v1/tag", {"json": {"text": "x", "policy": CANARY + "/../"}}, 422),
        ("POST", "/v1/tag", {"json": {"text": CANARY, "texts": [CANARY]}}, 422),
        ("POST", "/v1/tag", {"json": {"text": "x", "reveal": CANARY}}, 422),
        ("POST", "/v1/tag", {"json": [CANARY]}, 422),
        ("POST", "/v1/tag", {"content": f'{{"text": "{CANARY}', "headers": {"content-type": "application/json"}}, 422),
        ("POST", "/v1/tag", {"content": CANARY, "headers": {"content-type": f"text/{CANARY}"}}, 415),
        ("POST", "/v1/tag", {"files": {"file": (CANARY, CANARY.encode())}}, 415),
        ("POST", "/v1/tag", {"json": {"texts": [CANARY] * 257}}, 422),
        ("POST", "/v1/tag", {"json": {"text": "字" * 1_000_001}}, 422),
        ("POST", "/v1/tag/file", {"files": {CANARY: (CANARY, b"x")}}, 422),
        ("POST", "/v1/tag/file", {"files": {"file": ("a", b"x")}, "data": {"reveal": CANARY}}, 422),
        ("POST", "/v1/tag/file", {"files": {"file": ("a", b"x")}, "data": {CANARY: CANARY}}, 422),
        ("POST", "/v1/tag/file", {"content": CANARY, "headers": {"content-type": "multipart/form-data"}}, 400),
        ("POST", "/v1/assets", {"json": {"uri": "", CANARY: CANARY}}, 422),
        ("POST", "/v1/search", {"json": {"text": CANARY, "limit": CANARY}}, 422),
        ("POST", "/v1/search", {"json": {"value": CANARY * 100}}, 422),
        ("POST", "/v1/answer", {"json": {"question": CANARY, "budget": CANARY}}, 422),
        ("POST", "/v1/reviews/t1/decisions", {"json": {"action": CANARY}}, 422),
        ("PATCH", "/v1/assets/none", {"json": {"owner": "x", CANARY: "y"}}, 422),
        ("GET", f"/v1/assets?modality={CANARY}", {}, 422),
        ("GET", f"/v1/assets?limit={CANARY}", {}, 422),
        ("GET", f"/v1/assets?cursor={CANARY}%00", {}, 422),
        ("GET", f"/v1/assets/{CANARY}", {}, 404),
        ("GET", f"/v1/assets/{CANARY}%20%3Cscript%3E", {}, 422),
        ("GET", f"/v1/jobs/{CANARY}/events", {}, 404),
        ("GET", f"/v1/{CANARY}", {}, 404),
        ("PUT", f"/v1/assets/{CANARY}", {}, 405),
        ("GET", "/v1/assets", {"headers": {"Authorization": f"Bearer {CANARY}"}}, 401),
        ("GET", "/v1/assets", {"headers": {"Authorization": f"Basic {CANARY}"}}, 401),
        ("GET", "/v1/assets", {"headers": {"Host": f"{CANARY}.example"}}, 421),
    ],
)  # fmt: skip
def test_an_error_never_echoes(
    http: TestClient, admin: dict[str, str], method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    headers = {**admin, **sent.pop("headers", {})}
    response = http.request(method, path, headers=headers, **sent)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"].startswith("urn:assay:problem:")
    assert problem["status"] == status
    assert problem["says"]["zh"]
    assert "13800138000" not in text_of(response)


def test_a_validation_problem_names_the_field(http: TestClient, admin: dict[str, str]) -> None:
    errors = http.post("/v1/tag", headers=admin, json={"text": 5, "surprise": 1}).json()["errors"]
    assert {"loc": ["body", "text"], "type": "string_type"} in errors
    assert {"loc": ["body", "?"], "type": "extra_forbidden"} in errors


def test_a_bug_is_a_plain_500_that_says_nothing(
    app: FastAPI, http: TestClient, admin: dict[str, str], caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def broken(request: Any) -> None:
        raise ValueError(CANARY)

    app.add_route("/v1/broken", broken)
    with caplog.at_level(logging.DEBUG):
        response = http.get("/v1/broken?q=" + CANARY, headers=admin)
    assert response.status_code == 500
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("assay"))
    assert "ValueError" in ours
    assert response.json()["type"] == "urn:assay:problem:internal"
    assert all(record.exc_info is None for record in caplog.records)
    assert CANARY not in "".join(capfd.readouterr())
    assert "13800138000" not in text_of(response) + ours


def test_an_answer_that_breaks_off_says_nothing(
    app: FastAPI, http: TestClient, admin: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: Any) -> StreamingResponse:
        def parts() -> Iterator[bytes]:
            yield b"begun"
            raise ValueError(CANARY)

        return StreamingResponse(parts())

    app.add_route("/v1/broken", broken)
    with pytest.raises(RuntimeError, match=r"^the answer broke off$") as raised:
        http.get("/v1/broken", headers=admin)
    assert raised.value.__cause__ is None
    assert CANARY not in caplog.text


def test_a_sentence_of_the_services_is_passed_on_from_a_closed_list(http: TestClient, admin: dict[str, str]) -> None:
    problem = http.post("/v1/assets", headers=admin, json={"uri": f"/none/{CANARY}"}).json()
    assert problem["detail"] == "One of the places to ingest does not exist."
    assert problem["says"]["zh"] == "要采集的位置不存在。"


def test_the_access_log_holds_no_path_and_no_query(
    http: TestClient, admin: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="assay.access"):
        http.get(f"/v1/assets/{CANARY}?q={CANARY}", headers=admin)
    lines = [record.getMessage() for record in caplog.records if record.name == "assay.access"]
    assert len(lines) == 1
    assert lines[0].startswith("GET get_asset 404 ")
    assert CANARY not in lines[0]
