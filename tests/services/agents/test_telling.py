"""What agents are offered and told: the same as the API tells, in one language and in pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp.client.client import Client

from assay.governance.domain import Role
from assay.governance.mcp import PROMPTS, RESOURCES, TOOLS, asking
from assay.governance.services import Services

Call = Callable[..., Any]
LEADING = "gbt-43697"
TABLE, COPY, OTHER = "客户.csv", "客户副本.txt", "recipe.txt"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_tool_says_what_it_does_takes_and_gives_and_that_it_changes_nothing(speak: Call, language: str) -> None:
    listed = speak(lambda client: client.list_tools(), language=language).tools
    assert [it.name for it in listed] == list(TOOLS)
    for it in listed:
        hints = it.annotations
        assert (hints.read_only_hint, hints.destructive_hint) == (True, False)
        assert (hints.idempotent_hint, hints.open_world_hint) == (True, False)
        assert it.title == TOOLS[it.name].title.as_dict()[language]
        assert it.description == TOOLS[it.name].says.as_dict()[language]
        for schema in (it.input_schema, it.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert it.input_schema["additionalProperties"] is False
        assert "language" in it.input_schema["properties"]
        assert it.input_schema["properties"].get("limit", {"maximum": 1})["maximum"] <= 200


def test_every_tool_answers_in_words_and_in_structure_alike(speak: Call, calls: dict[str, dict[str, Any]]) -> None:
    async def session(client: Client) -> None:
        for name, given in calls.items():
            told = await client.call_tool(name, given)  # the client holds the answer to the schema
            assert not told.is_error, (name, told.content[0].text)
            assert json.loads(told.content[0].text) == told.structured_content
            assert len(told.content[0].text) < 12_000, name
        assert (await client.call_tool("list_concepts", {"kind": "topic", "language": "zh"})).structured_content

    speak(session)
    assert speak(lambda client: client.call_tool("get_policy", {}), mode="legacy").structured_content["rules"]


@pytest.mark.parametrize(
    ("given", "first", "word"),
    [
        ({"text": "how was the van repaired"}, {"maintenance.txt"}, "General data"),
        ({"text": "锅炉的保修期多长", "language": "zh"}, {"保修.txt"}, "一般数据"),
        ({"text": "冷藏库的温度多久检查一次"}, {"仓库.txt"}, "General data"),
        ({"text": "training of new employees"}, {"培训.txt"}, "General data"),
        ({"text": "soup with tomatoes", "max_level": f"{LEADING}:general-2"}, {"recipe.txt"}, "level"),
    ],
)
def test_search_finds_in_both_languages(call: Call, given: dict[str, Any], first: set[str], word: str) -> None:
    told = call("search", given)
    assert told["hits"][0]["name"] in first
    assert word in told["hits"][0]["level"]["label"]
    assert told["hits"][0]["place"]
    assert sum(told["facets"]["modality"].values()) == told["total"]


def test_what_is_long_comes_in_pages(call: Call, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    found, cursor = [], None
    for _ in range(10):
        asked = {"text": "pump 保修 customer garden", "limit": 4}
        page = call("search", {**asked, "cursor": cursor} if cursor else asked)
        assert ("facets" in page) == (cursor is None)
        found += [it["asset"] for it in page["hits"]]
        cursor = page.get("next")
        if cursor is None:
            break
    assert len(found) == len(set(found)) == page["total"]
    whole = call("search", {"text": "pump 保修 customer garden", "limit": 50})
    assert [it["asset"] for it in whole["hits"]] == found
    text = call("get_text", {"asset": ids[TABLE], "limit": 1})
    rest = call("get_text", {"asset": ids[TABLE], "cursor": text["next"]})
    assert len(text["segments"]) == 1
    assert len(rest["segments"]) >= 1
    whole_text = "".join(it["text"] for it in call("get_text", {"asset": ids["recipe.txt"]})["segments"])
    monkeypatch.setattr(asking, "_LETTERS", 30)
    pieces, cursor = [], None
    while True:
        page = call("get_text", {"asset": ids["recipe.txt"], **({"cursor": cursor} if cursor else {})})
        pieces += [it["text"] for it in page["segments"]]
        assert len("".join(it["text"] for it in page["segments"])) <= 30
        assert bool(page["segments"][-1].get("cut")) == str(page.get("next", "")).startswith("from-")
        cursor = page.get("next")
        if cursor is None:
            break
    assert len(pieces) >= 4
    assert "".join(pieces) == whole_text
    listed = call("list_assets", {"limit": 3})
    assert {it["id"] for it in call("list_assets", {"limit": 100, "cursor": listed["next"]})["items"]}.isdisjoint(
        it["id"] for it in listed["items"]
    )


def test_one_asset_is_told_as_the_api_tells_it(library: Services, call: Call, ids: dict[str, str]) -> None:
    shown = library.assets.show(ids[TABLE])
    for language in ("en", "zh"):
        told = call("get_asset", {"asset": ids[TABLE], "language": language})
        assert told["level"]["code"] == f"{LEADING}:{shown['sensitivity']['code']}"
        assert told["explanation"] == shown["sensitivity"]["explanation"][language]
        assert [it["rule"] for it in told["reasons"]] == [it["rule"] for it in shown["sensitivity"]["basis"]]
        assert sum(told["found"].values()) == len(shown["findings"])
        assert {it["masked"] for it in told["findings"]} <= {it["masked"] for it in shown["findings"]}


def test_a_link_is_a_sentence_with_evidence_at_both_ends(call: Call, ids: dict[str, str]) -> None:
    around = call("get_links", {"node": ids[TABLE]})
    link = next(it for it in around["links"] if {it["left"], it["right"]} == {ids[TABLE], ids[COPY]})
    assert TABLE in link["says"]
    assert all(link[side][0]["place"] for side in ("left_evidence", "right_evidence"))
    way = call("explain_path", {"start": ids[TABLE], "end": ids[COPY], "language": "zh"})
    assert (way["found"], len(way["steps"])) == (True, 1)
    assert way["says"] == "《客户.csv》与《客户副本.txt》直接相连。"
    assert call("explain_path", {"start": ids[TABLE], "end": ids[OTHER]})["found"] is False


def test_text_that_addresses_machines_is_marked_and_is_no_answer(call: Call, ids: dict[str, str]) -> None:
    segments = call("get_text", {"asset": ids["保修.txt"]})["segments"]
    assert any(it.get("speaks_to_machines") for it in segments)
    told = call("answer", {"question": "锅炉的保修期多长？", "language": "zh"})
    assert told["status"] == "answered"
    assert "取消" not in told["answer"]["text"]
    assert call("answer", {"question": "what colour is the moon base?"}) == {
        "status": "abstained", "passages": [], "tokens": 0,
        "says": "Not found in what you may see: what comes nearest does not answer it.",
    }  # fmt: skip


def test_resources_say_what_tools_say(speak: Call, call: Call, ids: dict[str, str]) -> None:
    async def session(client: Client) -> tuple[Any, Any, Any]:
        text = (await client.read_resource(f"assay://assets/{ids[TABLE]}")).contents[0].text
        return (
            (await client.list_resources()).resources,
            (await client.list_resource_templates()).resource_templates,
            text,
        )

    listed, templates, text = speak(session)
    assert json.loads(text) == call("get_asset", {"asset": ids[TABLE]})
    assert {it.uri for it in listed} == {
        "assay://overview",
        f"assay://policies/{LEADING}",
        "assay://policies/company-4",
    }
    assert {it.uri_template for it in templates} == {it.address for it in RESOURCES if it.argument}

    async def reads_all(client: Client) -> None:
        for it in listed:
            assert json.loads((await client.read_resource(it.uri)).contents[0].text)

    speak(reads_all, role=Role.VIEWER)
    refused = speak(lambda client: client.list_resource_templates(), role=Role.VIEWER).resource_templates
    assert "assay://assets/{asset}/text" not in {it.uri_template for it in refused}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_prompts_name_tools_that_there_are(speak: Call, ids: dict[str, str], language: str) -> None:
    given = {"answer_with_sources": "When is payment due?", "explain_level": ids[TABLE]}

    async def session(client: Client) -> dict[str, str]:
        assert {it.name for it in (await client.list_prompts()).prompts} == set(given) == set(PROMPTS)
        made = {}
        for name, value in given.items():
            told = await client.get_prompt(name, {PROMPTS[name].argument: value})
            made[name] = told.messages[0].content.text
        return made

    for name, text in speak(session, language=language).items():
        assert given[name] in text
        called = re.findall(r"`(\w+)`", text)
        assert len(called) >= 2
        assert set(called) <= set(TOOLS)
