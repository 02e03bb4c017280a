"""Duties are facts over distinct people and questions to people: counted once each, over one file and over all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assay.governance.domain import Finding, Locator, Subject, ValueSet, labels
from assay.governance.policy import Tally, duties, duty_rules, tally

HAN = re.compile(r"[\u4e00-\u9fff]")


def found(label: str, *values: int, subject: str = "unknown", score: float = 0.9) -> list[Finding]:
    return [
        Finding(
            id=f"{label}{value}", label=label, group=labels()[label].group, score=score, locator=Locator(segment=0),
            masked="*", value_hash=f"h1:{value:032x}{value:032x}", detector="test@1", why="pattern",
            subject=Subject(subject),
        )
        for value in values
    ]  # fmt: skip


def column(label: str, first: int, number: int, subject: str = "customer") -> list[Finding]:
    """Return the finding that stands for a column of so many distinct values."""
    (whole,) = found(label, 10**9 + first, subject=subject)
    rows = {f"h1:{value:032x}{value:032x}": value for value in range(first, first + number)}
    return [replace(whole, values=ValueSet.of(rows.items()), count=number)]


@pytest.mark.parametrize(
    ("files", "facts"),
    [
        ([], {"subjects": 0, "sensitive_subjects": 0}),
        ([found("cn_mobile", 1, 2, 2)], {"subjects": 2, "sensitive_subjects": 0}),
        # one person by several identifiers is one; of identifiers the one that tells most people apart counts
        ([found("cn_resident_id", 1) + found("cn_mobile", 2) + found("email", 3) + found("person", 4)],
         {"subjects": 1}),
        ([found("cn_resident_id", 1) + found("cn_mobile", 2, 3, 4)], {"subjects": 3}),
        # the same number in two files is the same person, also where another identifier spoke for it in one of them
        ([found("cn_mobile", 1, 2), found("cn_mobile", 2, 3)], {"subjects": 3}),
        ([found("cn_resident_id", 1, 2) + found("cn_mobile", 3), found("cn_mobile", 3, 4)], {"subjects": 3}),
        ([column("cn_mobile", 0, 900), column("cn_mobile", 500, 900), found("cn_mobile", 1399, 1400)],
         {"subjects": 1401}),
        # signatures, spokesmen, hotlines and weak findings are nobody
        ([found("cn_mobile", 1, subject="business_contact") + found("person", 2, subject="public_figure")
          + found("cn_service_no", 3) + found("cn_mobile", 4, score=0.5)], {"subjects": 0}),
        ([found("bank_card", *range(60)) + found("cn_mobile", *range(100, 150))],
         {"subjects": 60, "sensitive_subjects": 60, "accounts": 60}),
        ([found("bank_card", 1, subject="business_contact")], {"subjects": 0, "accounts": 0}),
        ([found("cn_mobile", 1, 2, subject="minor")], {"subjects": 2, "children": 2, "sensitive_subjects": 2}),
        ([found("geo_pair", *range(60))], {"places": 0}),
        ([found("geo_pair", *range(60)) + found("cn_plate", 1)], {"places": 60}),
    ],
)  # fmt: skip
def test_people_are_counted_once_by_their_strongest_identifier(
    files: list[list[Finding]], facts: dict[str, int]
) -> None:
    counted = tally(files)
    assert {name: counted[name] for name in facts} == facts


@pytest.mark.parametrize(
    ("facts", "ids"),
    [
        ({}, set()),
        ({"accounts": 49, "subjects": 4_999, "sensitive_subjects": 49}, set()),
        ({"accounts": 50, "sensitive_subjects": 50}, {"criminal-50", "impact-assessment", "export-contract-sensitive"}),
        ({"children": 1}, {"guardian"}),
        ({"places": 50}, {"criminal-50-places"}),
        ({"health_records": 500}, {"criminal-500"}),
        ({"subjects": 5_000}, {"criminal-5000"}),
        ({"subjects": 100_000}, {"criminal-5000", "export-contract"}),
        ({"sensitive_subjects": 10_000}, {"impact-assessment", "export-assessment-sensitive"}),
        ({"subjects": 1_000_000}, {"criminal-5000", "export-assessment", "incident"}),
        ({"subjects": 10_000_000}, {"criminal-5000", "export-assessment", "incident", "audit", "ten-million"}),
    ],
)
def test_a_duty_is_shown_from_its_number_on(facts: dict[str, int], ids: set[str]) -> None:
    assert {duty.id for duty in duties(facts)} == ids


def test_every_duty_is_a_fact_and_a_question_in_both_languages_and_no_verdict() -> None:
    assert len({rule.id for rule in duty_rules()}) == len(duty_rules())
    counts = Tally().facts()
    for rule in duty_rules():
        assert rule.count in counts
        (duty,) = [duty for duty in duties({rule.count: rule.least}) if duty.id == rule.id]
        assert duty.facts == {rule.count: rule.least}
        for words in (duty.says, duty.asks, duty.explanation):
            assert not re.search(r"[{}]|None", "".join(words))
            assert HAN.search(words.zh)
        assert duty.asks.en.endswith("?")
        assert duty.asks.zh.endswith("？")
        assert duty.clause in duty.explanation.zh
        assert "原文未核对" in duty.explanation.zh
        assert not re.search(r"\b(illegal|violat|compliant)|违法|合规结论", "".join(duty.explanation))
