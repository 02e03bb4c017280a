"""The graph tells a caller what it would tell somebody who has nothing but what the caller may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import Caller, World, callers, fill, worlds

from assay.governance import registry
from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN, Actor, NotFoundError, Role, UsageError
from assay.governance.services import Services
from assay.governance.services.graph.graphing import GraphServices, graphing
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.settings import load

DRAWN = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ASSETS = st.integers(0, 8).map("a{}".format)
KINDS = st.sampled_from([None, ("near-duplicate",), ("contains",), ("same-entity", "contains")])
NODES = st.sampled_from(["topic:finance", "topic:operations", "level:gbt-43697:general-2", "source:s0", "term:phone"])


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Services]]:
    root = tmp_path_factory.mktemp("graph-leaks")
    asked: dict[str, Any] = {"config_dir": root / "config", "workers": 1, "embeddings": False}
    with build(load(home=root / "whole", **asked)) as whole, build(load(home=root / "rest", **asked)) as rest:
        yield whole, rest


def graph_of(home: Services, levels: dict[str, str] | None = None) -> GraphServices:
    return graphing(
        store=home.store, grading=home.grading, visibility=Visibility(lambda: home.grading.judging, levels or {}),
        understanding=home.search._understanding, taxonomy=home.taxonomy,
        engine=registry.plugin("graphs", "networkx")(),
    )  # fmt: skip


def told(ask: Any, *given: Any, **asked: Any) -> Any:
    try:
        return ask(*given, **asked)
    except NotFoundError:
        return "not found"
    except UsageError:
        return "too large"


class Two:
    """The whole world as a caller sees it, and what is left of it as an administrator does."""

    def __init__(self, homes: tuple[Services, Services], world: World, caller: Caller, role: Role) -> None:
        by_role, _ = caller.levels()
        may_ask = role in (Role.STEWARD, Role.ADMIN)
        user = caller.user if may_ask else None
        fill(homes[0].store, world)
        fill(homes[1].store, world.seen(Caller(ceilings=(caller.ceilings[0], None), user=user)))
        self.whole = graph_of(homes[0], {role.value: by_role} if by_role else {})
        self.alone = graph_of(homes[1])
        self.who = Actor(name="eve", role=role)
        self.user = {"as_user": user} if user else {}

    def same(self, ask: Any, *given: Any, by: Actor = LOCAL_ADMIN, **asked: Any) -> Any:
        """Hold both answers against each other and return them; `by` asks where nothing is hidden."""
        answer = told(ask(self.whole), *given, **asked, **self.user, actor=self.who)
        assert answer == told(ask(self.alone), *given, **asked, actor=by)
        return answer


roles = pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.STEWARD, Role.ADMIN])


@roles
@DRAWN
@given(
    world=worlds(), caller=callers(), start=ASSETS, depth=st.integers(1, 3), kinds=KINDS, limit=st.integers(1, 9),
    concepts=st.booleans(),
)  # fmt: skip
def test_a_neighbourhood_tells_nothing_of_what_is_hidden(
    homes: tuple[Services, Services], role: Role, world: World, caller: Caller, start: str, depth: int, kinds: Any,
    limit: int, concepts: bool,
) -> None:  # fmt: skip
    two = Two(homes, world, caller, role)
    two.same(lambda it: it.neighbours.of, start, depth, kinds=kinds, limit=limit, concepts=concepts)


@roles
@DRAWN
@given(world=worlds(), caller=callers(), start=ASSETS, end=ASSETS, kinds=KINDS, longest=st.integers(1, 5))
def test_a_way_tells_nothing_of_what_is_hidden(
    homes: tuple[Services, Services], role: Role, world: World, caller: Caller, start: str, end: str, kinds: Any,
    longest: int,
) -> None:  # fmt: skip
    two = Two(homes, world, caller, role)
    two.same(lambda it: it.paths.between, start, end, kinds=kinds, longest=longest)


@roles
@settings(DRAWN, max_examples=8)
@given(world=worlds(), caller=callers(), node=NODES, limit=st.integers(1, 5))
def test_concepts_count_and_show_nothing_of_what_is_hidden(
    homes: tuple[Services, Services], role: Role, world: World, caller: Caller, node: str, limit: int
) -> None:
    two = Two(homes, world, Caller(ceilings=caller.ceilings, user=None), role)
    two.same(lambda it: it.semantics.around, node, limit=limit)
    for kind in ("topic", "level", "issue", "source"):
        two.same(lambda it: it.semantics.concepts, kind)


@roles
@settings(DRAWN, max_examples=8)
@given(world=worlds(), caller=callers(), kinds=KINDS)
def test_communities_proposals_and_files_tell_nothing_of_what_is_hidden(
    homes: tuple[Services, Services], role: Role, world: World, caller: Caller, kinds: Any
) -> None:
    two = Two(homes, world, Caller(ceilings=caller.ceilings, user=None), role)
    two.same(lambda it: it.communities.page, least=2, kinds=kinds)
    two.same(lambda it: it.spreading.proposals)
    if role is not Role.VIEWER:
        two.same(lambda it: it.files.made, "graphml", kinds=kinds)


@roles
@settings(DRAWN, max_examples=6)
@given(world=worlds(), caller=callers())
def test_pages_of_links_and_entities_tell_nothing_of_what_is_hidden(
    homes: tuple[Services, Services], role: Role, world: World, caller: Caller
) -> None:
    two = Two(homes, world, Caller(ceilings=caller.ceilings, user=None), role)
    homes[0].visibility._levels = {role: caller.levels()[0]} if caller.levels()[0] else {}
    for pages in (lambda home: home.links.page, lambda home: home.entities.page):
        cursor = None
        for _ in range(9):
            whole, alone = (pages(home)(cursor=cursor, limit=1, actor=two.who) for home in homes)
            assert whole == alone
            cursor = whole["next"]
            if cursor is None:
                break
        assert cursor is None
    homes[0].visibility._levels = {}


@settings(DRAWN, max_examples=30)
@given(world=worlds(), caller=callers(), asset=ASSETS)
def test_exposure_tells_nothing_of_what_is_hidden(
    homes: tuple[Services, Services], world: World, caller: Caller, asset: str
) -> None:
    two = Two(homes, world, Caller(ceilings=caller.ceilings, user=None), Role.VIEWER)
    unbound = Actor(name="eve", role=Role.ANALYST)  # sees no names of accounts either
    two.same(lambda it: it.exposure.of, asset, by=unbound)
    two.same(lambda it: it.exposure.wide, level="general-2", by=unbound)
