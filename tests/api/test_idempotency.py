"""A POST that is sent again under its key does its work once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assay.governance.domain import Role
from assay.governance.services import Services


def jobs(services: Services) -> int:
    return len(services.jobs.page(limit=500)["items"])


def test_the_first_answer_is_given_again(
    http: TestClient, services: Services, admin: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("a note")
    headers, body = {**admin, "Idempotency-Key": "one"}, {"uri": str(tmp_path)}
    first = http.post("/v1/assets", headers=headers, json=body)
    before = jobs(services)
    again = http.post("/v1/assets", headers=headers, json=body)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert (again.headers["idempotency-replayed"], jobs(services)) == ("true", before)
    other = http.post("/v1/assets", headers=headers, json={"uri": str(tmp_path / "a.txt")})
    assert (other.status_code, other.json()["type"]) == (409, "urn:assay:problem:conflict")
    assert http.post("/v1/assets", headers={**headers, "Idempotency-Key": "two"}, json=body).json() != first.json()


def test_an_upload_is_known_again_whatever_parts_it(
    http: TestClient, services: Services, admin: dict[str, str]
) -> None:
    headers = {**admin, "Idempotency-Key": "upload"}
    ids = {
        http.post("/v1/assets", headers=headers, files={"file": ("b.txt", b"some bytes " * 9)}).json()["id"]
        for _ in range(2)
    }
    assert len(ids) == 1
    changed = http.post("/v1/assets", headers=headers, files={"file": ("b.txt", b"other bytes")})
    assert changed.status_code == 409


def test_a_refusal_is_kept_and_a_key_is_its_callers_own(
    http: TestClient, admin: dict[str, str], keys: dict[Role, dict[str, str]]
) -> None:
    body = {"uri": "/nowhere/at/all"}
    for headers in (admin, keys[Role.SERVICE]):
        answers = [http.post("/v1/assets", headers={**headers, "Idempotency-Key": "k"}, json=body) for _ in range(2)]
        assert [it.status_code for it in answers] == [422, 422]
        assert [it.headers.get("idempotency-replayed") for it in answers] == [None, "true"]
        assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/tag", {"text": "call 13800138000"}),
        ("/v1/search", {"text": "sensors"}),
        ("/v1/answer", {"question": "sensors"}),
    ],
)
def test_what_changes_nothing_is_kept_nowhere(
    http: TestClient, services: Services, admin: dict[str, str], path: str, body: Any
) -> None:
    headers = {**admin, "Idempotency-Key": "quiet"}
    answers = [http.post(path, headers=headers, json=body) for _ in range(2)]
    assert [(it.status_code, it.headers.get("idempotency-replayed")) for it in answers] == [(200, None)] * 2


def test_keys_are_bounded_and_ask_for_a_sign_in(http: TestClient, admin: dict[str, str]) -> None:
    for key in ("x" * 201, "two words"):
        assert http.post("/v1/assets", headers={**admin, "Idempotency-Key": key}, json={}).status_code == 422
    assert http.post("/v1/assets", headers={"Idempotency-Key": "x"}, json={"uri": "/"}).status_code == 401


def test_an_asset_is_forgotten_with_its_content_and_on_record(
    http: TestClient, services: Services, admin: dict[str, str], keys: dict[Role, dict[str, str]], tmp_path: Path
) -> None:
    (tmp_path / "walrus.txt").write_text("The walrus colony moved to the northern shore last spring. " * 5)
    services.ingest.run([str(tmp_path)])
    found = http.post("/v1/search", headers=admin, json={"text": "walrus colony"}).json()["hits"]
    (asset,) = [hit["asset"] for hit in found if hit["name"] == "walrus.txt"]
    assert http.delete(f"/v1/assets/{asset}", headers=keys[Role.STEWARD]).status_code == 403
    assert http.delete(f"/v1/assets/{asset}", headers=admin).json() == {"id": asset, "contents": 1, "scrubbed": True}
    assert http.delete(f"/v1/assets/{asset}", headers=admin).status_code == 404
    assert http.get(f"/v1/assets/{asset}", headers=admin).status_code == 404
    assert http.post("/v1/search", headers=admin, json={"text": "walrus colony"}).json()["hits"] == []
    (event,) = http.get(f"/v1/audit?target={asset}", headers=admin).json()["items"]
    assert (event["action"], event["details"]) == ("asset.forget", {"contents": 1})
    assert http.post("/v1/verify", headers=admin).json()["ok"] is True
