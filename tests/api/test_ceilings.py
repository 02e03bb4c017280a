"""A role with a ceiling: what is graded above it is not there, not in lists, counts, links, issues or by its id."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assay.governance.domain import Role
from assay.governance.services import Services

LOW, HIGH = "contract.txt", "客户.csv"


@pytest.fixture
def viewer(services: Services, keys: dict[Role, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(services.visibility, "_levels", {Role.VIEWER: "gbt-43697:general-2"})
    return keys[Role.VIEWER]


@pytest.fixture
def ids(services: Services) -> dict[str, str]:
    return {it["name"]: it["id"] for it in services.assets.page()["items"]}


def get(http: TestClient, path: str, headers: dict[str, str], **asked: Any) -> Any:
    answer = http.get(path, headers=headers, params=asked)
    assert answer.status_code == 200, path
    return answer.json()


def test_lists_and_counts_leave_out_what_is_above(
    http: TestClient, viewer: dict[str, str], admin: dict[str, str], ids: dict[str, str]
) -> None:
    told = get(http, "/v1/assets", viewer)
    assert {it["name"] for it in told["items"]} >= {LOW, "invoice.txt"}
    assert HIGH not in {it["name"] for it in told["items"]}
    assert set(told["facets"]["level"]) <= {"general-1", "general-2"}
    assert HIGH in {it["name"] for it in get(http, "/v1/assets", admin)["items"]}
    shown = get(http, "/v1/overview", viewer)
    assert shown["assets"] == len(told["items"]) < get(http, "/v1/overview", admin)["assets"]
    assert "national_id" not in shown["findings_by_group"]
    assert sum(it["assets"] for it in get(http, "/v1/sources", viewer)) == shown["assets"]


def test_an_issue_of_what_is_above_is_not_there(
    http: TestClient, viewer: dict[str, str], admin: dict[str, str]
) -> None:
    seen, all_there = get(http, "/v1/issues", viewer), get(http, "/v1/issues", admin)
    assert "cut.pdf" in {it["name"] for it in all_there["items"]}
    assert "cut.pdf" not in {it["name"] for it in seen["items"]}
    assert sum(seen["facets"]["state"].values()) == len(seen["items"])


def test_every_call_about_one_asset_answers_404_for_what_is_above(
    http: TestClient, app: FastAPI, viewer: dict[str, str], ids: dict[str, str]
) -> None:
    paths = [path for path, calls in app.openapi()["paths"].items() if "{asset_id}" in path and "get" in calls]
    assert len(paths) >= 7
    for path in paths:
        answer = http.get(path.format(asset_id=ids[HIGH], number=1), headers=viewer)
        assert answer.status_code in (403, 404), path
    for path in ("/v1/assets/{}", "/v1/assets/{}/findings", "/v1/assets/{}/links"):
        assert http.get(path.format(ids[HIGH]), headers=viewer).status_code == 404
        assert http.get(path.format(ids[LOW]), headers=viewer).status_code == 200
    assert http.get("/v1/graph", params={"asset": ids[HIGH]}, headers=viewer).status_code == 404


def test_links_stop_at_what_is_above(
    http: TestClient, services: Services, viewer: dict[str, str], ids: dict[str, str]
) -> None:
    def names(found: Any) -> set[str]:
        return {node["name"] for node in found["nodes"]}

    assert names(get(http, f"/v1/assets/{ids[LOW]}/links", viewer)) == {LOW, "invoice.txt"}
    with services.store.write() as db:
        known = db.grades.get(ids["invoice.txt"], "gbt-43697")
        db.grades.put(ids["invoice.txt"], replace(known, rank=known.rank + 9))
    try:
        alone = get(http, f"/v1/assets/{ids[LOW]}/links", viewer, depth=2)
        assert (names(alone), alone["edges"]) == ({LOW}, [])
    finally:
        with services.store.write() as db:
            db.grades.put(ids["invoice.txt"], known)


def test_a_role_without_a_ceiling_sees_all(
    http: TestClient, viewer: dict[str, str], keys: dict[Role, dict[str, str]], ids: dict[str, str]
) -> None:
    assert http.get(f"/v1/assets/{ids[HIGH]}", headers=keys[Role.ANALYST]).status_code == 200
