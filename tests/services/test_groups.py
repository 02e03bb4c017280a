"""Alike tasks are one group: previewed, decided as one, undone as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from assay.governance.app import build
from assay.governance.domain import (
    Actor,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    Role,
    UsageError,
)
from assay.governance.services import Services
from assay.governance.settings import load

if TYPE_CHECKING:
    from conftest import Desk

CALL = "请致电 13800138000 预约第 {} 次参观。\n"
KIT = "客户：李雷，手机 13800138000，身份证 11010519491231002X，编号 {}。\n"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    root = tmp_path_factory.mktemp("groups")
    settings = load(home=root / "home", config_dir=root / "config", workers=1, embeddings=False, review_audit_share=1.0)
    with build(settings) as built:
        yield built


@pytest.fixture
def alike(desk: Desk) -> dict[str, Any]:
    """Three calls that are alike and two customer notes; the group of the calls."""
    for number in range(3):
        desk.write(f"call-{number}.txt", CALL.format(number))
    for number in range(2):
        desk.write(f"kit-{number}.txt", KIT.format(number))
    desk.ingest()
    groups = desk.services.groups.page()["items"]
    return next(it for it in groups if it["proposal"]["code"] == "general-2")


def states(desk: Desk) -> set[str]:
    return {str(desk.show(desk.folder / f"call-{number}.txt")["sensitivity"]["state"]) for number in range(3)}


def test_alike_tasks_are_grouped_by_what_is_proposed_and_why(desk: Desk, alike: dict[str, Any]) -> None:
    assert alike["n"] >= 3
    assert alike["says"]
    assert alike["modality"] == "text"
    assert len(alike["names"]) == min(5, alike["n"])
    assert all(it["n"] >= 4 for it in desk.services.groups.page(least=4)["items"])


def test_a_group_is_decided_as_one_and_undone_as_one(desk: Desk, steward: Actor, alike: dict[str, Any]) -> None:
    before = desk.services.review.stats()["open"]
    done = desk.services.groups.decide(alike["group"], action="accept", expect=alike["n"], actor=steward)
    assert (done["n"], done["left"]) == (alike["n"], 0)
    assert states(desk) == {"reviewed"}
    assert desk.services.review.stats()["open"] == before - alike["n"]
    undone = desk.services.review.undo(done["decision"], actor=steward)
    assert undone["n"] == alike["n"]
    assert states(desk) == {"proposed"}
    assert desk.services.review.stats()["open"] == before
    with pytest.raises(ConflictError):
        desk.services.review.undo(done["decision"], actor=steward)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"action": "accept", "expect": 4_000}, ConflictError),
        ({"action": "skip"}, UsageError),
        ({"action": "change", "code": "no-such-level"}, UsageError),
        ({"action": "change", "code": "general-1"}, UsageError),
        ({"action": "accept", "group": "0" * 20}, NotFoundError),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_decided(
    desk: Desk, steward: Actor, alike: dict[str, Any], asked: dict[str, Any], error: type[Exception]
) -> None:
    before = desk.services.review.stats()
    with pytest.raises(error):
        desk.services.groups.decide(**{"group": alike["group"], **asked}, actor=steward)
    assert desk.services.review.stats() == before


def test_only_who_may_decide_decides_a_group(desk: Desk, alike: dict[str, Any]) -> None:
    with pytest.raises(ForbiddenError):
        desk.services.groups.decide(alike["group"], action="accept", actor=Actor(name="somebody", role=Role.ANALYST))
