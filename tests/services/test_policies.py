"""A policy is tried before it is applied, and what was said then is what happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assay.governance.domain import Actor, ForbiddenError, NotFoundError, PolicyError, Role, UsageError
from assay.governance.policy import Case, load_pack, read_cases, run_case

if TYPE_CHECKING:
    from conftest import Desk

TEXTS = {
    "call.txt": "请致电 13800138000 预约参观。",
    "kit.txt": "客户：李雷，手机 13800138000，身份证 11010519491231002X。",
    "card.txt": "Please charge card 4111 1111 1111 1111 for the order.",
    "plain.txt": "The hall opens at nine and closes at five.",
    "cut.pdf": "%PDF-1.7\n1 0 obj\n",
}
CONTACT = "    all: [{of: contact, except_subjects: [public_figure]}]\n    object: organization\n    degree: minor\n"


@pytest.fixture
def stricter(packed_text: Callable[..., str]) -> str:
    """The company's scheme, where contact details have become confidential."""
    return packed_text("company-4", CONTACT, CONTACT.replace("minor", "significant"))


def levels(desk: Desk) -> dict[str, str]:
    """Return each asset's level under the company's scheme."""
    with desk.services.store.read() as db:
        grades = {asset.id: db.grades.get(asset.id, "company-4") for asset in db.assets.each()}
    return {name: grade.code for name, grade in grades.items() if grade is not None}


def fill(desk: Desk) -> None:
    for name, text in TEXTS.items():
        desk.write(name, text)
    desk.ingest()


def test_what_is_simulated_is_what_is_applied(
    make: Callable[..., AbstractContextManager[Desk]], stricter: str, admin: Actor
) -> None:
    with make() as desk:
        fill(desk)
        before, counts = levels(desk), desk.services.store.counts()
        said = desk.services.policies.simulate(stricter)
        assert (levels(desk), desk.services.store.counts()) == (before, counts), "trying changes nothing"
        assert (said["from"], said["to"], said["assets"]) == ("company-4@1", "company-4@2", len(TEXTS))
        assert said["levels_before"] == dict(Counter(before.values()))
        applied = desk.services.policies.apply(stricter, admin)
        after = levels(desk)
        assert applied == {
            "policy": "company-4@2", "replaces": "company-4@1", "graded": len(TEXTS),
            "states": {"proposed": len(TEXTS)},
        }  # fmt: skip
        changed = {it["asset"]: (it["before"], it["after"]) for it in said["changes"]}
        assert changed == {name: (before[name], after[name]) for name in after if after[name] != before[name]}
        assert changed == {desk.asset(desk.folder / "call.txt").id: ("internal", "confidential")}
        assert said["levels_after"] == dict(Counter(after.values()))
        assert desk.ingest().stages_run == {}, "no file is read again"
        path = desk.write("late.txt", "电话 13900139000。")
        desk.ingest()
        assert levels(desk)[desk.asset(path).id] == "confidential"
        assert desk.services.operations.verify()["problems"] == []
    with make() as desk:
        assert {it["id"]: it["version"] for it in desk.services.policies.list()} == {"gbt-43697": "1", "company-4": "2"}
        assert desk.ingest().stages_run == {}
        assert levels(desk) == {**after, desk.asset(desk.folder / "late.txt").id: "confidential"}


def test_decisions_outlive_a_policy_that_says_the_same(
    make: Callable[..., AbstractContextManager[Desk]], packed_text: Callable[..., str], admin: Actor, steward: Actor
) -> None:
    with make(review_audit_share=1.0) as desk:
        fill(desk)
        path = desk.folder / "call.txt"
        task = desk.task(path)
        assert task is not None
        desk.services.review.decide(task["id"], action="change", code="general-3", actor=steward)
        text = packed_text("gbt-43697")
        said = desk.services.policies.simulate(text)
        assert (said["changes"], said["reopened"]) == ([], 0)
        desk.services.policies.apply(text, admin)
        shown = desk.show(path)["sensitivity"]
        assert (shown["code"], shown["state"], shown["policy"]) == ("general-3", "reviewed", "gbt-43697@2")
        assert desk.task(path) is None


def test_applying_needs_an_admin_and_a_new_version(desk: Desk, stricter: str, admin: Actor) -> None:
    policies, before = desk.services.policies, desk.services.store.counts()
    for role in (Role.STEWARD, Role.ANALYST, Role.VIEWER, Role.SERVICE):
        with pytest.raises(ForbiddenError):
            policies.apply(stricter, Actor(name="eve", role=role))
    with pytest.raises(UsageError):
        policies.apply(stricter.replace('version: "2"', 'version: "1"'), admin)
    assert desk.services.store.counts() == before


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "id: company-4\n", "- a\n- b\n", "!!python/object/apply:os.system ['true']\n", "a: &a [*a]\n"],
)
def test_what_is_no_pack_is_refused_with_its_problems(desk: Desk, admin: Actor, text: str) -> None:
    assert desk.services.policies.check(text)["ok"] is False
    assert desk.services.policies.check(text)["problems"]
    for call in (desk.services.policies.simulate, lambda it: desk.services.policies.apply(it, admin)):
        with pytest.raises(PolicyError):
            call(text)


def test_a_pack_that_is_not_in_force_is_unknown(desk: Desk, packed_text: Callable[..., str], admin: Actor) -> None:
    other = packed_text("company-4", "id: company-4\n", "id: another-4\n")
    for call in (desk.services.policies.simulate, lambda it: desk.services.policies.apply(it, admin)):
        with pytest.raises(NotFoundError):
            call(other)
    with pytest.raises(NotFoundError):
        desk.services.policies.show("another-4")


def test_a_pack_is_shown_with_its_rules_and_their_sources(desk: Desk) -> None:
    leading, *others = desk.services.policies.list()
    assert (leading["id"], leading["leading"]) == ("gbt-43697", True)
    assert [it["leading"] for it in others] == [False]
    shown: dict[str, Any] = desk.services.policies.show("gbt-43697")
    assert all(rule["clause"] and rule["source"] and rule["says"]["zh"] for rule in shown["rules"])
    assert shown == desk.services.policies.show("gbt-43697@1")


def test_cases_of_texts_and_findings_are_run_under_the_packs_in_force(
    make: Callable[..., AbstractContextManager[Desk]], stricter: str, admin: Actor
) -> None:
    cases = """
- name: a call
  text: 请致电 13800138000 预约参观。
  expect: {company-4: [internal, item/contact], finance-2024-24: general-other}
- {name: findings, findings: [us_ssn], expect: {gbt-43697+floors-2021: [general-4, floor/sensitive]}}
"""
    with make() as desk:
        assert desk.services.policies.test(cases) == {"ok": True, "cases": 3, "failed": []}
        desk.services.policies.apply(stricter, admin)
        assert desk.services.policies.test(cases)["failed"] == [
            {
                "case": "a call",
                "policy": "company-4@2",
                "differs": [{"what": "level", "expected": "internal", "got": "confidential"}],
            }
        ]
        with pytest.raises(PolicyError):
            desk.services.policies.test("- {name: a, findings: [], expect: {no-such-pack: x}}")


def test_a_bank_is_graded_by_the_scheme_that_binds_it(make: Callable[..., AbstractContextManager[Desk]]) -> None:
    with make(policy_profile="bank") as desk:
        desk.ingest(desk.write("list.txt", "客户：李雷，手机 13800138000，卡号 6222020000000000008。"))
        result = desk.show(desk.folder / "list.txt")
        assert result["sensitivity"]["policy"] == "finance-2024-24@1"
        assert result["sensitivity"]["code"] == "sensitive"
        assert [grade["policy"] for grade in result["grades"]] == ["gbt-43697@1", "jrt-0197@1"]


@pytest.fixture(scope="session")
def texts() -> tuple[Case, ...]:
    return read_cases((Path(__file__).parents[1] / "policy" / "texts.yaml").read_text(encoding="utf-8"))


def test_texts_get_their_levels_whoever_they_are_about(desk: Desk, texts: tuple[Case, ...]) -> None:
    wrong = []
    for case in texts:
        assert case.text is not None
        evidence = desk.services.tag.evidence(case.text)
        wrong += [miss for name in case.expect if (miss := run_case(case, load_pack(name), evidence))]
    assert wrong == []
    languages = [case.language for case in texts]
    assert min(languages.count("en"), languages.count("zh")) >= 9


def test_profiles_that_are_switched_on_stay_on_when_a_pack_is_replaced(
    make: Callable[..., AbstractContextManager[Desk]], packed_text: Callable[..., str], admin: Actor
) -> None:
    floors = "gbt-43697+floors-2021"
    with make(policy_leading=floors, policies=(floors, "company-4")) as desk:
        fill(desk)
        said = desk.services.policies.simulate(packed_text("gbt-43697"))
        assert (said["from"], said["to"], said["changes"]) == (
            "gbt-43697@1+floors-2021", "gbt-43697@2+floors-2021", [],
        )  # fmt: skip
        with pytest.raises(PolicyError, match="these profiles"):
            desk.services.policies.apply(packed_text("gbt-43697", "  floors-2021:\n", "  other:\n"), admin)
        desk.services.policies.apply(packed_text("gbt-43697"), admin)
        assert desk.services.policies.list()[0]["version"] == "2"
        with desk.services.store.read() as db:
            refs = {grade.verdict.policy for asset in db.assets.each() for grade in db.grades.of_asset(asset.id)}
        assert "gbt-43697@2+floors-2021" in refs
        assert "gbt-43697@2" not in refs


def test_people_are_counted_once_over_all_assets(make: Callable[..., AbstractContextManager[Desk]]) -> None:
    with make() as desk:
        lines = [f"{name},1391234{number:04d}" for number, name in enumerate(("王芳", "李雷", "张伟") * 20)]
        desk.write("customers.csv", "客户,手机\n" + "\n".join(lines))
        desk.write("again.txt", "客户王芳，手机 13912340000。")
        desk.write("card.txt", "客户卡号 4111 1111 1111 1111")
        desk.ingest()
        counted = desk.services.policies.duties()
        assert counted["facts"]["subjects"] == 61
        assert counted["facts"]["accounts"] == 1
        assert counted["duties"] == []
        assert desk.services.overview()["duties"] == counted
        assert desk.show(desk.folder / "customers.csv")["duties"] == []
        desk.write("class.txt", "\n".join(f"学生电话：1381234{number:04d}，监护人已同意" for number in range(4)))
        desk.ingest()
        told = {duty["id"]: duty for duty in desk.services.policies.duties()["duties"]}
        assert told.keys() == {"guardian"}
        (alone,) = desk.show(desk.folder / "class.txt")["duties"]
        assert alone["facts"] == told["guardian"]["facts"]
        assert "未成年人" in alone["explanation"]["zh"]
