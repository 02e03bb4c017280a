"""What people decide holds, is a floor when the content changes, and never silently lowers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assay.governance.domain import (
    Action,
    Certainty,
    Decision,
    Grade,
    GradeState,
    Locator,
    Status,
    TopicScore,
    Verdict,
)
from assay.governance.domain import Finding as Found
from assay.governance.policy import Evidence, fold, judge, load_pack, with_audit

PACK = load_pack("gbt-43697")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
VERDICT = Verdict(
    policy="gbt-43697@1", code="general-3", rank=30, label=PACK.label_of("general-3"), certainty=Certainty.LIKELY,
    asks=("topic-only",), fingerprint="same",
)  # fmt: skip
SILENT = replace(VERDICT, asks=())


def decided(
    action: Action,
    code: str | None = None,
    *,
    by: str = "ann",
    minute: int = 0,
    fingerprint: str = "same",
    undone: bool = False,
    policy: str = "gbt-43697",
) -> Decision:
    return Decision(
        id=f"d{minute}", asset_id="a", policy=policy, action=action, code=code,
        rank=PACK.level(code).rank if code else None, fingerprint=fingerprint, actor=by,
        at=NOON + timedelta(minutes=minute), undone=undone,
    )  # fmt: skip


def held(*decisions: Decision, verdict: Verdict = VERDICT, alone: bool = True) -> Grade:
    return fold(verdict, decisions, label_of=PACK.label_of, alone=alone)


A, C, R, S = Action.ACCEPT, Action.CHANGE, Action.REJECT, Action.SKIP
TABLE = [
    ("nothing decided", [], VERDICT, True, ("general-3", "proposed", True, None)),
    ("nothing decided and nothing asked", [], SILENT, True, ("general-3", "proposed", False, None)),
    ("accepted", [decided(A, "general-3")], VERDICT, True, ("general-3", "reviewed", False, "ann")),
    ("raised", [decided(C, "general-4")], VERDICT, True, ("general-4", "reviewed", False, "ann")),
    ("a candidate confirmed", [decided(C, "important")], VERDICT, True, ("important", "reviewed", False, "ann")),
    ("lowered alone", [decided(C, "general-2")], VERDICT, True, ("general-2", "reviewed", False, "ann")),
    ("lowered by one of two", [decided(C, "general-2")], VERDICT, False, ("general-3", "proposed", True, None)),
    (
        "lowered by two",
        [decided(C, "general-2"), decided(A, "general-2", by="bo", minute=1)],
        VERDICT,
        False,
        ("general-2", "approved", False, "bo"),
    ),
    (
        "the same person twice is one person",
        [decided(C, "general-2"), decided(C, "general-2", minute=1)],
        VERDICT,
        False,
        ("general-3", "proposed", True, None),
    ),
    (
        "accepted by two",
        [decided(A, "general-3"), decided(A, "general-3", by="bo", minute=1)],
        VERDICT,
        True,
        ("general-3", "approved", False, "bo"),
    ),
    (
        "the later one wins, whatever the order they come in",
        [decided(C, "general-2", minute=9), decided(C, "general-4", minute=3)],
        VERDICT,
        True,
        ("general-2", "reviewed", False, "ann"),
    ),
    ("undone", [decided(C, "general-4", undone=True)], VERDICT, True, ("general-3", "proposed", True, None)),
    ("skipped", [decided(S)], VERDICT, True, ("general-3", "proposed", True, None)),
    (
        "a skip after an accept changes nothing",
        [decided(A, "general-3"), decided(S, minute=1)],
        VERDICT,
        True,
        ("general-3", "reviewed", False, "ann"),
    ),
    (
        "of another pack",
        [decided(C, "general-4", policy="other")],
        VERDICT,
        True,
        ("general-3", "proposed", True, None),
    ),
    ("rejected", [decided(R)], SILENT, True, ("general-3", "proposed", True, None)),
    (
        "rejected after a raise",
        [decided(C, "general-4"), decided(R, minute=1)],
        VERDICT,
        True,
        ("general-4", "proposed", True, "ann"),
    ),
    (
        "rejected after a lowering never lowers",
        [decided(C, "general-1"), decided(R, minute=1)],
        VERDICT,
        True,
        ("general-3", "proposed", True, None),
    ),
    (
        "a rejection of other content",
        [decided(R, fingerprint="old")],
        SILENT,
        True,
        ("general-3", "proposed", False, None),
    ),
    (
        "higher decision on other content is a floor",
        [decided(C, "general-4", fingerprint="old")],
        SILENT,
        True,
        ("general-4", "reviewed", True, "ann"),
    ),
    (
        "lower decision on other content gives way",
        [decided(C, "general-1", fingerprint="old")],
        SILENT,
        True,
        ("general-3", "proposed", True, None),
    ),
]


@pytest.mark.parametrize(
    ("decisions", "verdict", "alone", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_fold(
    decisions: list[Decision], verdict: Verdict, alone: bool, expected: tuple[str, str, bool, str | None]
) -> None:
    grade = held(*decisions, verdict=verdict, alone=alone)
    assert (grade.code, grade.state.value, grade.needs_review, grade.decided_by) == expected
    assert grade.rank == PACK.level(grade.code).rank
    assert grade.label == PACK.label_of(grade.code)
    assert grade.policy == "gbt-43697"


@pytest.mark.parametrize("alone", [True, False])
def test_a_lowering_by_one_person_is_flagged_in_the_basis(alone: bool) -> None:
    assert [basis.rule for basis in held(decided(C, "general-1"), alone=alone).verdict.basis] == ["R7"]
    both = held(decided(C, "general-1"), decided(A, "general-1", by="bo", minute=1), alone=alone)
    assert not both.verdict.basis


def test_a_new_model_and_pack_version_keep_the_decision() -> None:
    newer = replace(VERDICT, policy="gbt-43697@2", certainty=Certainty.CERTAIN, confidence=0.7)
    grade = held(decided(A, "general-3"), verdict=newer)
    assert (grade.state, grade.needs_review) == (GradeState.REVIEWED, False)


def test_undo_gives_back_what_was_before() -> None:
    accepted, raised = decided(A, "general-3"), decided(C, "general-4", minute=1)
    assert held(accepted, replace(raised, undone=True)) == held(accepted)


HERE = Locator(segment=0)


def finding(score: float = 0.9, place: Locator = HERE, value: str = "v") -> Found:
    return Found(
        id="f", label="us_ssn", group="national_id", score=score, locator=place, masked="*", value_hash=value,
        detector="test@1", why="pattern",
    )  # fmt: skip


def test_the_fingerprint_follows_values_and_not_scores_or_places() -> None:
    first = judge(PACK, Evidence(findings=(finding(),))).fingerprint
    assert judge(PACK, Evidence(findings=(finding(0.7, Locator(segment=9, page=3)),))).fingerprint == first
    assert judge(PACK, Evidence(findings=(finding(), finding()))).fingerprint == first
    assert judge(PACK, Evidence(findings=(finding(value="w"),))).fingerprint != first


def test_the_fingerprint_of_what_was_not_read_follows_the_content() -> None:
    whole = [judge(PACK, Evidence(content=name)).fingerprint for name in "ab"]
    failed = [judge(PACK, Evidence(content=name, status=Status.FAILED, coverage=0)).fingerprint for name in "ab"]
    assert whole[0] == whole[1]
    assert failed[0] != failed[1]


def test_a_file_that_was_not_read_can_be_settled_by_a_person_until_it_changes() -> None:
    verdict = judge(PACK, Evidence(content="a", status=Status.FAILED, coverage=0))
    assert (verdict.code, verdict.rank) == ("ungraded", 40)
    decision = replace(decided(C, "general-2"), fingerprint=verdict.fingerprint)
    assert held(decision, verdict=verdict).code == "general-2"
    changed = judge(PACK, Evidence(content="b", status=Status.FAILED, coverage=0))
    grade = held(decision, verdict=changed)
    assert (grade.code, grade.needs_review) == ("ungraded", True)


def test_an_audit_asks_beside_what_is_asked() -> None:
    assert with_audit(SILENT).asks == ("random-audit",)
    assert with_audit(with_audit(VERDICT)).asks == ("topic-only", "random-audit")
    topic = judge(PACK, Evidence(topics=(TopicScore(topic="hr", score=0.9, why="seeds"),)))
    assert held(verdict=with_audit(topic)).needs_review
