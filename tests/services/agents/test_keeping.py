"""What calls of agents leave behind, and what they never tell: no value in clear, nothing that was sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from mcp.client.client import Client
from sqlalchemy import select

from assay.governance.domain import Role
from assay.governance.services import Services
from assay.governance.store.tables import metadata

Call = Callable[..., Any]
PLANTED = {
    "resident id": "440524188001010014", "mobile": "13911723456", "spaced mobile": "139 1172 3456",
    "card": "4539 1488 0343 6467", "name zh": "陈建国", "name en": "John Carter", "other id": "11010519491231002X",
}  # fmt: skip
VALUES = ("13911723456", "440524188001010014", "陈建国", "4539148803436467")


def stands(text: str) -> set[str]:
    """Return which planted values stand in a text, however they are written."""
    forms = {name: {value, "".join(filter(str.isalnum, value))} for name, value in PLANTED.items()}
    return {name for name, written in forms.items() if any(it in text for it in written)}


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
