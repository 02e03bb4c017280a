"""Every operation with made-up requests, under every role: answers are those that OpenAPI says, and none is a 5xx."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assay.governance.domain import Role

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    schemathesis = pytest.importorskip("schemathesis", reason="a development dependency")

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
OPERATIONS = 40
EXAMPLES = 8
ENCODING = {"POST /v1/taxonomies/{name}/train"}  # says that it cannot be done where vectors are switched off, as here
VALID, INVALID = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
SERVED = "http://127.0.0.1:8642"


@dataclass(slots=True)
class Told:
    """What became of made-up requests: how many of how many operations, the statuses, and what went wrong."""

    operations: int = 0
    sent: int = 0
    statuses: set[int] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


def fuzz(
    http: TestClient,
    app: FastAPI,
    keys: dict[Role, dict[str, str]],
    asset: str,
    *,
    examples: int,
    modes: tuple[Any, ...] = (VALID, INVALID),
) -> Told:
    """Send `examples` requests of each mode to each operation, each under every role and without a key."""
    told = Told()
    for found in schemathesis.openapi.from_dict(app.openapi()).get_all_operations():
        operation = found.ok()
        told.operations += 1
        for mode in modes:
            try:
                _fuzz_one(http, operation, [*keys.values(), {}], asset, examples, mode, told)
            except (AssertionError, FailureGroup) as error:
                told.failures.append(f"{operation.label}, {mode.name.lower()}: {error}")
    return told


def _fuzz_one(
    http: TestClient, operation: Any, callers: list[dict[str, str]], asset: str, examples: int, mode: Any, told: Told
) -> None:
    known = {"asset_id": asset} if operation.method == "get" and "{asset_id}" in operation.path else None

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=known if mode is VALID else None))
    def run(case: Any) -> None:
        body = case.body if isinstance(case.body, dict) else {}
        assume(not _is_there(body.get("uri")))
        for headers in callers:
            response = _send(http, case.as_transport_kwargs(base_url=SERVED, headers=headers))
            told.sent += 1
            told.statuses.add(response.status_code)
            without = response.status_code == 503 and operation.label in ENCODING
            assert response.status_code < 500 or without, response.status_code
            case.validate_response(response, checks=CHECKS)

    try:
        run()
    except (Unsatisfiable, schemathesis.errors.SchemathesisError):
        assert mode is INVALID, "nothing can be made up for it"  # there may be nothing invalid to send


def _is_there(uri: Any) -> bool:
    """Say whether a made-up place exists: nobody's disk is read by chance."""
    try:
        return isinstance(uri, str) and Path(uri.removeprefix("file:") or ".").expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False


def _send(http: TestClient, request: dict[str, Any]) -> Any:
    """Send what is to be sent byte for byte, whatever the kind of its body."""
    import requests

    request.pop("cookies", None)
    ready = requests.Request(**request).prepare()
    body = ready.body.encode() if isinstance(ready.body, str) else ready.body
    assume(body is None or isinstance(body, bytes))
    return http.request(str(ready.method), str(ready.url), headers=dict(ready.headers), content=body)


def test_made_up_requests_are_answered_as_documented(
    app: FastAPI, http: TestClient, keys: dict[Role, dict[str, str]], asset: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    told = fuzz(http, app, keys, asset, examples=1, modes=(VALID,))
    assert told.failures == []
    assert told.sent > OPERATIONS * len(keys)
    assert {200, 401, 403, 404} <= told.statuses


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_made_up_requests_are_answered_as_documented(
    app: FastAPI, http: TestClient, keys: dict[Role, dict[str, str]], asset: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    begun = time.monotonic()
    told = fuzz(http, app, keys, asset, examples=EXAMPLES)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{told.operations} operations x {len(keys)} roles and nobody: {told.sent:,} requests, "
            f"{len(told.failures)} failures, statuses {sorted(told.statuses)}, {time.monotonic() - begun:.0f} s"
        )
    assert told.failures == []
    assert told.sent > told.operations * (len(keys) + 1) * EXAMPLES
    assert max(told.statuses - {503}) < 500
