"""Cases over all packs: evidence in; level and rule, or flags, out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assay.governance.domain import PolicyError
from assay.governance.policy import (
    Case,
    asks,
    available_flags,
    flag,
    judge,
    load_flags,
    load_pack,
    read_cases,
    run_case,
)


def read(name: str) -> tuple[Case, ...]:
    return read_cases(Path(__file__).with_name(name).read_text(encoding="utf-8"))


BOTH = read("cases.yaml")
NAMES = ("jrt-0197.yaml", "finance-2024-24.yaml", "floors-2021.yaml", "rules.yaml")
FILES = {"cases.yaml": BOTH, **{name: read(name) for name in NAMES}}
CASES = tuple(case for cases in FILES.values() for case in cases)
FLAG_CASES = read("flags.yaml")


@pytest.mark.parametrize(
    ("case", "name"),
    [pytest.param(case, name, id=f"{case.name}-{name}") for case in CASES for name in case.expect],
)
def test_a_case_gets_its_level_by_its_rule(case: Case, name: str) -> None:
    assert run_case(case, load_pack(name)) is None


def test_what_a_case_asks_is_in_the_closed_list() -> None:
    for case in CASES:
        for name in case.expect:
            assert set(judge(load_pack(name), case.evidence).asks) <= asks().keys()


def test_the_cases_are_many_in_both_languages_and_half_raise_nothing_by_mistake() -> None:
    for cases, least in ((CASES, 230), (FLAG_CASES, 40)):
        languages = [case.language for case in cases]
        assert len(cases) >= least
        assert min(languages.count("en"), languages.count("zh")) >= least // 3
        assert all(case.source for case in cases)
    assert all({"gbt-43697", "company-4"} == case.expect.keys() for case in BOTH)
    assert sum(not case.flags for case in FLAG_CASES) >= len(FLAG_CASES) // 3
    for cases in (*FILES.values(), FLAG_CASES):
        assert len({case.name for case in cases}) == len(cases)


@pytest.mark.parametrize("name", ["gbt-43697", "jrt-0197", "finance-2024-24", "gbt-43697+floors-2021"])
def test_every_rule_has_a_case(name: str) -> None:
    pack = load_pack(name)
    seen = {basis.rule for case in CASES for basis in judge(pack, case.evidence).basis}
    missing = {rule.id for rule in pack.rules} - seen
    assert missing <= {"R2/hundred-thousand", "R5/map"}, "rules over more findings than a case should build"


def test_a_case_that_fails_says_what_differs() -> None:
    case = next(case for case in CASES if case.name == "one email address")
    wrong = replace(case, expect={"gbt-43697": ("general-4", "item/secret")}, asks=frozenset({"minor"}))
    miss = run_case(wrong, load_pack("gbt-43697"))
    assert miss is not None
    assert (miss.case, miss.policy) == ("one email address", "gbt-43697@1")
    assert miss.differs == (
        ("level", "general-4", "general-2"), ("rule", "item/secret", "item/contact"), ("asks", "minor", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "not: a list",
        "- {name: a, findings: [no_such_label], expect: {}}",
        "- {name: a, findings: ['email#nowhere'], expect: {}}",
        "- {name: a, expected: {}}",
        "- {findings: []}",
        "- [",
    ],
)
def test_a_broken_case_is_named_by_its_number_and_never_by_its_text(text: str) -> None:
    with pytest.raises(PolicyError) as error:
        read_cases(text)
    assert "no_such_label" not in str(error.value)
    assert "expected" not in str(error.value)


@pytest.mark.parametrize("case", FLAG_CASES, ids=lambda case: case.name)
def test_a_case_gets_its_flags_and_no_others(case: Case) -> None:
    seen = case.evidence
    found = {name: flag(load_flags(name), seen) for name in available_flags()}
    assert {name: {one.code for one in flags} for name, flags in found.items() if flags} == case.flags
    ids = {finding.id for finding in seen.findings}
    for one in (one for flags in found.values() for one in flags):
        assert one.findings
        assert ids >= set(one.findings)
        assert one.says.en
        assert one.says.zh
        assert one.evidence != "verified"


def test_every_rule_of_every_flag_pack_has_a_case() -> None:
    for name in available_flags():
        pack = load_flags(name)
        for rule in pack.rules:
            alone = replace(pack, rules=(rule,))
            assert any(flag(alone, case.evidence) for case in FLAG_CASES), (name, rule.says.en)
