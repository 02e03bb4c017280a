"""Every rule of every pack, every grade and every flag is said in one sentence of either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from assay.governance.domain import (
    Action,
    Decision,
    Finding,
    GradeState,
    Locator,
    Reason,
    Status,
    Subject,
    TopicScore,
    Verdict,
    Words,
    cited,
    labels,
)
from assay.governance.policy import (
    Condition,
    Evidence,
    Pack,
    Rule,
    available,
    available_flags,
    explain_flag,
    explain_grade,
    explain_rule,
    flag,
    fold,
    judge,
    load_flags,
    load_pack,
    parse_pack,
)

HAN = re.compile(r"[\u4e00-\u9fff]")
SECRET = "zq7xvalue"
PACKS = (*available(), "gbt-43697+floors-2021")
PLACES = {
    None: Locator(segment=0, page=1),
    "table": Locator(segment=0, sheet="S", column="c", row=2),
    "mark": Locator(property="name"),
}


def findings(condition: Condition) -> Iterator[Finding]:
    """Yield findings that make a condition hold, each with a value that no sentence may show."""
    label = sorted(condition.labels)[0]
    subjects = condition.subjects or (frozenset(Subject) - condition.except_subjects)
    for number in range(condition.distinct):
        yield Finding(
            id=f"{SECRET}-{label}-{number}", label=label, group=labels()[label].group, score=0.99,
            locator=PLACES[condition.where], masked=condition.reads[0] if condition.reads else SECRET,
            value_hash=f"{SECRET}{number}", detector="test@1", why="5 decimals", subject=sorted(subjects)[0],
        )  # fmt: skip


def holding(rule: Rule) -> Evidence:
    """Return evidence under which a rule holds."""
    found = [it for condition in rule.all if condition.labels for it in findings(condition)]
    topics = [
        TopicScore(topic=sorted(condition.topics)[0], score=0.99, why=SECRET)
        for condition in rule.all
        if condition.topics
    ]
    return Evidence(findings=tuple(found), topics=tuple(topics), segments=1)


def small(pack: Pack) -> Pack:
    """Return a pack whose steps of volume are low, so that few findings reach them."""
    rules = tuple(
        replace(rule, all=tuple(replace(it, distinct=min(it.distinct, 30)) for it in rule.all)) for rule in pack.rules
    )
    return replace(pack, rules=rules)


def is_plain(words: Words) -> None:
    for text in words:
        assert not re.search(r"[{}]|None|\bnull\b|  |\.\.|。。|；；", text), text
        assert SECRET not in text
    assert words.en.endswith((".", "?"))
    assert words.zh.endswith(("。", "？"))
    assert HAN.search(words.zh)
    assert not re.search(r"[，。；]", words.en)


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_of_every_pack_holds_and_is_said_in_both_languages(name: str) -> None:
    pack = small(load_pack(name))
    for rule in pack.rules:
        verdict = judge(pack, holding(rule))
        (basis,) = [it for it in verdict.basis if it.rule == rule.id]
        one = explain_rule(pack, basis)
        whole = explain_grade(pack, fold(verdict, (), label_of=pack.label_of))
        for words in (one, whole):
            is_plain(words)
        level = pack.floor(rule.level).label
        assert level.en in one.en
        assert level.zh in one.zh
        assert cited(rule.clause).en in one.en
        assert rule.source in one.zh
        unseen = rule.evidence in {"secondary", "recollection"}
        assert ("原文未核对" in one.zh) == unseen
        assert ("not checked against the original" in one.en) == unseen
        assert verdict.label.en in whole.en
        assert verdict.label.zh in whole.zh


@pytest.mark.parametrize("name", available_flags())
def test_every_rule_of_every_flag_pack_is_said_in_both_languages(name: str) -> None:
    pack = load_flags(name)
    given = holding(Rule(id="R0/given", all=pack.given[:1], needs=0, level="", clause="", source="", evidence="own",
                         says=Words("", "")))  # fmt: skip
    for rule in pack.rules:
        alone = replace(pack, rules=(replace(rule, all=tuple(
            replace(it, distinct=min(it.distinct, 30)) for it in rule.all)),))  # fmt: skip
        seen = holding(Rule(id="R0/flag", all=alone.rules[0].all, needs=0, level="", clause="", source="",
                            evidence="own", says=Words("", "")))  # fmt: skip
        evidence = replace(seen, findings=seen.findings + given.findings, topics=seen.topics + given.topics)
        (found,) = flag(alone, evidence)
        words = explain_flag(found)
        is_plain(words)
        assert rule.code in words.en
        assert rule.clause in words.zh
        assert ("原文未核对" in words.zh) == (rule.evidence in {"secondary", "recollection"})


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(),
        Evidence(status=Status.FAILED, reason=Reason.ENCRYPTED, coverage=0.0),
        Evidence(status=Status.SKIPPED, reason=Reason.STATE_SECRET_SUSPECTED, coverage=0.0),
        Evidence(status=Status.PARTIAL, reason=Reason.PART_UNREADABLE, coverage=0.5),
        Evidence(status=Status.SKIPPED, reason=Reason.EMPTY, coverage=0.0),
        Evidence(checked={"names": "no"}),
        Evidence(checked={"names": "partial"}),
    ],
    ids=["nothing", "encrypted", "state secret", "half", "empty", "names", "names in part"],
)
def test_what_was_not_read_or_not_found_is_said_too(name: str, evidence: Evidence) -> None:
    pack = load_pack(name)
    grade = fold(judge(pack, evidence), (), label_of=pack.label_of)
    is_plain(explain_grade(pack, grade))
    for basis in grade.verdict.basis:
        is_plain(explain_rule(pack, basis))


def test_speech_is_not_called_another_language() -> None:
    pack = load_pack("gbt-43697")
    said = {how: judge(pack, Evidence(checked={"names": how})).basis[0].says for how in ("no", "partial")}
    assert "in this language" in said["no"].en
    assert "该语言" in said["no"].zh
    assert "speech" in said["partial"].en
    assert "语音" in said["partial"].zh


def decided(verdict: Verdict, code: str, rank: int, actor: str) -> Decision:
    return Decision(
        id=actor, asset_id="a", policy=verdict.policy, action=Action.CHANGE, code=code, rank=rank,
        fingerprint=verdict.fingerprint, actor=actor, at=datetime(2026, 1, 1, tzinfo=UTC), reason="seen",
    )  # fmt: skip


def test_what_people_decided_and_what_would_change_it_is_said() -> None:
    pack = load_pack("gbt-43697")
    rule = next(rule for rule in pack.rules if rule.id == "item/account")
    verdict = judge(pack, holding(rule))
    proposed = explain_grade(pack, fold(verdict, (), label_of=pack.label_of))
    assert proposed.en.startswith("Proposed as General data, level 3 (gbt-43697:general-3): Account or card number")
    assert "without that it would be General data, level 1" in proposed.en
    assert "若无此依据则为一般数据1级" in proposed.zh
    one, two = (decided(verdict, "general-4", 40, actor) for actor in ("li", "wang"))
    reviewed = fold(verdict, (one,), label_of=pack.label_of)
    approved = fold(verdict, (one, two), label_of=pack.label_of)
    assert (reviewed.state, approved.state) == (GradeState.REVIEWED, GradeState.APPROVED)
    for grade, start in ((reviewed, "经人员复核定为一般数据4级"), (approved, "经两人确认定为一般数据4级")):
        words = explain_grade(pack, grade)
        is_plain(words)
        assert words.zh.startswith(start)
        assert "自动判定为一般数据3级" in words.zh


def test_a_model_says_how_sure_it_is_and_a_person_is_asked() -> None:
    pack = load_pack("company-4")
    verdict = judge(pack, Evidence(topics=(TopicScore(topic="reads-as:confidential", score=0.934, why="a passage"),)))
    assert verdict.confidence == 0.934
    words = explain_grade(pack, fold(verdict, (), label_of=pack.label_of))
    assert "the model is 93% sure" in words.en
    assert "模型把握为93%" in words.zh
    assert "a person is asked" in words.en


def test_a_pack_of_ones_own_explains_itself_too() -> None:
    text = files("assay.governance.policy").joinpath("packs", "company-4.yaml").read_text(encoding="utf-8")
    pack = parse_pack(text.replace("id: company-4\n", "id: another-4\n"))
    words = explain_grade(pack, fold(judge(pack, Evidence()), (), label_of=pack.label_of))
    is_plain(words)
    assert "another-4:internal" in words.en
