"""What agents are offered and told: the same as the API tells, in one language, read-only and masked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from loops import run_apart
from mcp.client.client import Client
from sqlalchemy import select

from assay.governance.domain import LOCAL_ADMIN, Actor, ForbiddenError, Permission, Role, UsageError
from assay.governance.mcp import PROMPTS, RESOURCES, TOOLS, asking, create_server, local_agent
from assay.governance.mcp.callers import agent
from assay.governance.services import Services
from assay.governance.store.tables import metadata

Call = Callable[..., Any]
LEADING = "gbt-43697"
TABLE, COPY, LETTER, OTHER = "客户.csv", "客户副本.txt", "letter.txt", "recipe.txt"
PLANTED = {
    "resident id": "440524188001010014", "mobile": "13911723456", "spaced mobile": "139 1172 3456",
    "card": "4539 1488 0343 6467", "name zh": "陈建国", "name en": "John Carter", "other id": "11010519491231002X",
}  # fmt: skip
VALUES = ("13911723456", "440524188001010014", "陈建国", "4539148803436467")


@pytest.fixture(scope="module")
def ids(library: Services) -> dict[str, str]:
    return {it["name"]: it["id"] for it in library.assets.page()["items"]}


@pytest.fixture(scope="module")
def speak(library: Services) -> Call:
    """Return a way to talk to a server as a client does: `speak(async function of a client)`."""

    def spoken(
        ask: Callable[[Client], Any], *, role: Role = Role.ANALYST, language: str = "en", mode: str = "auto",
        over: Services | None = None,
    ) -> Any:  # fmt: skip
        home = over or library
        server = create_server(home, lambda _: agent(home, Actor(name="eve", role=role)), language=language)

        async def session() -> Any:
            async with Client(server, mode=mode) as client:
                return await ask(client)

        return run_apart(session)

    return spoken


@pytest.fixture(scope="module")
def call(speak: Call) -> Call:
    """Return a way to call one tool: its answer, or the words of its error."""

    def called(tool: str, given: dict[str, Any], **how: Any) -> Any:
        told = speak(lambda client: client.call_tool(tool, given), **how)
        return told.content[0].text if told.is_error else told.structured_content

    return called


def stands(text: str) -> set[str]:
    """Return which planted values stand in a text, however they are written."""
    forms = {name: {value, "".join(filter(str.isalnum, value))} for name, value in PLANTED.items()}
    return {name for name, written in forms.items() if any(it in text for it in written)}


def every(ids: dict[str, str], entity: str) -> dict[str, dict[str, Any]]:
    """Return a call of every tool."""
    file, other = ids[TABLE], ids[COPY]
    return {
        "overview": {}, "search": {"text": "phone of a customer", "linked": True},
        "answer": {"question": "How long does the warranty of the pump last?"},
        "list_assets": {}, "get_asset": {"asset": file}, "get_text": {"asset": ids[LETTER]},
        "list_findings": {"asset": ids[LETTER]}, "get_links": {"node": file, "concepts": True},
        "explain_path": {"start": file, "end": other}, "get_exposure": {"asset": file},
        "find_entities": {"name": "陈建国"}, "get_entity": {"entity": entity}, "list_issues": {},
        "list_concepts": {"kind": "level"}, "get_policy": {}, "tag_text": {"text": "手机13490123456"},
    }  # fmt: skip


@pytest.fixture(scope="module")
def calls(ids: dict[str, str], call: Call) -> dict[str, dict[str, Any]]:
    entity = call("find_entities", {"name": "陈建国"})["items"][0]["id"]
    made = every(ids, entity)
    assert set(made) == set(TOOLS)
    return made


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


@pytest.mark.parametrize(
    ("tool", "given", "says"),
    [
        ("search", {}, "validation: the arguments do not go together: give one of text, like, value and entity"),
        ("search", {"text": "a", "value": "13911723456"}, "validation: the arguments do not go together"),
        ("search", {"text": 13911723456}, "validation: text has a value that is not taken (string_type)"),
        ("search", {"text": "a", "13911723456": 1}, "validation: ? is not an argument"),
        ("search", {"text": "a", "limit": 13911723456}, "validation: limit has a value that is not taken"),
        (
            "search",
            {"text": "a", "modality": "13911723456"},
            "validation: modality has a value that is not taken (enum)",
        ),
        ("search", {"text": "a", "max_level": "gbt-43697:13911723456"}, "validation: A level is PACK:CODE"),
        ("search", {"text": "a", "cursor": "13911723456"}, "validation: The cursor is not one that this list gave"),
        ("search", {"like": "13911723456"}, "not-found: There is nothing here that you may see."),
        ("search", {"entity": "13911723456"}, "not-found: "),
        ("list_assets", {"cursor": "13911723456"}, "validation: The cursor is not one that this list gave"),
        ("get_asset", {"asset": "13911723456"}, "not-found: "),
        ("get_asset", {"asset": "13911723456", "language": "zh"}, "not-found: 此处没有您可以查看的内容。"),
        ("get_asset", {"language": "zh"}, "validation: asset 缺失"),
        ("get_text", {"asset": "../13911723456"}, "validation: asset has a value that is not taken"),
        ("get_links", {"node": "topic:13911723456"}, "not-found: "),
        ("explain_path", {"start": "a", "end": "13911723456"}, "not-found: "),
        ("get_policy", {"name": "13911723456"}, "not-found: "),
        ("tag_text", {"text": "a", "taxonomy": "13911723456"}, "not-found: "),
        ("find_entities", {}, "validation: the arguments do not go together: give name or asset"),
    ],
)
def test_an_error_says_what_is_wrong_and_nothing_that_was_sent(
    call: Call, tool: str, given: dict[str, Any], says: str
) -> None:
    told = call(tool, given)
    assert told.startswith(says)
    assert "13911723456" not in told


def test_what_each_role_may_ask(speak: Call, call: Call, ids: dict[str, str], library: Services) -> None:
    def names(role: Role) -> set[str]:
        return {it.name for it in speak(lambda client: client.list_tools(), role=role).tools}

    assert names(Role.ADMIN) == names(Role.ANALYST) == set(TOOLS)
    assert names(Role.VIEWER) == {name for name, it in TOOLS.items() if it.needs is Permission.READ}
    assert call("search", {"text": "pump"}, role=Role.VIEWER) == "not-found: There is nothing here that you may see."
    assert call("get_asset", {"asset": ids[TABLE]}, role=Role.VIEWER)["name"] == TABLE
    for nobody in (None, Actor(name="robot", role=Role.SERVICE)):
        with pytest.raises(ForbiddenError):
            agent(library, nobody)
    acting = agent(library, LOCAL_ADMIN)
    assert [it for it in Permission if acting.may(it)] == [Permission.READ, Permission.SEARCH, Permission.TAG]


def test_accounts_stay_masked_even_for_an_administrator(library: Services, call: Call, ids: dict[str, str]) -> None:
    clear = {it["principal"] for it in library.assets.show(ids[TABLE])["permissions"]} - {"everyone"}
    told = call("get_asset", {"asset": ids[TABLE]}, role=Role.ADMIN)
    ways = call("get_exposure", {"asset": ids[TABLE]}, role=Role.ADMIN)["ways"]
    assert clear
    assert clear.isdisjoint(it.rpartition(": ")[0] for it in told["access"])
    assert clear.isdisjoint(it["who"] for it in ways)


def test_no_agent_sees_above_the_level_that_is_set_for_agents(
    library: Services, call: Call, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    low = replace(library, settings=library.settings.model_copy(update={"agent_level": f"{LEADING}:general-2"}))
    for role in (Role.VIEWER, Role.ADMIN):
        names = {it["name"] for it in call("list_assets", {}, role=role, over=low)["items"]}
        assert OTHER in names
        assert TABLE not in names
        assert call("get_asset", {"asset": ids[TABLE]}, role=role, over=low).startswith("not-found: ")
        assert call("overview", {}, role=role, over=low)["assets"] == len(names)
    bad = replace(library, settings=library.settings.model_copy(update={"agent_level": f"{LEADING}:nothing"}))
    monkeypatch.delenv("ASSAY_API_KEY", raising=False)
    with pytest.raises(UsageError, match="a level is PACK:CODE"):
        local_agent(bad)


def test_over_stdio_a_key_says_who_asks_and_without_one_it_is_an_analyst(
    library: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSAY_API_KEY", raising=False)
    assert (local_agent(library)().name, local_agent(library)().role) == ("local-agent", Role.ANALYST)
    key = library.access.create("reader", Role.VIEWER)
    monkeypatch.setenv("ASSAY_API_KEY", key)
    who = local_agent(library)
    assert (who().name, who().role) == ("reader", Role.VIEWER)
    library.access.revoke("reader")
    with pytest.raises(ForbiddenError) as refused:
        who()
    assert key not in str(refused.value)
    for other in (library.access.create("robot", Role.SERVICE), "assay_wrong"):
        monkeypatch.setenv("ASSAY_API_KEY", other)
        with pytest.raises(ForbiddenError):
            local_agent(library)


def test_no_call_changes_anything_but_the_audit_trail(
    library: Services, speak: Call, calls: dict[str, dict[str, Any]]
) -> None:
    def state() -> dict[str, list[Any]]:
        with library.store.read() as db:
            run = db.meta._transaction.connection.execute
            return {it.name: sorted(map(repr, run(select(it)))) for it in metadata.sorted_tables}

    async def session(client: Client) -> None:
        for name, given in calls.items():
            await client.call_tool(name, given)
        await client.call_tool("search", {"value": "13911723456"})
        await client.call_tool("find_entities", {"name": "陈建国"})

    before = state()
    speak(session)
    after = state()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"audit_event"}
    new = [it for it in library.operations.audit(limit=20)["items"] if it["actor"] == "eve"]
    assert {"search.value", "entity.find"} == {it["action"] for it in new}
    assert stands(json.dumps(new, ensure_ascii=False)) == set()


def test_no_planted_value_stands_in_any_answer_resource_prompt_or_record(
    speak: Call, call: Call, calls: dict[str, dict[str, Any]], ids: dict[str, str], caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    told: list[str] = []

    async def session(client: Client) -> None:
        for name, given in [*calls.items(), *asked]:
            answer = await client.call_tool(name, given)
            assert not answer.is_error, (name, answer.content[0].text)
            told.append(answer.model_dump_json())
        for asset in ids.values():
            for place in ("", "/text"):
                told.append((await client.read_resource(f"assay://assets/{asset}{place}")).model_dump_json())
        for value in VALUES:
            given = {"question": f"{value} 客户"}
            told.append((await client.get_prompt("answer_with_sources", given)).model_dump_json())
        told.append((await client.list_resources()).model_dump_json())

    asked = [(name, {"asset": asset}) for asset in ids.values() for name in ("list_findings", "find_entities")]
    asked += [("get_links", {"node": asset, "concepts": True}) for asset in ids.values()]
    for value in VALUES:
        asked += [
            ("search", {"value": value}), ("search", {"text": f"who has {value}"}), ("find_entities", {"name": value}),
            ("answer", {"question": f"who has {value}"}), ("tag_text", {"text": f"客户姓名：{value}"}),
        ]  # fmt: skip
    caplog.set_level("DEBUG")
    speak(session, role=Role.ADMIN)
    written = "".join(capfd.readouterr()) + caplog.text
    assert all(call("search", {"value": value})["total"] for value in VALUES)
    assert stands("\n".join(told)) == set()
    assert stands(written) == set()


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
