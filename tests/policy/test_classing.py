"""Where data belongs: by what was found, what it is about, where it lies, in which industry; and what says nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assay.classifiers.taxonomies import load
from assay.governance.domain import Category, Facet, Finding, Locator, PolicyError, Subject, TopicScore, Words, labels
from assay.governance.policy import (
    Evidence,
    Setting,
    available_classes,
    check_pack,
    classify,
    load_classes,
    parse_classes,
    parse_pack,
)

GBT, JRT = load_classes("gbt-43697-a"), load_classes("jrt-0197-a")
FINANCE = Facet(kind="industry", value="j", label=Words("Finance", "金融业"), score=0.7, why="near")
OWN = """
schema: assay.classes/1
id: mine-a
version: "1"
title: {en: Mine, zh: 我的}
standing: {en: Ours., zh: 自定。}
source: ours
clause: c
evidence: own
names: {top: {en: Top, zh: 顶层}, mail: {en: Mail, zh: 邮件}}
nodes:
  - {path: [top], any: [{folders: [mailroom, 收发室]}]}
  - {path: [top, mail], any: [{of: "group:email"}]}
"""


def found(label: str, subject: str = "unknown", score: float = 0.9, value: int = 0) -> Finding:
    return Finding(
        id=f"{label}{value}", label=label, group=labels()[label].group, score=score, locator=Locator(segment=0),
        masked="*", value_hash=str(value), detector="test@1", why="pattern", subject=Subject(subject),
    )  # fmt: skip


def paths(categories: tuple[Category, ...]) -> set[str]:
    return {"/".join(it.zh for it in category.path) for category in categories}


@pytest.mark.parametrize(
    ("findings", "setting", "there", "absent"),
    [
        (["cn_mobile:customer", "cn_resident_id:customer"], Setting(),
         {"描述对象/用户数据", "数据主体/个人信息", "客户/个人/个人自然信息"}, {"客户/个人", "数据主体/公共数据"}),
        (["bank_card:customer"], Setting(), {"客户/个人", "业务/账户信息"}, {"客户/个人/个人资讯信息"}),
        (["employee_number:staff"], Setting(topics=[TopicScore(topic="payroll", score=0.8, why="")]),
         {"描述对象/经营管理数据", "业务领域/人力资源", "经营管理/综合管理"}, {"描述对象/用户数据"}),
        (["conn_string"], Setting(place="ops/notes.md"),
         {"描述对象/系统运维数据", "业务领域/信息化与安全", "经营管理/技术管理"}, {"数据主体/个人信息"}),
        (["email:business_contact", "person:public_figure"], Setting(), set(),
         {"数据主体/个人信息", "描述对象/用户数据", "客户/个人"}),
        (["contract_number"], Setting(place="合同/采购.pdf"),
         {"业务/合约协议信息", "业务领域/法务合规"}, {"监管/数据报送"}),
        (["doc_no"], Setting(place="监管报送/一季度.xlsx"), {"监管/数据报送", "数据主体/公共数据"}, set()),
        ([], Setting(facets=[FINANCE]),
         {"行业领域/金融"}, {"行业领域/工业"}),
        ([], Setting(topics=[TopicScore(topic="hr", score=0.3, why="")], place="chronicle/shrubs.txt"), set(),
         {"业务领域/人力资源"}),
    ],
)  # fmt: skip
def test_data_is_put_where_it_belongs(findings: list[str], setting: Setting, there: set[str], absent: set[str]) -> None:
    evidence = Evidence(findings=tuple(found(*it.split(":")) for it in findings))
    named = paths(classify(GBT, evidence, setting)) | paths(classify(JRT, evidence, setting))
    assert there <= named
    assert not absent & named


def test_a_weak_finding_says_nothing_and_a_sure_one_says_why_in_both_languages() -> None:
    assert classify(GBT, Evidence(findings=(found("cn_mobile", "customer", 0.5),)), Setting()) == ()
    (one, *_) = classify(GBT, Evidence(findings=(found("cn_mobile", "customer"),)), Setting(place="客户/a.txt"))
    assert (one.scheme, one.findings) == ("gbt-43697-a@1", ("cn_mobile0",))
    assert "Mobile number" in one.explanation.en
    assert "手机号 1 处" in one.explanation.zh
    assert "原文未核对" in one.explanation.zh
    assert 0 < one.score <= 1
    told = Setting(topics=[TopicScore(topic="mna", score=0.8, why="")], label_of=load("default").label)
    explained = [category.explanation.zh for category in classify(GBT, Evidence(), told)]
    assert explained
    assert all(f"主题“{load('default').label('mna').zh}”" in text for text in explained)


@pytest.mark.parametrize("name", available_classes())
def test_every_node_can_hold_and_is_said_without_placeholders(name: str) -> None:
    scheme, topics, industries = load_classes(name), load("default"), load("industry")
    for node in scheme.nodes:
        alone = replace(scheme, nodes=(node,))
        for sign in node.any:
            held, evidence, setting = sign.condition, Evidence(), Setting()
            if held is not None and held.labels:
                subject = sorted(held.subjects or (frozenset(Subject) - held.except_subjects))[0]
                evidence = Evidence(
                    findings=tuple(found(sorted(held.labels)[0], subject, value=n) for n in range(held.distinct))
                )
            elif held is not None:
                assert held.topics <= {topic.id for topic in topics.topics}
                setting = Setting(topics=[TopicScore(topic=sorted(held.topics)[0], score=0.9, why="")])
            elif sign.folders:
                setting = Setting(place=f"x/{sign.folders[-1]}/y.txt")
            else:
                code = sorted(sign.industry)[0]
                setting = Setting(
                    facets=[Facet(kind="industry", value=code, label=industries.label(code), score=0.8, why="")]
                )
            (category,) = classify(alone, evidence, setting)
            for text in (*category.explanation, *category.why):
                assert not re.search(r"[{}]|None", text)
            assert re.search(r"[\u4e00-\u9fff]", category.explanation.zh)


def test_a_classification_of_ones_own_is_checked_and_the_deeper_node_stands_for_those_above() -> None:
    assert check_pack(OWN) == []
    scheme = parse_classes(OWN)
    evidence = Evidence(findings=(found("email"),))
    assert paths(classify(scheme, evidence, Setting(place="mailroom/a.txt"))) == {"顶层/邮件"}
    assert paths(classify(scheme, Evidence(), Setting(place="mailroom/a.txt"))) == {"顶层"}
    assert classify(scheme, Evidence(), Setting(place="mailrooms/a.txt")) == ()
    assert check_pack(OWN.replace("[top, mail]", "[top, male]")) == ["line 13: top/male: no name `male`"]
    assert check_pack(OWN.replace('"group:email"', "no_such_label"))
    for parse, text in ((parse_pack, OWN), (parse_classes, OWN.replace("nodes:", "leaves:"))):
        with pytest.raises(PolicyError):
            parse(text)
