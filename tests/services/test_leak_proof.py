"""What a caller is told is what somebody would be told who has nothing but what the caller may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import DIMENSIONS, QUESTIONS, VALUES, BagEncoder, Caller, World, callers, fill, worlds

from assay.governance import registry
from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN, Actor, NotFoundError, Role
from assay.governance.services.indexing.publishing import Publishing
from assay.governance.services.indexing.sights import Sights
from assay.governance.services.searching.answering import AnswerService
from assay.governance.services.searching.search import SearchService
from assay.governance.services.searching.wording import Wording
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.settings import load

DRAWN = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NARROWED: tuple[dict[str, Any], ...] = (
    {}, {"source": "s0"}, {"owner": "ann"}, {"topic": "finance"}, {"modality": "text"},
    {"since": 1767744000}, {"until": 1767744000}, {"source": "s1", "owner": "bob"},
)  # fmt: skip
ASKED = st.sampled_from([
    *({"text": it} for it in QUESTIONS), *({"value": it} for it in VALUES), *({"like": f"a{it}"} for it in range(5)),
])  # fmt: skip


class Catalog:
    """A catalog that is filled again and again, with search over it."""

    def __init__(self, services: Any) -> None:
        self.services = services

    def asks(self, world: World, *, levels: dict[str, str] | None = None) -> tuple[SearchService, AnswerService]:
        """Return search and answers over a world."""
        fill(self.services.store, world)
        held = self.services
        encoder = BagEncoder()
        publishing = Publishing(
            store=held.store, folder=held.settings.home / "index", dimensions=DIMENSIONS,
            leading=lambda: held.grading.judging.leading.id, accelerator=registry.plugin("indexes", "exact"),
            exact=registry.plugin("indexes", "exact"), words=registry.plugin("indexes", "words"),
        )  # fmt: skip
        sights = Sights(store=held.store, encoder=encoder, originals=held.viewing._originals)
        search = SearchService(
            store=held.store, grading=held.grading, understanding=held.search._understanding, publishing=publishing,
            encoder=encoder, keyring=held.search._lookups._keyring, sights=sights,
            visibility=Visibility(lambda: held.grading.judging, levels or {}), wording=Wording(held.taxonomy),
        )  # fmt: skip
        return search, AnswerService(store=held.store, search=search)


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalog, Catalog]]:
    root = tmp_path_factory.mktemp("leak-proof")
    asked = {"config_dir": root / "config", "workers": 1, "embeddings": False}
    with build(load(home=root / "whole", **asked)) as whole, build(load(home=root / "rest", **asked)) as rest:
        yield Catalog(whole), Catalog(rest)


def told(ask: Any, **asked: Any) -> Any:
    try:
        return ask(**asked)
    except NotFoundError:
        return "not found"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.STEWARD, Role.ADMIN])
@DRAWN
@given(world=worlds(), caller=callers(), asked=ASKED, narrowed=st.sampled_from(NARROWED), linked=st.booleans())
def test_search_tells_nothing_of_what_is_hidden(
    catalogs: tuple[Catalog, Catalog], role: Role, world: World, caller: Caller, asked: dict[str, str],
    narrowed: dict[str, Any], linked: bool,
) -> None:  # fmt: skip
    by_role, by_hand = caller.levels()
    user = caller.user if role is not Role.ANALYST else None
    seen = world.seen(Caller(ceilings=caller.ceilings, user=user))
    whole, _ = catalogs[0].asks(world, levels={role.value: by_role} if by_role else {})
    alone, _ = catalogs[1].asks(seen)
    who = Actor(name="eve", role=role)
    answer = told(whole.query, **asked, **narrowed, max_level=by_hand, as_user=user, linked=linked, limit=5, actor=who)
    assert answer == told(alone.query, **asked, **narrowed, linked=linked, limit=5, actor=LOCAL_ADMIN)


@DRAWN
@given(world=worlds(), caller=callers(), question=st.sampled_from(QUESTIONS), narrowed=st.sampled_from(NARROWED))
def test_an_answer_tells_nothing_of_what_is_hidden(
    catalogs: tuple[Catalog, Catalog], world: World, caller: Caller, question: str, narrowed: dict[str, Any]
) -> None:
    by_role, by_hand = caller.levels()
    _, whole = catalogs[0].asks(world, levels={"steward": by_role} if by_role else {})
    _, alone = catalogs[1].asks(world.seen(caller))
    who = Actor(name="eve", role=Role.STEWARD)
    answer = whole.ask(question, **narrowed, max_level=by_hand, as_user=caller.user, budget=50, actor=who)
    assert answer == alone.ask(question, **narrowed, budget=50, actor=LOCAL_ADMIN)
