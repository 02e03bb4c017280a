"""Every finding is one sentence in English and one in Chinese; no sentence holds the value."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from assay.classifiers import IdentifierDetector, NameDetector
from assay.classifiers.columns import ColumnReader, load_types
from assay.classifiers.identifiers import load_specs
from assay.classifiers.identifiers.validators import CHECKS
from assay.governance.domain import (
    Detection,
    Finding,
    Locator,
    Segment,
    SegmentKind,
    Subject,
    Words,
    explain_finding,
    explain_place,
    explain_reasons,
    labels,
)

IDENTIFIERS, NAMES, COLUMNS = IdentifierDetector(), NameDetector(rules_only=True), ColumnReader()
PUBLIC = frozenset({"CUI"})
HAN = re.compile(r"[\u3400-\u9fff]")
ENGLISH_WORD = re.compile(r"(?<![A-Za-z])[a-z]{4,}")
PROSE = (
    "客户王小明先生（身份证110101190001010014，手机13490123456）住浙江省杭州市西湖区文三路18号3幢201室，",
    "就职于杭州云帆科技有限公司。参会人员：张三、李四、王五。\n联系人：陈静\n经理赵强表示同意。阿卜杜拉·买买提到场。",
    "Dear Mr. James Carter of Northwind Traders Ltd, 12 High Street, London: card 4111 1111 1111 1111 was charged.",
    "Best regards,\nAnna Schmidt\n",
    "IMEI 356938035643808 and card number 4111 1111 1111 1112, ID card 1101011900\n01010014",
)
TABLES = (
    {
        "GivenName": "Jane\nMarie\nAda", "Surname": "Smith\nCurie\nLovelace", "lat": "39.90\n31.23\n51.50",
        "lon": "116.40\n121.47\n-0.12",
    },
    {
        "客户姓名": "王小明\n李丽华\n张建国", "登录账号": "wxm01\nlilh\nzjg88",
        "初始密码": "Abc!2345\nqwe#9981\nzzTop77$", "诊断": "高血压\n糖尿病\n哮喘",
    },
)  # fmt: skip


def finding_of(detection: Detection, segment: Segment) -> Finding:
    return Finding(
        id="f", label=detection.label, group=labels()[detection.label].group, score=detection.score,
        locator=segment.locate(detection.start, detection.end), masked="*", value_hash="h",
        detector=detection.detector, why=detection.why, subject=detection.subject, count=detection.count,
    )  # fmt: skip


def said(segments: list[Segment]) -> Iterator[tuple[Detection, Words]]:
    found = [it for detector in (IDENTIFIERS, NAMES) for it in detector.detect(segments)]
    for detection in COLUMNS.read(segments, found).detections:
        yield detection, explain_finding(finding_of(detection, segments[detection.segment]))


def check(detection: Detection, words: Words) -> None:
    named = labels()[detection.label].says
    for text, name in zip(words, named, strict=True):
        assert text.strip()
        assert "\n" not in text
        value = detection.value.strip()  # a mark may be called by its own words
        assert len(value) < 3 or value not in text.replace(name, "") or value in PUBLIC
    assert words.en.endswith(".")
    assert words.zh.endswith("。")
    assert HAN.search(words.zh)
    assert not ENGLISH_WORD.search(re.sub(r"“[^”]*”", "", words.zh.partition("依据：")[2]))
    assert not HAN.search(re.sub(r"“[^”]*”", "", words.en.partition(": ")[2]))
    brief = explain_reasons(detection.why)
    assert brief.en
    assert not ENGLISH_WORD.search(re.sub(r"“[^”]*”", "", brief.zh))
    assert not HAN.search(re.sub(r"“[^”]*”", "", brief.en))


@pytest.mark.parametrize("spec", load_specs(), ids=lambda spec: spec.id)
def test_each_detector_explains_its_examples(spec: object) -> None:
    for sample in spec.examples:  # type: ignore[attr-defined]
        kind = SegmentKind.COLUMN if sample.header else SegmentKind.PARAGRAPH
        place = Locator(page=2, property=sample.property)
        segment = Segment(index=0, kind=kind, text=sample.text, context=sample.header, locator=place)
        sentences = list(said([segment]))
        assert sentences
        for detection, words in sentences:
            check(detection, words)


@pytest.mark.parametrize("text", PROSE)
def test_names_are_explained(text: str) -> None:
    sentences = list(said([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)]))
    assert sentences
    for detection, words in sentences:
        check(detection, words)


@pytest.mark.parametrize("table", TABLES)
def test_cells_that_their_column_tells_are_explained(table: dict[str, str]) -> None:
    segments = [
        Segment(
            index=n, kind=SegmentKind.COLUMN, text=cells, context=header, lined=True,
            locator=Locator(column=header, row=2),
        )
        for n, (header, cells) in enumerate(table.items())
    ]  # fmt: skip
    sentences = list(said(segments))
    assert len(sentences) >= 6
    for detection, words in sentences:
        check(detection, words)


def test_every_check_is_said_in_chinese() -> None:
    for check_ in CHECKS.values():
        told = explain_finding(_drawn(f"pattern, {check_.says}"))
        assert check_.says in told.en
        assert not ENGLISH_WORD.search(told.zh)
        against = explain_finding(_drawn(f"pattern, {check_.says} does not hold"))
        assert "does not hold" in against.en
        assert "不成立" in against.zh


@pytest.mark.parametrize("kind", [kind.id for kind in load_types()])
def test_every_type_of_column_is_said_in_both_languages(kind: str) -> None:
    says = next(it.says for it in load_types() if it.id == kind)
    told = explain_finding(
        _drawn(f"column of {says.en}, header x, 98% of its values fit, beside a column of {says.en}")
    )
    assert (
        told.zh == f"姓名：依据：所在列为“{says.zh}”、列名“x”、该列98%的值相符、相邻列为“{says.zh}”；较可信（0.80）。"
    )


@pytest.mark.parametrize(
    ("why", "en", "zh"),
    [
        ("pattern, context 身份证, customer by 客户", "of a customer by the word “客户”", "属于客户，依据“客户”一词"),
        ("pattern, staff by the header employee", "of staff by the header “employee”", "属于员工，依据列名“employee”"),
        (
            "pattern, minor by the birth date, under 14 as of 2026-01-01",
            "of a child by the birth date", "属于未成年人，依据出生日期",
        ),
        ("given name, business_contact by a mail's signature", "contact by a mail's signature", "依据邮件签名"),
        ("the same value as elsewhere in this file", "as elsewhere in this file", "与本文件他处的值相同"),
    ],
)  # fmt: skip
def test_whose_it_is_and_why_is_part_of_the_sentence(why: str, en: str, zh: str) -> None:
    told = explain_finding(_drawn(why))
    assert en in told.en
    assert zh in told.zh


@pytest.mark.parametrize(
    ("score", "en", "zh"), [(0.97, "certain", "确定"), (0.7, "likely", "较可信"), (0.4, "proposed on weak", "仅作提示")]
)
def test_how_sure_it_is_stands_in_words(score: float, en: str, zh: str) -> None:
    told = explain_finding(_drawn("pattern", score=score, count=1200))
    assert en in told.en
    assert zh in told.zh
    assert "1,200" in told.en
    assert "1,200" in told.zh


def test_places_are_said_as_people_say_them() -> None:
    place = Locator(segment=0, start=3, end=9, page=4)
    assert explain_place(place) == Words("page 4, characters 3 to 9", "第4页，第3至9字符")
    assert explain_place(Locator(sheet="客户", column="证件号", row=7)).zh == "工作表 客户，列 证件号，第7行"
    assert explain_place(Locator(time=(1.0, 2.5))).en == "1.0 to 2.5 seconds"


def _drawn(why: str, score: float = 0.8, count: int = 1) -> Finding:
    return Finding(
        id="f", label="person", group="person", score=score, locator=Locator(), masked="*", value_hash="h",
        detector="d@1", why=why, subject=Subject.UNKNOWN, count=count,
    )  # fmt: skip
