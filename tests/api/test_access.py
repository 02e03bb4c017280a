"""Every operation, every role: who may. A new operation without a row fails."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assay.governance.domain import Permission, Role

OPEN = None
EXPECTED: dict[tuple[str, str], Permission | None] = {
    ("post", "/v1/tag"): Permission.TAG,
    ("post", "/v1/tag/file"): Permission.TAG,
    ("get", "/v1/datasets"): Permission.READ,
    ("post", "/v1/datasets"): Permission.SEARCH,
    ("get", "/v1/datasets/{dataset_id}"): Permission.READ,
    ("patch", "/v1/datasets/{dataset_id}"): Permission.DECIDE,
    ("delete", "/v1/datasets/{dataset_id}"): Permission.DECIDE,
    ("post", "/v1/datasets/{dataset_id}/score"): Permission.SEARCH,
    ("post", "/v1/datasets/{dataset_id}/gate"): Permission.SEARCH,
    ("post", "/v1/export"): Permission.SEARCH,
    ("post", "/v1/mask"): Permission.TAG,
    ("post", "/v1/assets"): Permission.INGEST,
    ("get", "/v1/assets"): Permission.READ,
    ("get", "/v1/assets/{asset_id}"): Permission.READ,
    ("patch", "/v1/assets/{asset_id}"): Permission.DECIDE,
    ("get", "/v1/assets/{asset_id}/findings"): Permission.READ,
    ("get", "/v1/assets/{asset_id}/links"): Permission.READ,
    ("get", "/v1/assets/{asset_id}/content"): Permission.SEARCH,
    ("get", "/v1/assets/{asset_id}/rows"): Permission.SEARCH,
    ("get", "/v1/assets/{asset_id}/pages/{number}"): Permission.SEARCH,
    ("get", "/v1/assets/{asset_id}/media"): Permission.SEARCH,
    ("post", "/v1/assets/{asset_id}/reveal"): Permission.REVEAL,
    ("get", "/v1/links"): Permission.READ,
    ("get", "/v1/links/{link_id}"): Permission.READ,
    ("patch", "/v1/links/{link_id}"): Permission.DECIDE,
    ("get", "/v1/entities"): Permission.READ,
    ("post", "/v1/entities/find"): Permission.SEARCH,
    ("get", "/v1/entities/{entity_id}"): Permission.READ,
    ("post", "/v1/entities/{entity_id}/merge"): Permission.DECIDE,
    ("post", "/v1/entities/{entity_id}/split"): Permission.DECIDE,
    ("post", "/v1/entities/decisions/{decision_id}/undo"): Permission.DECIDE,
    ("get", "/v1/taxonomies"): Permission.READ,
    ("get", "/v1/taxonomies/{name}"): Permission.READ,
    ("put", "/v1/taxonomies/{name}"): Permission.DECIDE,
    ("post", "/v1/taxonomies/{name}/train"): Permission.DECIDE,
    ("get", "/v1/graph"): Permission.READ,
    ("get", "/v1/graph/path"): Permission.READ,
    ("get", "/v1/graph/concepts"): Permission.READ,
    ("get", "/v1/graph/communities"): Permission.READ,
    ("get", "/v1/graph/exposure"): Permission.DECIDE,
    ("get", "/v1/graph/exposure/{asset_id}"): Permission.READ,
    ("get", "/v1/graph/proposals"): Permission.DECIDE,
    ("post", "/v1/graph/proposals/{asset_id}/accept"): Permission.DECIDE,
    ("put", "/v1/graph/edges/{edge_id}/stop"): Permission.DECIDE,
    ("get", "/v1/graph/export"): Permission.SEARCH,
    ("get", "/v1/cases"): Permission.READ,
    ("post", "/v1/cases"): Permission.DECIDE,
    ("get", "/v1/cases/{case_id}"): Permission.READ,
    ("patch", "/v1/cases/{case_id}"): Permission.DECIDE,
    ("delete", "/v1/cases/{case_id}"): Permission.DECIDE,
    ("get", "/v1/terms"): Permission.READ,
    ("put", "/v1/terms"): Permission.DECIDE,
    ("delete", "/v1/terms/{term_id}"): Permission.DECIDE,
    ("get", "/v1/issues"): Permission.READ,
    ("get", "/v1/issues/score"): Permission.READ,
    ("patch", "/v1/issues/{issue_id}"): Permission.DECIDE,
    ("get", "/v1/sources"): Permission.READ,
    ("post", "/v1/sources"): Permission.INGEST,
    ("post", "/v1/sources/plan"): Permission.INGEST,
    ("get", "/v1/sources/{source_id}"): Permission.READ,
    ("patch", "/v1/sources/{source_id}"): Permission.INGEST,
    ("post", "/v1/sources/{source_id}/scan"): Permission.INGEST,
    ("get", "/v1/jobs"): Permission.INGEST,
    ("post", "/v1/events"): Permission.INGEST,
    ("get", "/v1/jobs/{job_id}"): Permission.INGEST,
    ("delete", "/v1/jobs/{job_id}"): Permission.INGEST,
    ("get", "/v1/jobs/{job_id}/events"): Permission.INGEST,
    ("post", "/v1/search"): Permission.SEARCH,
    ("post", "/v1/answer"): Permission.SEARCH,
    ("post", "/v1/search/file"): Permission.SEARCH,
    ("get", "/v1/reviews"): Permission.DECIDE,
    ("get", "/v1/reviews/stats"): Permission.READ,
    ("get", "/v1/reviews/groups"): Permission.DECIDE,
    ("post", "/v1/reviews/bulk"): Permission.DECIDE,
    ("get", "/v1/reviews/{task_id}"): Permission.DECIDE,
    ("post", "/v1/reviews/{task_id}/decisions"): Permission.DECIDE,
    ("post", "/v1/decisions/{decision_id}/undo"): Permission.DECIDE,
    ("get", "/v1/policies"): Permission.READ,
    ("get", "/v1/policies/duties"): Permission.DECIDE,
    ("get", "/v1/policies/{name}"): Permission.READ,
    ("post", "/v1/policies/check"): Permission.DECIDE,
    ("post", "/v1/policies/simulate"): Permission.DECIDE,
    ("post", "/v1/policies/apply"): Permission.ADMINISTER,
    ("delete", "/v1/assets/{asset_id}"): Permission.ADMINISTER,
    ("get", "/v1/models/{name}"): Permission.READ,
    ("get", "/v1/audit"): Permission.ADMINISTER,
    ("get", "/v1/governance/rules"): Permission.DECIDE,
    ("put", "/v1/governance/rules"): Permission.DECIDE,
    ("post", "/v1/governance/rules/preview"): Permission.DECIDE,
    ("post", "/v1/governance/rules/read"): Permission.DECIDE,
    ("get", "/v1/me"): Permission.READ,
    ("get", "/v1/overview"): Permission.READ,
    ("get", "/v1/models"): Permission.READ,
    ("post", "/v1/verify"): Permission.ADMINISTER,
    ("get", "/metrics"): Permission.READ,
    ("get", "/healthz"): OPEN,
    ("get", "/readyz"): OPEN,
}
OPERATIONS = """
accept_proposal
add_source
answer
apply_policy
apply_rules
cancel_job
change_case
check_policy
close_case
confirm_case
create_dataset
decide
decide_group
decide_link
delete_dataset
drop_term
explain_path
export
export_graph
find_entities
forget_asset
gate_dataset
get_asset
get_case
get_content
get_dataset
get_entity
get_exposure
get_job
get_link
get_media
get_model
get_page
get_policy
get_review
get_rows
get_source
get_taxonomy
graph
healthz
ingest
job_events
list_assets
list_audit
list_cases
list_communities
list_concepts
list_datasets
list_duties
list_entities
list_exposure
list_findings
list_issues
list_jobs
list_links
list_links_of_all
list_models
list_policies
list_proposals
list_reviews
list_rules
list_sources
list_taxonomies
list_terms
mask
merge_entities
metrics
overview
plan_scan
preview_rules
put_taxonomy
put_terms
read_rules
readyz
receive_event
reveal
review_groups
review_stats
scan_source
score_dataset
score_quality
search
search_file
simulate_policy
split_entity
stop_edge
tag
tag_file
train_taxonomy
undo_decision
undo_entity_decision
update_asset
update_dataset
update_issue
update_source
verify
who_am_i
"""
BODIES: dict[str, Any] = {
    "/v1/tag": {"text": "x"},
    "/v1/mask": {"text": "x"},
    "/v1/datasets": {"name": ""},
    "/v1/datasets/{dataset_id}": {"name": "x"},
    "/v1/export": {"format": "csv"},
    "/v1/assets": {"uri": "/x"},
    "/v1/assets/{asset_id}": {"owner": "x"},
    "/v1/search": {"text": "x"},
    "/v1/entities/find": {"name": "x"},
    "/v1/entities/{entity_id}/merge": {"other": "x"},
    "/v1/entities/{entity_id}/split": {"names": ["x"]},
    "/v1/links/{link_id}": {"status": "confirmed"},
    "/v1/taxonomies/{name}": {"text": "x"},
    "/v1/cases": {"name": "x", "assets": ["none"]},
    "/v1/cases/{case_id}": {"name": "x"},
    "/v1/graph/proposals/{asset_id}/accept": {"reason": "x"},
    "/v1/graph/edges/{edge_id}/stop": {"reason": None},
    "/v1/terms": {"csv": "id,zh,en\nx,词,word\n"},
    "/v1/answer": {"question": "x"},
    "/v1/governance/rules": {"rules": []},
    "/v1/governance/rules/preview": {"rules": []},
    "/v1/assets/{asset_id}/reveal": {"page": 1, "reason": "to see it"},
    "/v1/issues/{issue_id}": {"state": "fixed"},
    "/v1/sources": {"uri": "/x"},
    "/v1/sources/plan": {"uri": "/x"},
    "/v1/sources/{source_id}": {"name": "x"},
    "/v1/reviews/{task_id}/decisions": {"action": "accept"},
    "/v1/reviews/bulk": {"group": "none", "action": "accept"},
    "/v1/policies/check": {"text": "x"},
    "/v1/policies/simulate": {"text": "x"},
    "/v1/policies/apply": {"text": "x"},
}
ASKED = {
    "/v1/graph": "?asset=none", "/v1/graph/path": "?from=none&to=other", "/v1/graph/concepts": "?kind=topic",
    "/v1/graph/export": "?form=jsonld",
}  # fmt: skip
PARAMETERS = dict.fromkeys(
    (
        "asset_id",
        "job_id",
        "task_id",
        "decision_id",
        "issue_id",
        "source_id",
        "dataset_id",
        "term_id",
        "case_id",
        "edge_id",
        "link_id",
        "entity_id",
        "name",
    ),
    "none",
) | {"number": "1"}


def call(http: TestClient, method: str, path: str, headers: dict[str, str]) -> int:
    sent: dict[str, Any] = {}
    if method in ("post", "patch", "put"):
        sent = {"files": {"file": ("a", b"x")}} if path.endswith(("/file", "/read")) else {"json": BODIES.get(path)}
    target = path.format(**PARAMETERS) + ASKED.get(path, "")
    return int(http.request(method, target, headers=headers, **sent).status_code)


def test_every_operation_is_in_the_table(app: FastAPI) -> None:
    found = {(method, path) for path, methods in app.openapi()["paths"].items() for method in methods}
    assert found == set(EXPECTED)


@pytest.mark.parametrize(("method", "path"), EXPECTED)
def test_each_operation_is_for_those_who_may(
    http: TestClient, keys: dict[Role, dict[str, str]], method: str, path: str
) -> None:
    permission = EXPECTED[method, path]
    assert call(http, method, path, {}) == (401 if permission else 200)
    assert call(http, method, path, {"Authorization": "Bearer wrong"}) == (401 if permission else 200)
    for role, headers in keys.items():
        status = call(http, method, path, headers)
        if permission is None or permission in role.permissions:
            assert status in (200, 404, 422), "what is asked for is not there, but may be asked for"
        else:
            assert status == 403


def test_operation_ids_are_stable_and_said_once(app: FastAPI) -> None:
    ids = [it["operationId"] for methods in app.openapi()["paths"].values() for it in methods.values()]
    assert sorted(ids) == OPERATIONS.split()


def test_a_401_says_how_to_sign_in(http: TestClient) -> None:
    assert http.get("/v1/assets").headers["www-authenticate"].startswith("Bearer")


def test_a_wrong_key_is_not_saved_by_a_good_cookie(http: TestClient, sessions: Any) -> None:
    from assay.governance.domain import LOCAL_ADMIN

    http.cookies.set("assay_session", sessions.open(LOCAL_ADMIN))
    assert http.get("/v1/assets").status_code == 200
    assert http.get("/v1/assets", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_the_framework_reports_to_nobody(app: FastAPI) -> None:
    assert app.docs_url is None
    assert app.redoc_url is None
    telemetry = app._telemetry
    assert not any(telemetry[name] for name in ("tracing", "metrics", "logs", "operation_spans", "auto_configure"))
