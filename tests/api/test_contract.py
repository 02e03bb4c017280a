"""OpenAPI beside the public contract: what is fixed answers under its name, and what is not built yet says so."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

FIXED = """
POST /v1/tag
POST /v1/tag/file
POST /v1/assets
GET /v1/jobs/{job_id}
GET /v1/jobs/{job_id}/events
DELETE /v1/jobs/{job_id}
GET /v1/assets
GET /v1/assets/{asset_id}
PATCH /v1/assets/{asset_id}
DELETE /v1/assets/{asset_id}
GET /v1/assets/{asset_id}/findings
GET /v1/assets/{asset_id}/links
GET /v1/assets/{asset_id}/content
GET /v1/assets/{asset_id}/pages/{number}
GET /v1/assets/{asset_id}/media
GET /v1/assets/{asset_id}/rows
POST /v1/assets/{asset_id}/reveal
POST /v1/search
POST /v1/mask
POST /v1/export
POST /v1/answer
GET /v1/graph
GET /v1/reviews
POST /v1/reviews/{task_id}/decisions
POST /v1/reviews/bulk
POST /v1/decisions/{decision_id}/undo
GET /v1/issues
PATCH /v1/issues/{issue_id}
GET /v1/datasets
POST /v1/datasets
GET /v1/datasets/{dataset_id}
POST /v1/datasets/{dataset_id}/score
POST /v1/datasets/{dataset_id}/gate
GET /v1/taxonomies/{name}
PUT /v1/taxonomies/{name}
POST /v1/taxonomies/{name}/train
GET /v1/policies
GET /v1/policies/{name}
POST /v1/policies/check
POST /v1/policies/simulate
POST /v1/policies/apply
GET /v1/models
GET /v1/models/{name}
POST /v1/verify
GET /v1/audit
GET /healthz
GET /readyz
GET /metrics
"""
TO_COME = """
POST /v1/models/train
"""
ACCEPTED = {"ingest", "receive_event", "scan_source"}


@pytest.fixture
def operations(app: FastAPI) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    }


def lines(table: str) -> set[str]:
    return set(table.split("\n")) - {""}


def test_every_fixed_call_is_there_under_its_name(operations: dict[str, Any]) -> None:
    assert lines(FIXED) - set(operations) == set()


def test_a_call_that_was_to_come_is_moved_when_it_is_there(operations: dict[str, Any]) -> None:
    assert lines(TO_COME) & set(operations) == set()


def test_every_operation_says_what_it_does_what_it_answers_and_who_may_ask(operations: dict[str, Any]) -> None:
    for name, operation in operations.items():
        assert operation["summary"], name
        assert operation["description"].endswith("."), name
        assert operation["tags"], name
        assert "application/problem+json" in operation["responses"]["default"]["content"], name
        assert operation["security"] or name in ("GET /healthz", "GET /readyz")


def test_long_work_is_accepted_and_followed(operations: dict[str, Any]) -> None:
    accepted = {it["operationId"] for it in operations.values() if "202" in it["responses"]}
    assert accepted == ACCEPTED


def test_what_people_edit_can_be_guarded_by_its_etag(operations: dict[str, Any]) -> None:
    guarded = {
        it["operationId"] for it in operations.values()
        if any(parameter["name"] == "if-match" for parameter in it.get("parameters", ()))
    }  # fmt: skip
    assert guarded >= {"update_asset", "decide", "update_issue", "update_source"}


def test_lists_have_cursors_and_no_offsets(operations: dict[str, Any]) -> None:
    for name, operation in operations.items():
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert not names & {"offset", "page", "skip"}, name
        assert ("cursor" in names) <= ("limit" in names), name


def test_no_text_that_is_looked_for_travels_in_a_url(operations: dict[str, Any]) -> None:
    for name, operation in operations.items():
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert not names & {"q", "query", "text", "value", "search"}, name
