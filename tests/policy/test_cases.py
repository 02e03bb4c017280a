"""Cases over all packs: evidence in; level and rule, or flags, out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from assay.governance.domain import (
    Certainty,
    Finding,
    Locator,
    Modality,
    Reason,
    Status,
    Subject,
    TopicScore,
    labels,
)
from assay.governance.policy import Evidence, asks, available_flags, flag, judge, load_flags, load_pack


def read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return rows


BOTH = read("cases.yaml")
CASES = BOTH + read("jrt-0197.yaml")
FLAG_CASES = read("flags.yaml")
NOTATION = re.compile(
    r"(?P<label>[a-z0-9_]+)(:(?P<subject>[a-z_]+))?((?P<sign>[*^])(?P<count>\d+))?(@(?P<score>[\d.]+))?"
    r"(#(?P<place>[a-z]+))?(~(?P<why>[^=]+))?(=(?P<text>.+))?"
)


def place(kind: str | None, label: str, number: int) -> Locator:
    if kind == "table":
        return Locator(segment=0, sheet="S1", column=label, row=number + 2)
    if kind in {"footer", "header"}:
        return Locator(segment=0, page=1, part=kind)
    return Locator(property="name") if kind == "property" else Locator(segment=number)


def findings(notation: str) -> list[Finding]:
    match = NOTATION.fullmatch(notation)
    assert match, notation
    got = match.groupdict()
    label = labels()[got["label"]]
    return [
        Finding(
            id=f"{notation}/{number}",
            label=label.id,
            group=label.group,
            score=float(got["score"] or 0.9),
            locator=place(got["place"], label.id, number),
            masked=got["text"] or "*",
            value_hash=f"{label.id}/{0 if got['sign'] == '^' else number}",
            detector="test@1",
            why=got["why"] or "pattern",
            subject=Subject(got["subject"] or "unknown"),
        )
        for number in range(int(got["count"] or 1))
    ]


def evidence(case: dict[str, Any]) -> Evidence:
    topics = [topic if isinstance(topic, dict) else {topic: 0.9} for topic in case.get("topics", [])]
    return Evidence(
        findings=tuple(finding for notation in case["findings"] for finding in findings(notation)),
        topics=tuple(TopicScore(topic=k, score=v, why="seeds") for topic in topics for k, v in topic.items()),
        status=Status(case.get("status", "complete")),
        reason=Reason(case["reason"]) if "reason" in case else None,
        coverage=float(case.get("coverage", 1)),
        checked=case.get("checked", {}),
        modality=Modality(case.get("modality", "document")),
        segments=1,
    )


@pytest.mark.parametrize(
    ("case", "pack_id"),
    [pytest.param(case, pack_id, id=f"{case['name']}-{pack_id}") for case in CASES for pack_id in case["expect"]],
)
def test_a_case_gets_its_level_by_its_rule(case: dict[str, Any], pack_id: str) -> None:
    verdict = judge(load_pack(pack_id), evidence(case))
    code, rule = case["expect"][pack_id]
    deciding = {
        basis.rule for basis in verdict.basis if basis.rule == "base" or _rank(pack_id, basis.rule) == verdict.rank
    }
    assert verdict.code == code, verdict.basis
    assert rule in deciding, verdict.basis
    if case.get("only", pack_id) != pack_id:
        return
    assert verdict.candidates == tuple(case.get("candidates", {}).get(pack_id, ()))
    assert set(case.get("asks", ())) <= set(verdict.asks)
    assert not (case.get("silent") and verdict.asks)
    assert set(verdict.asks) <= asks().keys()
    if "certainty" in case:
        assert verdict.certainty is Certainty(case["certainty"])


def _rank(pack_id: str, rule_id: str) -> int:
    pack = load_pack(pack_id)
    if rule_id in {"R10/file", "R10/candidate"}:
        return pack.highest_automatic.rank
    if rule_id.startswith("R10/"):
        return pack.level(getattr(pack.unread, rule_id.removeprefix("R10/"))).rank
    return next(pack.floor(rule.level).rank for rule in pack.rules if rule.id == rule_id)


def test_the_cases_are_many_in_both_languages_and_half_raise_nothing_by_mistake() -> None:
    for cases, least in ((CASES, 110), (FLAG_CASES, 40)):
        languages = [case["language"] for case in cases]
        assert len(cases) >= least
        assert min(languages.count("en"), languages.count("zh")) >= least // 3
    assert all({"gbt-43697", "company-4"} == case["expect"].keys() for case in BOTH)
    assert sum(not case["flags"] for case in FLAG_CASES) >= len(FLAG_CASES) // 3
    for cases in (BOTH, read("jrt-0197.yaml"), FLAG_CASES):
        assert len({case["name"] for case in cases}) == len(cases)


@pytest.mark.parametrize("pack_id", ["gbt-43697", "jrt-0197"])
def test_every_rule_has_a_case(pack_id: str) -> None:
    seen = {basis.rule for case in CASES for basis in judge(load_pack(pack_id), evidence(case)).basis}
    missing = {rule.id for rule in load_pack(pack_id).rules} - seen
    assert missing <= {"R2/hundred-thousand", "R5/map"}, "rules over more findings than a case should build"


@pytest.mark.parametrize("case", FLAG_CASES, ids=lambda case: case["name"])
def test_a_case_gets_its_flags_and_no_others(case: dict[str, Any]) -> None:
    seen = evidence(case)
    found = {name: flag(load_flags(name), seen) for name in available_flags()}
    assert {name: {one.code for one in flags} for name, flags in found.items() if flags} == {
        name: set(codes) for name, codes in case["flags"].items()
    }
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
            assert any(flag(alone, evidence(case)) for case in FLAG_CASES), (name, rule.says.en)
