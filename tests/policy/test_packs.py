"""Packs are data: checked, explained, and the same to the engine whatever their codes."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from assay.governance.domain import Certainty, Grade, Locator, PolicyError, Status, TopicScore, Verdict
from assay.governance.domain import Finding as Found
from assay.governance.policy import (
    Change,
    Evidence,
    Pack,
    asks,
    available,
    available_flags,
    check_pack,
    compare,
    flag,
    fold,
    judge,
    load_flags,
    load_pack,
    parse_flags,
    parse_pack,
    priority,
    standing,
)

PACKS = files("assay.governance.policy").joinpath("packs")
FLAGS = files("assay.governance.policy").joinpath("flags")
TINY = """
schema: assay.policy/1
id: tiny
version: "7"
title: {en: Tiny, zh: 最小}
levels:
  - {code: alpha, rank: 1, label: {en: Alpha, zh: 甲}, handling: {en: None., zh: 无。}}
  - {code: omega, rank: 2, label: {en: Omega, zh: 乙}, handling: {en: Lock., zh: 锁。}}
objects: {us: {en: us, zh: 我们}}
degrees: {bad: {en: bad, zh: 坏}}
matrix: {us: {bad: omega}}
base: {level: alpha, clause: c, source: s, evidence: own, says: {en: Nothing., zh: 无。}}
unread:
  label: {en: Unread, zh: 未读}
  handling: {en: Lock., zh: 锁。}
  clause: c
  source: s
  evidence: own
  partial: omega
  names: alpha
  pictures: alpha
sets: {mail: ["group:email"]}
rules:
  - id: item/mail
    all: [{of: mail}]
    object: us
    degree: bad
    clause: c
    source: s
    evidence: own
    says: {en: "{n} mail.", zh: "{n} 邮件。"}
"""


def mail(value: str = "v") -> Found:
    return Found(
        id=value, label="email", group="email", score=0.9, locator=Locator(segment=0), masked="*", value_hash=value,
        detector="test@1", why="pattern",
    )  # fmt: skip


def test_all_packs_come_with_assay_and_hold_together() -> None:
    assert available() == ("company-4", "finance-2024-24", "gbt-43697", "jrt-0197")
    for name in available():
        assert check_pack(PACKS.joinpath(f"{name}.yaml").read_text(encoding="utf-8")) == []
        pack = load_pack(name)
        assert pack.id == name
        assert all(
            level.label.en and level.label.zh and level.handling.en and level.handling.zh for level in pack.levels
        )
        assert all(rule.clause and rule.source and rule.says.en and rule.says.zh for rule in pack.rules)


def test_a_pack_has_levels_or_flags_and_is_read_as_what_it_is() -> None:
    assert available_flags() == ("gbt-45574", "gdpr-9", "hipaa-18", "pci-dss")
    for name in available_flags():
        text = FLAGS.joinpath(f"{name}.yaml").read_text(encoding="utf-8")
        assert check_pack(text) == []
        pack = load_flags(f"{name}@1")
        assert (pack.id, pack.ref) == (name, f"{name}@1")
        assert load_flags(name) is pack
        assert "complian" in pack.standing.en
        assert "不构成合规结论" in pack.standing.zh
        for wrong in (lambda text=text: parse_pack(text), lambda name=name: load_pack(name)):
            with pytest.raises(PolicyError):
                wrong()
    for wrong in (lambda: parse_flags(TINY), lambda: load_flags("pci-dss@2"), lambda: load_flags("gbt-43697")):
        with pytest.raises(PolicyError):
            wrong()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{of: bank_card}", "{of: bank_cards}", "no label, group or set 'bank_cards'"),
        ("{of: card_cvv}", "{of: card_cvv, distinct: 0}", "$.flags[3].all[0]"),
        ("    clause: 3.3.1\n", "", "'clause' is a required"),
        ("  - code: PAN", "  - code: PAN\n    level: high", "'level' was unexpected"),
        ("  - code: PAN", "  - code: PAN\n    needs: 2", "needs more conditions"),
        ("flags:\n", "given: [{of: nothing}]\nflags:\n", "given: no label"),
        ("flags:\n", "sets: {a: [b], b: [a]}\nflags:\n", "a set holds itself"),
        ("flags:\n", "rules: []\nflags:\n", "'rules' was unexpected"),
        ("standing:", "stands:", "'standing' is a required"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_in_a_flag_pack_is_said(old: str, new: str, complaint: str) -> None:
    text = FLAGS.joinpath("pci-dss.yaml").read_text(encoding="utf-8")
    assert old in text
    problems = check_pack(text.replace(old, new, 1))
    assert any(complaint in problem for problem in problems), problems
    with pytest.raises(PolicyError):
        parse_flags(text.replace(old, new, 1))


def test_a_flag_names_at_most_twenty_five_findings_and_how_many_there_are() -> None:
    cards = tuple(replace(mail(str(n)), label="bank_card", group="payment_card") for n in range(60))
    (pan,) = flag(load_flags("pci-dss"), Evidence(findings=cards))
    assert (pan.policy, pan.code, len(pan.findings)) == ("pci-dss@1", "PAN", 25)
    assert pan.clause == "PCI DSS v4 3.4.1, 3.5.1"


def test_the_levels_of_the_financial_pack_are_the_standards_own_and_the_fifth_is_for_people() -> None:
    pack = load_pack("jrt-0197")
    assert {level.code for level in pack.levels if not level.automatic} == {"5", "state-secret"}
    assert set(pack.matrix["national-security"].values()) == {"5"}
    assert list(pack.matrix["public-rights"].values()) == ["1", "3", "4", "5"]
    for name in ("personal-privacy", "enterprise"):
        assert list(pack.matrix[name].values()) == ["1", "2", "3", "4"]
    classes = {rule.id: rule.level for rule in pack.rules if rule.id.startswith(("item/c2-", "item/c3-"))}
    assert classes == {
        "item/c2-contact": "3",
        "item/c2-account": "3",
        "item/c2-identity": "3",
        "item/c2-auxiliary": "3",
        "item/c3-authentication": "4",
    }
    assert {rule.evidence for rule in pack.rules if rule.id in classes} == {"recollection"}


def test_only_people_give_important_core_and_state_secret() -> None:
    pack = load_pack("gbt-43697")
    assert {level.code for level in pack.levels if not level.automatic} == {"important", "core", "state-secret"}
    assert pack.highest_automatic.code == "general-4"


def test_the_matrix_is_the_standards_own() -> None:
    matrix = load_pack("gbt-43697").matrix
    assert matrix["national-security"] == {"general": "important", "serious": "core", "especially-serious": "core"}
    for name in ("economic-operation", "social-order", "public-interest"):
        assert (matrix[name]["serious"], matrix[name]["especially-serious"]) == ("important", "core")
        assert matrix[name]["general"] == "general-4"
    for name in ("organization", "individual"):
        assert list(matrix[name].values()) == ["general-1", "general-2", "general-3", "general-4"]


def test_no_code_knows_a_packs_codes() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(str(files("assay.governance.policy"))).glob("*.py")
    )
    codes = {level.code for name in available() for level in load_pack(name).levels}
    assert not {code for code in codes if f'"{code}"' in source}


def test_a_pack_of_ones_own_grades_at_once() -> None:
    pack = parse_pack(TINY)
    assert judge(pack, Evidence()).code == "alpha"
    verdict = judge(pack, Evidence(findings=(mail(),)))
    assert (verdict.policy, verdict.code, verdict.label.zh) == ("tiny@7", "omega", "乙")
    assert verdict.basis[0].says == ("1 mail.", "1 邮件。")
    assert judge(pack, Evidence(status=Status.PARTIAL)).code == "omega"


def test_a_pack_is_found_by_name_by_version_and_by_file(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    assert load_pack(path) == load_pack(str(path)) == parse_pack(TINY)
    assert load_pack("gbt-43697@1") is load_pack("gbt-43697")
    for name in ("gbt-43697@2", "no-such-pack", "../packs/gbt-43697", tmp_path / "gone.yaml"):
        with pytest.raises(PolicyError):
            load_pack(name)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("rank: 2", "rank: 1", "ranks must rise"),
        ("code: omega", "code: alpha", "twice"),
        ("code: omega", "code: ungraded", "ungraded"),
        ("{us: {bad: omega}}", "{us: {bad: gone}}", "no level `gone`"),
        ("{us: {bad: omega}}", "{them: {bad: omega}}", "no object `them`"),
        ("degree: bad", "degree: worse", "the matrix has no"),
        ("{of: mail}", "{of: e_mails}", "no label, group or set 'e_mails'"),
        ("{of: mail}", '{of: "group:emails"}', "no label, group or set"),
        ("{of: mail}", '{of: [mail, "-email"]}', "names no label"),
        ("{of: mail}", "{of: mail, distinct: 0}", "minimum"),
        ("{of: mail}", "{of: mail, regex: x}", "$.rules[0].all[0]"),
        ('["group:email"]', "[mail]", "a set holds itself"),
        ("evidence: own\n    says", "evidence: hearsay\n    says", "hearsay"),
        ("base: {level: alpha", "base: {level: gone", "no automatic level"),
        ("    degree: bad\n    clause: c", "    degree: bad", "'clause' is a required"),
        ("    degree: bad", "    degree: bad\n    asks: [why-not]", "no ask `why-not`"),
        ("    degree: bad\n", "    degree: bad\n    level: omega\n", "$.rules[0]:"),
        ("  - id: item/mail", "  - id: item/mail\n    needs: 2", "needs more conditions"),
        ("objects: {us: {en: us, zh: 我们}}", "objects: {us: {en: us}}", "'zh' is a required"),
        ("id: tiny", "id: tiny\nid: twin", "twice"),
        ("id: tiny", "id: [", "line"),
        ("objects: {us:", "objects: &a {us:", None),
        ("degrees: {bad:", "degrees: {worse: *a, bad:", "line"),
        ("id: tiny", "id: !!python/object:os.system tiny", "could not determine a constructor"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_said(old: str, new: str, complaint: str | None) -> None:
    assert old in TINY
    problems = check_pack(TINY.replace(old, new, 1))
    if complaint is None:
        assert problems == []
        return
    assert any(complaint in problem for problem in problems), problems
    with pytest.raises(PolicyError, match=r"\w"):
        parse_pack(TINY.replace(old, new, 1))


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "null", "- a", "{a: 1, 2: 3}", "[" * 3000, "x" * (2 << 20), "? [a]\n: b", "\x00"]
)
def test_nonsense_is_a_problem_and_no_crash(text: str) -> None:
    assert check_pack(text)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("    degree: bad\n    clause: c", "    degree: bad", "$.rules[0]"),
        ("    degree: bad", "    degree: bad\n    asks: [why-not]", "item/mail"),
        ("{us: {bad: omega}}", "{us: {bad: gone}}", "matrix.us.bad"),
        ('["group:email"]', "[mail]", "sets.mail"),
        ("rank: 2", "rank: two", "$.levels[1].rank"),
        ("base: {level: alpha", "base: {level: gone", "base"),
    ],
)
def test_a_problem_names_its_line_and_field(old: str, new: str, field: str) -> None:
    text = TINY.replace(old, new, 1)
    problem, *_ = check_pack(text)
    number, named = re.fullmatch(r"line (\d+): (.+?): .+", problem).groups()  # type: ignore[union-attr]
    assert named == field
    line = text.splitlines()[int(number) - 1]
    where = {"$.rules[0]": "- id: item/mail", "item/mail": "- id: item/mail"}.get(field, new if "rank" in field else "")
    assert where in line
    assert field.partition(".")[0] in {"$", "item/mail"} or line.startswith(field.partition(".")[0])


def test_aliases_are_refused() -> None:
    bomb = "a: &a [1]\nb: &b [*a, *a]\n"
    assert check_pack(bomb) == ["line 2: aliases are not allowed"]


def test_every_ask_has_words_in_both_languages_and_minutes() -> None:
    assert {"low-confidence", "near-threshold", "unread", "candidate-important", "mark-vs-content", "combination",
            "topic-only", "random-audit"} <= asks().keys()  # fmt: skip
    assert all(ask.says.en and ask.says.zh and ask.minutes > 0 for ask in asks().values())


def verdict(rank: int, certainty: Certainty, *why: str, candidates: tuple[str, ...] = ()) -> Verdict:
    pack = load_pack("gbt-43697")
    code = next(level.code for level in pack.levels if level.rank == rank)
    return Verdict(
        policy=pack.ref, code=code, rank=rank, label=pack.label_of(code), certainty=certainty, asks=why,
        candidates=candidates,
    )  # fmt: skip


def test_what_is_graver_less_sure_older_or_quicker_to_answer_comes_first() -> None:
    pack = load_pack("gbt-43697")
    plain = priority(verdict(20, Certainty.LIKELY, "topic-only"), pack, 1)
    assert priority(verdict(40, Certainty.LIKELY, "topic-only"), pack, 1) > plain
    assert priority(verdict(20, Certainty.UNCERTAIN, "topic-only"), pack, 1) > plain
    assert priority(verdict(20, Certainty.LIKELY, "topic-only"), pack, 30) > plain
    assert priority(verdict(20, Certainty.LIKELY, "near-threshold"), pack, 1) > plain
    assert priority(verdict(20, Certainty.LIKELY, "topic-only", candidates=("core",)), pack, 1) > plain
    ungraded = judge(pack, Evidence(status=Status.FAILED))
    assert priority(ungraded, pack, 0) > 0


def test_a_simulation_counts_what_changes_and_what_it_costs_people() -> None:
    old = load_pack("gbt-43697")
    calm = tuple(rule for rule in old.rules if rule.family != "topic")
    new = replace(old, version="2", rules=calm)
    evidences = {
        "mail": Evidence(findings=(mail(),)),
        "pay": Evidence(topics=(TopicScore(topic="payroll", score=0.9, why="seeds"),)),
        "unread": Evidence(status=Status.FAILED, coverage=0),
    }

    def graded(pack: Pack, evidence: Evidence) -> Grade:
        return fold(judge(pack, evidence), (), label_of=pack.label_of)

    found = compare(
        Change(id=key, before=standing(graded(old, it)), after=standing(graded(new, it)))
        for key, it in evidences.items()
    )
    assert found.assets == 3
    assert [(change.id, change.before.code, change.after.code, change.direction) for change in found.changes] == [
        ("pay", "general-3", "general-1", "lowered")
    ]
    assert found.levels_before == {"general-2": 1, "general-3": 1, "ungraded": 1}
    assert found.levels_after == {"general-1": 1, "general-2": 1, "ungraded": 1}
    assert (found.asks_before, found.asks_after, found.reopened) == (2, 1, 0)
    assert (found.minutes_before, found.minutes_after) == (6, 4)


def test_parts_have_levels_of_their_own_below_the_whole() -> None:
    column = Locator(sheet="客户", column="证件号", row=2, segment=1)
    found = replace(mail(), id="i", label="cn_resident_id", group="national_id", locator=column)
    name = replace(mail(), id="n", label="person", group="person", locator=replace(column, column="姓名"))
    phone = replace(mail(), id="p", label="cn_mobile", group="phone", locator=replace(column, column="手机"))
    footer = replace(mail(), id="m", locator=Locator(segment=3, page=2))
    graded = judge(load_pack("gbt-43697"), Evidence(findings=(found, name, phone, footer)))
    parts = {tuple(part.locator.as_dict().items()): part.code for part in graded.parts}
    assert parts == {
        (("sheet", "客户"),): "general-4",
        (("sheet", "客户"), ("column", "证件号")): "general-3",
        (("sheet", "客户"), ("column", "姓名")): "general-1",
        (("sheet", "客户"), ("column", "手机")): "general-2",
        (("page", 2),): "general-2",
    }


def test_a_member_of_an_archive_is_a_part_and_so_is_its_page() -> None:
    inside = replace(mail(), locator=Locator(segment=1, page=4, member="a/b.pdf"))
    parts = judge(load_pack("gbt-43697"), Evidence(findings=(inside,))).parts
    assert [part.locator.as_dict() for part in parts] == [{"member": "a/b.pdf"}, {"page": 4, "member": "a/b.pdf"}]
    paragraph = replace(mail(), locator=Locator(segment=1, part="body/p[12]"))
    assert judge(load_pack("gbt-43697"), Evidence(findings=(paragraph,))).parts == ()


def test_a_profile_adds_rules_and_keeps_the_pack_whose_decisions_stand() -> None:
    plain, floors = load_pack("gbt-43697"), load_pack("gbt-43697+floors-2021")
    assert (plain.ref, floors.ref, floors.named) == ("gbt-43697@1", "gbt-43697@1+floors-2021", "gbt-43697+floors-2021")
    assert floors.id == plain.id
    assert set(floors.rules) > set(plain.rules)
    assert {rule.family for rule in set(floors.rules) - set(plain.rules)} == {"floor"}
    with pytest.raises(PolicyError, match="floors-2021"):
        load_pack("gbt-43697+no-such-profile")
    with pytest.raises(PolicyError, match="none"):
        load_pack("company-4+floors-2021")


def test_every_rule_names_who_set_it() -> None:
    for name in available():
        for rule in load_pack(name).rules:
            assert rule.kind in {"law", "standard", "own"}
            assert (rule.kind == "own") == (rule.evidence == "own"), (name, rule.id)
    kinds = {rule.kind for rule in load_pack("gbt-43697").rules}
    assert kinds == {"law", "standard", "own"}
