"""Who asks: what each role may, what a key says, and the level above which no agent sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assay.governance.domain import LOCAL_ADMIN, Actor, ForbiddenError, Permission, Role, UsageError
from assay.governance.mcp import TOOLS, local_agent
from assay.governance.mcp.callers import agent
from assay.governance.services import Services

Call = Callable[..., Any]
LEADING = "gbt-43697"
TABLE, OTHER = "客户.csv", "recipe.txt"


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
