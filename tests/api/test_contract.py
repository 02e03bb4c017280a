"""OpenAPI beside the public contract: what is fixed answers under its name, and what is not built yet says so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from assay.governance.api import create_app
from assay.governance.settings import Settings

# What each call of the contract answers with, who may ask, and what it offers: a `cursor`, `facets` beside a page, a
# `tag` that `If-Match` may name (`match`), work that is done `once` under an Idempotency-Key, a `place` to follow it.
CONTRACT = """
POST   /v1/tag                                200 tag
POST   /v1/tag/file                           200 tag         multipart
POST   /v1/mask                               200 tag         multipart
POST   /v1/assets                             202 ingest      multipart once place
GET    /v1/assets                             200 read        cursor facets
GET    /v1/assets/{asset_id}                  200 read        tag
PATCH  /v1/assets/{asset_id}                  200 decide      tag match
DELETE /v1/assets/{asset_id}                  200 administer
GET    /v1/assets/{asset_id}/findings         200 read        cursor
GET    /v1/assets/{asset_id}/links            200 read
GET    /v1/assets/{asset_id}/content          200 search      cursor
GET    /v1/assets/{asset_id}/pages/{number}   200 search
GET    /v1/assets/{asset_id}/media            200 search
GET    /v1/assets/{asset_id}/rows             200 search      cursor
POST   /v1/assets/{asset_id}/reveal           200 reveal
POST   /v1/search                             200 search      facets
POST   /v1/answer                             200 search
GET    /v1/graph                              200 read
GET    /v1/reviews                            200 decide      cursor
POST   /v1/reviews/{task_id}/decisions        201 decide      match once
POST   /v1/reviews/bulk                       201 decide      once
POST   /v1/decisions/{decision_id}/undo       200 decide      once
GET    /v1/issues                             200 read        cursor facets
PATCH  /v1/issues/{issue_id}                  200 decide      tag match
GET    /v1/policies                           200 read
GET    /v1/policies/{name}                    200 read
POST   /v1/policies/check                     200 decide
POST   /v1/policies/simulate                  200 decide
POST   /v1/policies/apply                     200 administer  once
GET    /v1/jobs/{job_id}                      200 ingest
GET    /v1/jobs/{job_id}/events               200 ingest      stream
DELETE /v1/jobs/{job_id}                      204 ingest
GET    /v1/datasets                           200 read
POST   /v1/datasets                           201 search      tag once
GET    /v1/datasets/{dataset_id}              200 read        tag
POST   /v1/datasets/{dataset_id}/score        200 search
POST   /v1/datasets/{dataset_id}/gate         200 search
GET    /v1/taxonomies/{name}                  200 read
PUT    /v1/taxonomies/{name}                  200 decide
POST   /v1/taxonomies/{name}/train            200 decide      once
GET    /v1/models                             200 read
GET    /v1/models/{name}                      200 read
POST   /v1/export                             200 search
POST   /v1/verify                             200 administer
GET    /v1/audit                              200 administer  cursor
GET    /healthz                               200 -
GET    /readyz                                200 -
GET    /metrics                               200 read
"""
TO_COME = """
POST /v1/models/train
"""
ACCEPTED = {"ingest", "receive_event", "scan_source"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Describing the calls makes none of them, so no catalog is opened."""
    folder = tmp_path_factory.mktemp("described")
    services: Any = SimpleNamespace(access=SimpleNamespace(authenticate=None))
    described: dict[str, Any] = create_app(
        services, Settings(home=folder / "home", config_dir=folder / "config")
    ).openapi()
    return described


@pytest.fixture(scope="module")
def operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }


def lines(table: str) -> set[str]:
    return set(table.split("\n")) - {""}


def offered(operation: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    """Return what an operation offers, in the words of the table."""
    ok = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    name = ok.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    fields = schemas.get(name, {}).get("properties", {})
    asked = {parameter["name"] for parameter in operation.get("parameters", ())}
    words = {
        "multipart": "multipart/form-data" in operation.get("requestBody", {}).get("content", {}),
        "stream": "text/event-stream" in ok.get("content", {}),
        "cursor": "cursor" in asked and "next" in fields,
        "facets": "facets" in fields,
        "match": "if-match" in asked,
        "once": "Idempotency-Key" in asked,
        "tag": "ETag" in ok.get("headers", {}),
        "place": "Location" in ok.get("headers", {}),
    }
    return {word for word, holds in words.items() if holds}


@pytest.mark.parametrize("line", CONTRACT.strip().splitlines(), ids=lambda line: " ".join(line.split()[:2]))
def test_each_call_of_the_contract_is_described_as_it_is_written(schema: dict[str, Any], line: str) -> None:
    method, path, status, permission, *offers = line.split()
    operation = schema["paths"][path][method.lower()]
    assert {it for it in operation["responses"] if it != "default"} == {status}
    assert operation.get("x-permission", "-") == permission
    assert offered(operation, schema["components"]["schemas"]) == set(offers)


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
