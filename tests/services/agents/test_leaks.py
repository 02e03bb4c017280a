"""What an agent is told through any tool is what one would be told who has nothing but what its caller may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loops import run_apart
from mcp_types import CallToolRequestParams
from worlds import DIMENSIONS, QUESTIONS, VALUES, BagEncoder, Caller, Thing, World, callers, fill, worlds

from assay.governance import registry
from assay.governance.app import build
from assay.governance.domain import Actor, Role
from assay.governance.mcp import TOOLS, create_server
from assay.governance.mcp.callers import agent
from assay.governance.services import Services
from assay.governance.services.indexing.publishing import Publishing
from assay.governance.services.searching.answering import AnswerService
from assay.governance.services.searching.search import SearchService
from assay.governance.services.searching.wording import Wording
from assay.governance.settings import load

DRAWN = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.sampled_from(QUESTIONS)
ASSETS = st.integers(0, 8).map("a{}".format)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Services]]:
    root = tmp_path_factory.mktemp("agent-leaks")
    asked: dict[str, Any] = {"config_dir": root / "config", "workers": 1, "embeddings": False}
    with build(load(home=root / "whole", **asked)) as whole, build(load(home=root / "rest", **asked)) as rest:
        yield whole, rest


def with_vectors(home: Services) -> Services:
    """Return the services with an encoder that needs no model, and an index that has read nothing yet."""
    exact = registry.plugin("indexes", "exact")
    publishing = Publishing(
        store=home.store, folder=home.settings.home / "index", dimensions=DIMENSIONS, accelerator=exact, exact=exact,
        leading=lambda: home.grading.judging.leading.id, words=registry.plugin("indexes", "words"),
    )  # fmt: skip
    search = SearchService(
        store=home.store, grading=home.grading, understanding=home.search._understanding, publishing=publishing,
        encoder=BagEncoder(), keyring=home.search._lookups._keyring, visibility=home.visibility,
        wording=Wording(home.taxonomy),
    )  # fmt: skip
    return replace(home, search=search, answers=AnswerService(store=home.store, search=search))


def told(home: Services, world: World, who: Actor, calls: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, Any]]:
    """Return what an agent is told in a home that holds a world."""
    fill(home.store, world)
    entry = create_server(with_vectors(home), lambda _: who).get_request_handler("tools/call")
    assert entry is not None

    async def asking() -> list[tuple[str, Any]]:
        params = [CallToolRequestParams(name=name, arguments=asked) for name, asked in calls]
        found: list[Any] = [await entry.handler(None, it) for it in params]
        return [(name, (it.is_error, it.content)) for (name, _), it in zip(calls, found, strict=True)]

    return run_apart(asking)


def calls(words: str, value: str, asset: str, other: str, depth: int) -> list[tuple[str, dict[str, Any]]]:
    """Return a call or more of every tool."""
    made: list[tuple[str, dict[str, Any]]] = [
        ("overview", {}),
        ("search", {"text": words, "linked": True, "limit": 3}),
        ("search", {"text": words, "limit": 2, "cursor": "after-2"}),
        ("search", {"value": value}),
        ("search", {"like": asset}),
        ("search", {"entity": "n1", "max_level": "gbt-43697:general-3"}),
        ("answer", {"question": words, "budget": 50}),
        ("list_assets", {"limit": 2}),
        ("list_assets", {"topic": "finance", "language": "zh"}),
        ("get_asset", {"asset": asset}),
        ("get_text", {"asset": asset}),
        ("list_findings", {"asset": asset}),
        ("get_links", {"node": asset, "depth": depth, "concepts": depth > 1, "limit": 4}),
        ("get_links", {"node": "topic:finance", "limit": 2}),
        ("get_links", {"node": "entity:n1"}),
        ("explain_path", {"start": asset, "end": other}),
        ("get_exposure", {"asset": asset}),
        ("find_entities", {"name": "李雷雷"}),
        ("find_entities", {"asset": asset}),
        ("get_entity", {"entity": "n0"}),
        ("get_entity", {"entity": "n1", "limit": 1}),
        ("list_issues", {}),
        ("list_concepts", {"kind": "topic"}),
        ("list_concepts", {"kind": "source"}),
        ("list_concepts", {"kind": "level"}),
        ("get_policy", {}),
        ("tag_text", {"text": words}),
    ]
    assert len(made) == 27
    assert {name for name, _ in made} == set(TOOLS)
    return made


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.STEWARD, Role.ADMIN])
@DRAWN
@given(
    world=worlds(), caller=callers(), words=WORDS, value=st.sampled_from(VALUES), asset=ASSETS, other=ASSETS,
    depth=st.integers(1, 2), some=st.lists(st.integers(0, 26), min_size=9, max_size=9, unique=True),
)  # fmt: skip
def test_no_tool_tells_anything_of_what_is_hidden(
    homes: tuple[Services, Services], role: Role, world: World, caller: Caller, words: str, value: str, asset: str,
    other: str, depth: int, some: list[int],
) -> None:  # fmt: skip
    """One ceiling is that of the role, the other that of all agents."""
    by_role, of_agents = caller.levels()
    every = calls(words, value, asset, other, depth)
    asked = [every[place] for place in some]
    home = replace(homes[0], settings=homes[0].settings.model_copy(update={"agent_level": of_agents}))
    home.visibility._levels = {role: by_role} if by_role else {}
    seen = world.seen(Caller(ceilings=caller.ceilings, user=None))
    answers = told(home, world, agent(home, Actor(name="eve", role=role)), asked)
    alone = told(homes[1], seen, agent(homes[1], Actor(name="eve", role=role)), asked)
    for one, other_one in zip(answers, alone, strict=True):
        assert one == other_one
    assert all(is_error for name, (is_error, _) in answers if TOOLS[name].needs not in role.permissions)


def test_of_an_entity_the_hidden_names_are_not_there(homes: tuple[Services, Services]) -> None:
    """Two files name one person, by number and by name; who sees the second file alone is told of the name alone."""
    world = World(
        things=tuple(
            (place, Thing(content=place, ranks=(rank, rank), readers=frozenset(), source=0, owner=None, day=0))
            for place, rank in ((0, 3), (1, 0))
        ),
        texts=((0,), (1,)), topics=(0, 0), holds=frozenset({(0, 0), (1, 1)}), links=frozenset(),
    )  # fmt: skip
    asked: list[tuple[str, dict[str, Any]]] = [
        ("get_entity", {"entity": "n0"}), ("get_entity", {"entity": "n1"}), ("find_entities", {"name": VALUES[0]}),
        ("find_entities", {"name": VALUES[1]}), ("find_entities", {"asset": "a1"}), ("search", {"entity": "n0"}),
        ("search", {"entity": "n1"}), ("get_links", {"node": "a1", "concepts": True}),
        ("get_links", {"node": "entity:n0"}), ("get_links", {"node": "entity:n1"}),
    ]  # fmt: skip
    low = Caller(ceilings=(0, None), user=None)
    eve = Actor(name="eve", role=Role.ANALYST)
    homes[0].visibility._levels = {Role.ANALYST: low.levels()[0]}
    whole = told(homes[0], world, agent(homes[0], eve), asked)
    homes[0].visibility._levels = {}
    assert whole == told(homes[1], world.seen(low), agent(homes[1], eve), asked)
    assert [is_error for _, (is_error, _) in whole] == [
        True,
        False,
        False,
        False,
        False,
        True,
        False,
        False,
        True,
        False,
    ]
