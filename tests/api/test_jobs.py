"""Taking in, following and stopping."""

from __future__ import annotations

import json
from typing import Any

from starlette.testclient import TestClient


def test_a_place_is_taken_in_as_a_job(http: TestClient, admin: dict[str, str]) -> None:
    response = http.post("/v1/assets", headers=admin, json={"uri": "/data/inbox"})
    assert response.status_code == 202
    assert response.headers["location"] == "/v1/jobs/j1"
    assert response.json() == {"id": "j1"}


def test_an_upload_is_taken_in_under_its_own_name(http: TestClient, admin: dict[str, str], services: Any) -> None:
    response = http.post("/v1/assets", headers=admin, files={"file": ("C:\\in\\合同.pdf", b"%PDF-")})
    assert response.status_code == 202
    assert services.jobs.kept == [("合同.pdf", b"%PDF-")]


def test_events_tell_each_change_and_end(http: TestClient, admin: dict[str, str]) -> None:
    with http.stream("GET", "/v1/jobs/j1/events", headers=admin) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        text = response.read().decode()
    events = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")]
    assert [event["event"] for event in events] == ["progress", "progress", "progress", "end"]
    states = [json.loads(event["data"]) for event in events]
    assert [state["counts"]["complete"] for state in states] == [1, 2, 3, 3]
    assert states[-1]["state"] == "done"
    assert "assay_event_streams_now 0.0" in http.get("/metrics", headers=admin).text


def test_a_job_is_stopped(http: TestClient, admin: dict[str, str], services: Any) -> None:
    assert http.delete("/v1/jobs/j1", headers=admin).status_code == 204
    assert services.jobs.cancelled == ["j1"]


def test_figures_name_operations_and_nothing_else(http: TestClient, admin: dict[str, str]) -> None:
    http.get("/v1/assets/a1", headers=admin)
    http.get("/v1/secret-path", headers=admin)
    text = http.get("/metrics", headers=admin).text
    assert 'assay_http_requests_total{operation="get_asset",status="200"} 1.0' in text
    assert "secret-path" not in text
    assert 'operation="a1"' not in text
