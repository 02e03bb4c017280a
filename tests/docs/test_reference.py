"""The reference of the API is what was recorded, and what was recorded is what OpenAPI says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
sys.path.insert(0, str(DOCS))

from writing.reference import described  # noqa: E402

jsonschema = pytest.importorskip("jsonschema", reason="a development dependency")

EXAMPLES: dict[str, Any] = json.loads((DOCS / "writing/api_examples.json").read_text(encoding="utf-8"))
SCHEMA = described()
CALLS = {
    call["operationId"]: (method.upper(), path, call)
    for path, calls in SCHEMA["paths"].items()
    for method, call in calls.items()
}


def held(value: Any, schema: dict[str, Any]) -> None:
    """Check a value; what the description names elsewhere is looked up there."""
    jsonschema.validate(value, {**schema, "components": SCHEMA["components"]})


def test_every_call_has_an_example_and_a_chinese_sentence() -> None:
    chinese = json.loads((DOCS / "writing/api_zh.json").read_text(encoding="utf-8"))
    assert EXAMPLES.keys() == CALLS.keys()
    assert chinese.keys() == CALLS.keys()
    assert all(re.search(r"[\u4e00-\u9fff].*。$", said) for said in chinese.values())


@pytest.mark.parametrize("name", sorted(CALLS))
def test_an_example_is_what_the_description_says(name: str) -> None:
    method, path, call = CALLS[name]
    taken = EXAMPLES[name]
    sent = taken["request"]
    assert sent["method"] == method
    assert re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)), sent["path"])
    assert set(sent.get("query", ())) <= {it["name"] for it in call.get("parameters", ()) if it["in"] == "query"}
    kinds = call.get("requestBody", {}).get("content", {})
    if "body" in sent:
        held(sent["body"], next(it["schema"] for kind, it in kinds.items() if kind.endswith("json")))
    assert ("file" in sent) <= ("multipart/form-data" in kinds)
    answer = call["responses"][str(taken["status"])]
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    if schema and taken["headers"].get("Content-Type", "").startswith("application/json"):
        held(taken["answer"], schema)
    assert set(answer.get("headers", ())) <= {*taken["headers"], *(() if method == "POST" else ("ETag",))}


def test_no_example_tells_where_it_was_recorded() -> None:
    text = json.dumps(EXAMPLES)
    assert not re.search(r"/tmp/|/home/|/root|Bearer", text)
