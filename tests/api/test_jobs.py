"""Taking in, following and stopping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient


def follow(http: TestClient, location: str, headers: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    with http.stream("GET", f"{location}/events", headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        text = response.read().decode()
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks if "event" in block]


def test_a_place_is_taken_in_and_followed_to_its_end(http: TestClient, admin: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Please call 13800138000 about the delivery.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("")
    response = http.post("/v1/assets", headers=admin, json={"uri": str(tmp_path)})
    assert response.status_code == 202
    location = response.headers["location"]
    assert location == f"/v1/jobs/{response.json()['id']}"
    *before, (last, state) = follow(http, location, admin)
    assert {event for event, _ in before} <= {"progress"}
    assert (last, state["state"]) == ("end", "done")
    assert state["counts"] == {"complete": 1, "skipped": 1}
    assert [entry["reason"] for entry in state["report"]["unread"]] == ["empty"]
    assert http.get(location, headers=admin).json() == state
    assert "assay_event_streams_now 0.0" in http.get("/metrics", headers=admin).text


def test_an_upload_is_taken_in_under_its_masked_name(http: TestClient, admin: dict[str, str]) -> None:
    file = ("C:\\in\\客户 13800138000.txt", "电话 13900139000".encode())
    location = http.post("/v1/assets", headers=admin, files={"file": file}).headers["location"]
    assert follow(http, location, admin)[-1][1]["state"] == "done"
    page = http.get("/v1/assets?limit=100", headers=admin)
    names = [item["name"] for item in page.json()["items"]]
    assert "客户 1*********0.txt" in names
    assert "13800138000" not in page.text


def test_a_place_that_is_not_there_is_refused_at_once(http: TestClient, admin: dict[str, str]) -> None:
    assert http.post("/v1/assets", headers=admin, json={"uri": "/none/such"}).status_code == 422


def test_a_job_can_be_stopped(http: TestClient, admin: dict[str, str], tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(f"note {number}")
    location = http.post("/v1/assets", headers=admin, json={"uri": str(tmp_path)}).headers["location"]
    assert http.delete(location, headers=admin).status_code == 204
    assert follow(http, location, admin)[-1][1]["state"] == "cancelled"


def test_figures_name_operations_and_nothing_else(http: TestClient, admin: dict[str, str], asset: str) -> None:
    http.get(f"/v1/assets/{asset}", headers=admin)
    http.get("/v1/secret-path", headers=admin)
    text = http.get("/metrics", headers=admin).text
    assert 'assay_http_requests_total{operation="get_asset",status="200"} 1.0' in text
    assert "secret-path" not in text
    assert asset not in text
