"""Agents as clients are: they talk to a server over the library of all tests of services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from loops import run_apart
from mcp.client.client import Client

from assay.governance.domain import Actor, Role
from assay.governance.mcp import TOOLS, create_server
from assay.governance.mcp.callers import agent
from assay.governance.services import Services

Call = Callable[..., Any]


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


@pytest.fixture(scope="module")
def calls(ids: dict[str, str], call: Call) -> dict[str, dict[str, Any]]:
    """Return a call of every tool."""
    file, other, letter = ids["客户.csv"], ids["客户副本.txt"], ids["letter.txt"]
    entity = call("find_entities", {"name": "陈建国"})["items"][0]["id"]
    made: dict[str, dict[str, Any]] = {
        "overview": {}, "search": {"text": "phone of a customer", "linked": True},
        "answer": {"question": "How long does the warranty of the pump last?"},
        "list_assets": {}, "get_asset": {"asset": file}, "get_text": {"asset": letter},
        "list_findings": {"asset": letter}, "get_links": {"node": file, "concepts": True},
        "explain_path": {"start": file, "end": other}, "get_exposure": {"asset": file},
        "find_entities": {"name": "陈建国"}, "get_entity": {"entity": entity}, "list_issues": {},
        "list_concepts": {"kind": "level"}, "get_policy": {}, "tag_text": {"text": "手机13490123456"},
    }  # fmt: skip
    assert set(made) == set(TOOLS)
    return made
