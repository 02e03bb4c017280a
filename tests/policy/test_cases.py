"""Grading cases over both packs: evidence in, level and rule out."""

from __future__ import annotations

import re
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
from assay.governance.policy import Evidence, asks, judge, load_pack

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize("pack_id", ["gbt-43697", "company-4"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
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
    languages = [case["language"] for case in CASES]
    assert len(CASES) >= 60
    assert min(languages.count("en"), languages.count("zh")) >= 30
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_every_rule_of_the_leading_pack_has_a_case() -> None:
    seen = {basis.rule for case in CASES for basis in judge(load_pack("gbt-43697"), evidence(case)).basis}
    missing = {rule.id for rule in load_pack("gbt-43697").rules} - seen
    assert missing <= {"R2/hundred-thousand", "R5/map"}, "rules over more findings than a case should build"
