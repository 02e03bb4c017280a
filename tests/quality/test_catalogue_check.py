"""Every type of issue is found where it is, and not where it is not, in English and in Chinese."""

from __future__ import annotations

from typing import Any

import pytest

from assay.governance.domain import (
    Anchor,
    Check,
    Extraction,
    Locator,
    Modality,
    Problem,
    Reason,
    Segment,
    SegmentKind,
    Status,
    to_plain,
)
from assay.governance.quality import CatalogueCheck, catalogue
from assay.governance.quality.catalogue import counted

ENGLISH = "The committee met on Monday and agreed to publish the yearly plan after two more readings. " * 5
CHINESE = "委员会于周一召开会议，同意在再次审议之后发布年度计划，并请各部门按时提交意见。"


def reading(*segments: Segment, modality: Modality = Modality.TEXT, **rest: Any) -> Extraction:
    return Extraction(media_type="application/x-test", modality=modality, segments=segments, **rest)


def said(text: str, kind: SegmentKind = SegmentKind.PARAGRAPH, **rest: Any) -> Segment:
    return Segment(index=0, kind=kind, text=text, **rest)


def column(header: str, cells: list[str], *, first_row: int = 2, sheet: str = "S") -> Segment:
    """Build a column as the readers do: a line a row, blank ones between the filled cells."""
    return Segment(
        index=0, kind=SegmentKind.COLUMN, text="\n".join(cells), context=header, lined=True,
        locator=Locator(sheet=sheet, column=header, row=first_row),
    )  # fmt: skip


def table(*columns: Segment, **rest: Any) -> Extraction:
    return reading(*columns, modality=Modality.SPREADSHEET, **rest)


def series(*, gaps: int, missing: int, distinct: int, steady: bool = True) -> Extraction:
    time = {"series": steady, "gaps": gaps, "missing": missing, "distinct": distinct}
    return reading(column("time", NAMES), column("°C", NUMBERS), modality=Modality.TIMESERIES, facts={"time": time})


def image(*segments: Segment, **facts: Any) -> Extraction:
    return reading(*segments, modality=Modality.IMAGE, facts=facts)


def audio(*segments: Segment, **facts: Any) -> Extraction:
    return reading(*segments, modality=Modality.AUDIO, facts=facts)


def lines(confidence: float, kind: SegmentKind = SegmentKind.OCR_LINE, page: int | None = 1) -> list[Segment]:
    return [
        said(text, kind, confidence=confidence, locator=Locator(page=page)) for text in ("Invoice 2024", "合计金额")
    ]


NAMES = [f"客户{number}" for number in range(20)]
NUMBERS = [str(number * 7) for number in range(1, 21)]

CASES: list[tuple[str, str, Extraction, bool]] = [
    ("empty-content", "no bytes", reading(status=Status.FAILED, reason=Reason.EMPTY, modality=Modality.OTHER), True),
    ("empty-content", "no words", reading(reason=Reason.NO_TEXT_FOUND), True),
    ("empty-content", "一句话", reading(said(CHINESE)), False),
    ("empty-content", "a picture needs no words", image(width=800, height=600), False),
    (
        "empty-content",
        "a mail that only carries files",
        reading(modality=Modality.EMAIL, facts={"attachments": 2}),
        False,
    ),
    ("empty-content", "a file that could not be read", reading(status=Status.FAILED, reason=Reason.ENCRYPTED), False),
    (
        "unreadable-part",
        "a page",
        reading(
            said(ENGLISH),
            status=Status.PARTIAL,
            reason=Reason.PART_UNREADABLE,
            coverage=0.5,
            problems=(Problem(reason=Reason.PART_UNREADABLE, locator=Locator(page=3)),),
        ),
        True,
    ),
    (
        "unreadable-part",
        "达到页数上限",
        reading(said(CHINESE), status=Status.PARTIAL, reason=Reason.PAGE_LIMIT, coverage=0.9),
        True,
    ),
    ("unreadable-part", "whole", reading(said(ENGLISH)), False),
    ("unreadable-part", "encryption has its own", reading(status=Status.FAILED, reason=Reason.ENCRYPTED), False),
    (
        "unreadable-part",
        "a secret mark is no fault",
        reading(status=Status.SKIPPED, reason=Reason.STATE_SECRET_SUSPECTED),
        False,
    ),
    ("encrypted-content", "whole file", reading(status=Status.FAILED, reason=Reason.ENCRYPTED), True),
    (
        "encrypted-content",
        "压缩包中的成员",
        reading(
            status=Status.PARTIAL,
            modality=Modality.ARCHIVE,
            problems=(Problem(reason=Reason.ENCRYPTED, locator=Locator(member="a.txt")),),
        ),
        True,
    ),
    ("encrypted-content", "open", reading(said(ENGLISH)), False),
    ("truncated-file", "cut", reading(status=Status.PARTIAL, reason=Reason.TRUNCATED), True),
    ("truncated-file", "whole", reading(said(ENGLISH)), False),
    ("extension-mismatch", "named so", reading(said(ENGLISH), facts={"extension_mismatch": True}), True),
    ("extension-mismatch", "named right", reading(said(ENGLISH), facts={"extension_mismatch": False}), False),
    (
        "hidden-text",
        "a line in the colour of the ground",
        reading(said(ENGLISH, anchors=(Anchor(start=0, end=5, mark="hidden"),)), modality=Modality.DOCUMENT),
        True,
    ),
    (
        "hidden-text",
        "a tracked change and a line that is seen",
        reading(said(ENGLISH, anchors=(Anchor(start=0, end=5, mark="inserted"),)), modality=Modality.DOCUMENT),
        False,
    ),
    ("garbled-text", "replacement characters", reading(said(ENGLISH + "caf\ufffd\ufffd")), True),
    ("garbled-text", "锟斤拷", reading(said(CHINESE + "锟斤拷锟斤拷")), True),
    ("garbled-text", "UTF-8 as Latin-1", reading(said("Resumen: EspaÃ±a y CataluÃ±a")), True),
    (
        "garbled-text",
        "accents, emoji and bullets",
        reading(said("España 😀 \uf0b7 naïve café — “quoted”\t中文。")),
        False,
    ),
    ("garbled-text", "生僻字", reading(said("龘𠮷靐齉，" + CHINESE)), False),
    ("low-ocr-confidence", "weak page", reading(*lines(0.6), modality=Modality.DOCUMENT), True),
    ("low-ocr-confidence", "清晰页", reading(*lines(0.97), modality=Modality.DOCUMENT), False),
    ("low-ocr-confidence", "print has no confidence", reading(said(ENGLISH), modality=Modality.DOCUMENT), False),
    ("weak-speech", "weak", audio(*lines(0.3, SegmentKind.UTTERANCE, None)), True),
    ("weak-speech", "sure", audio(*lines(0.9, SegmentKind.UTTERANCE, None)), False),
    ("blurred-image", "blurred", image(blur=12.0, entropy=6.0), True),
    ("blurred-image", "sharp", image(blur=900.0, entropy=6.0), False),
    ("blurred-image", "nothing measured", image(), False),
    ("blurred-image", "a blank one is blank, not blurred", image(blur=0.0, entropy=0.1), False),
    ("dark-or-overexposed-image", "dark", image(brightness=0.03, contrast=0.05), True),
    ("dark-or-overexposed-image", "washed out", image(brightness=0.95, contrast=0.03), True),
    ("dark-or-overexposed-image", "daylight", image(brightness=0.55, contrast=0.2), False),
    ("dark-or-overexposed-image", "扫描的白纸", image(*lines(0.95, page=None), brightness=0.985, contrast=0.08), False),
    ("low-contrast-image", "fog", image(contrast=0.04, entropy=3.0), True),
    ("low-contrast-image", "clear", image(contrast=0.25), False),
    ("low-resolution-image", "thumbnail", image(width=120, height=90), True),
    ("low-resolution-image", "photo", image(width=1200, height=900), False),
    ("low-resolution-image", "half a measure", image(width=120), False),
    ("low-resolution-image", "a fact that is no number", image(width="120", height=float("nan")), False),
    ("blank-image", "white", image(entropy=0.2), True),
    ("blank-image", "full", image(entropy=7.1), False),
    ("blank-image", "一行字不算空白", image(*lines(0.9, page=None), entropy=0.4), False),
    ("silent-audio", "silent", audio(silence_share=0.97, seconds=30.0), True),
    ("silent-audio", "as the reader names it", audio(silence=0.97, seconds=30.0), True),
    ("silent-audio", "loudness alone", audio(loudness_db=-90.0, seconds=3.0), True),
    ("silent-audio", "通话", audio(silence_share=0.3, seconds=30.0), False),
    ("clipped-audio", "loud", audio(clipping_share=0.02), True),
    ("clipped-audio", "clean", audio(clipping=0.0), False),
    ("low-sample-rate", "telephone", audio(sample_rate=8000), True),
    ("low-sample-rate", "studio", audio(sample_rate=48000), False),
    (
        "pages-without-text",
        "half blank",
        reading(
            said(ENGLISH, locator=Locator(page=1)), modality=Modality.DOCUMENT, facts={"pages": 2, "text_pages": 1}
        ),
        True,
    ),
    (
        "pages-without-text",
        "every page",
        reading(
            said(CHINESE, locator=Locator(page=1)), modality=Modality.DOCUMENT, facts={"pages": 1, "text_pages": 1}
        ),
        False,
    ),
    (
        "pages-without-text",
        "recognised pages count",
        reading(
            *lines(0.9, page=1), *lines(0.9, page=2), modality=Modality.DOCUMENT, facts={"pages": 2, "text_pages": 0}
        ),
        False,
    ),
    ("text-too-short", "three words", reading(said("See you tomorrow")), True),
    ("text-too-short", "明天见", reading(said("明天见。")), True),
    ("text-too-short", "a paragraph", reading(said(ENGLISH)), False),
    ("text-too-short", "一段话", reading(said(CHINESE)), False),
    ("text-too-short", "a table is not a text", table(column("n", ["1"])), False),
    ("duplicated-lines", "the same", reading(said("All rights reserved.\n" * 12)), True),
    ("duplicated-lines", "同一行", reading(said("版权所有，禁止转载。\n" * 12)), True),
    ("duplicated-lines", "different", reading(said("\n".join(f"Line number {n} says so." for n in range(20)))), False),
    (
        "duplicated-lines",
        "headers repeat by nature",
        reading(*[said("Company report 2024", SegmentKind.HEADER)] * 20),
        False,
    ),
    ("duplicated-lines", "a few lines", reading(said("yes it is\nyes it is")), False),
    (
        "language-unchecked",
        "German",
        reading(said("Der Ausschuss tagt am Montag und beschließt den Jahresplan."), language="de"),
        True,
    ),
    ("language-unchecked", "names were not looked for", reading(said(ENGLISH), checked={"names": "no"}), True),
    ("language-unchecked", "中文", reading(said(CHINESE), language="zh"), False),
    ("language-unchecked", "English of one country", reading(said(ENGLISH), language="en-GB"), False),
    ("language-unchecked", "figures are in no language", reading(said("12 34 56"), checked={"names": "no"}), False),
    (
        "destroyed-long-numbers",
        "in scientific form",
        table(column("证件号", ["1.10101E+17", "3.10101199001E+17"])),
        True,
    ),
    (
        "destroyed-long-numbers",
        "zeros from the sixteenth digit",
        table(column("ID", ["110101199003070000", "310101198511230000"])),
        True,
    ),
    (
        "destroyed-long-numbers",
        "卡号尾数全零",
        table(column("卡号", ["6222021234567890000", "6217001234567890000"])),
        True,
    ),
    (
        "destroyed-long-numbers",
        "counted by the reader",
        table(column("x", ["1"]), facts={"destroyed_long_numbers": 4}),
        True,
    ),
    ("destroyed-long-numbers", "whole", table(column("ID", ["110101199001010014", "310101198511230027"])), False),
    (
        "destroyed-long-numbers",
        "one in a hundred may end so",
        table(column("卡号", ["6222021234567890128"] * 9 + ["6222021234567890000"])),
        False,
    ),
    ("destroyed-long-numbers", "small floats", table(column("v", ["1.5E+3", "2.0"])), False),
    ("phones-as-floats", "decimals", table(column("手机", ["13800138000.0", "13900139000.0"])), True),
    ("phones-as-floats", "whole", table(column("Phone", ["13800138000", "+86 139 0013 9000"])), False),
    ("phones-as-floats", "prices", table(column("price", ["13800.0", "138001380001.0"])), False),
    ("mixed-types-in-column", "words among numbers", table(column("amount", [*NUMBERS, "unknown", "see note"])), True),
    (
        "mixed-types-in-column",
        "日期列混入文字",
        table(column("日期", [f"2024-01-{n:02}" for n in range(1, 20)] + ["待定"])),
        True,
    ),
    ("mixed-types-in-column", "numbers", table(column("amount", [*NUMBERS, "1,234.50", "￥88"])), False),
    ("mixed-types-in-column", "words for nothing are no type", table(column("amount", [*NUMBERS, "N/A", "无"])), False),
    ("mixed-types-in-column", "text with numbers in it", table(column("address", NAMES + NUMBERS[:5])), False),
    ("missing-values", "gaps", table(column("姓名", NAMES), column("手机", ["1"] * 15 + [""] * 5)), True),
    (
        "missing-values",
        "words for nothing",
        table(column("name", NAMES), column("email", ["a@b.cn"] * 10 + ["N/A"] * 10)),
        True,
    ),
    ("missing-values", "full", table(column("姓名", NAMES), column("手机", NUMBERS)), False),
    (
        "missing-values",
        "another sheet's rows do not count",
        table(column("a", NAMES), column("b", NUMBERS[:6], sheet="T")),
        False,
    ),
    (
        "missing-values",
        "blocks of one column are one column",
        table(column("a", NAMES), column("b", NUMBERS[:10]), column("b", NUMBERS[10:], first_row=12)),
        False,
    ),
    ("gaps-in-series", "a night", series(gaps=1, missing=43, distinct=677), True),
    ("gaps-in-series", "one time of a thousand", series(gaps=1, missing=1, distinct=999), False),
    ("gaps-in-series", "none", series(gaps=0, missing=0, distinct=677), False),
    ("gaps-in-series", "dates of a list", series(gaps=9, missing=90, distinct=40, steady=False), False),
    ("duplicate-rows", "twice", table(column("姓名", NAMES[:5] * 2), column("手机", NUMBERS[:5] * 2)), True),
    ("duplicate-rows", "once", table(column("name", NAMES), column("phone", NUMBERS)), False),
    ("duplicate-rows", "one column is a list", table(column("city", ["北京"] * 20)), False),
    (
        "duplicate-rows",
        "the same name with another phone",
        table(column("name", ["张三"] * 20), column("phone", NUMBERS)),
        False,
    ),
]


@pytest.mark.parametrize(
    ("kind", "name", "extraction", "found"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES]
)
def test_an_issue_is_found_where_it_is_and_only_there(
    kind: str, name: str, extraction: Extraction, found: bool
) -> None:
    issues = CatalogueCheck().check(extraction)
    assert (kind in {issue.type for issue in issues}) is found, [issue.type for issue in issues]
    for issue in issues:
        assert all(issue.says)
        assert "{" not in issue.says.en + issue.says.zh
        entry = catalogue()[issue.type]
        assert (issue.dimension, issue.severity) == (entry.dimension, entry.severity)
        assert to_plain(dict(issue.measures)) == issue.measures


def test_every_type_has_a_case_and_a_counter_case() -> None:
    assert len(catalogue()) >= 14
    for outcome in (True, False):
        assert {case[0] for case in CASES if case[3] is outcome} == catalogue().keys()


def test_a_good_file_has_no_issue() -> None:
    for text in (ENGLISH, CHINESE):
        assert CatalogueCheck().check(reading(said(text), modality=Modality.DOCUMENT)) == []
    people = table(column("姓名", NAMES), column("手机", [f"138001380{n:02}" for n in range(20)]))
    assert CatalogueCheck().check(people) == []


def test_words_never_hold_what_the_file_says() -> None:
    secret = "CANARY-42"
    poisoned = table(
        column(secret, [secret, "13800138000.0", "1.10101E+17"] * 5), column("b", [""] * 10 + [secret] * 5),
        title=secret, facts={"extension_mismatch": secret}, language="xx",
    )  # fmt: skip
    issues = CatalogueCheck().check(poisoned)
    assert {"phones-as-floats", "destroyed-long-numbers", "missing-values", "extension-mismatch"} <= {
        i.type for i in issues
    }
    assert all(secret not in f"{issue.says}{issue.measures}" for issue in issues)


def test_an_issue_says_where_it_is() -> None:
    found = {
        issue.type: issue.locator
        for issue in CatalogueCheck().check(
            reading(*lines(0.5, page=7), modality=Modality.DOCUMENT, status=Status.PARTIAL, coverage=0.5,
                    problems=(Problem(reason=Reason.PART_UNREADABLE, locator=Locator(page=3)),))
        )
    }  # fmt: skip
    assert found["low-ocr-confidence"] == Locator(page=7)
    assert found["unreadable-part"] == Locator(page=3)
    cells = CatalogueCheck().check(table(column("手机", ["13800138000.0"])))
    assert [issue.locator for issue in cells] == [Locator(sheet="S", column="手机")]


def test_the_check_is_a_plugin() -> None:
    assert isinstance(CatalogueCheck(), Check)
    assert (CatalogueCheck.name, CatalogueCheck.version) == ("catalogue", "3")


@pytest.mark.parametrize("modality", Modality)
def test_no_modality_and_no_strange_fact_breaks_it(modality: Modality) -> None:
    strange = dict.fromkeys(["width", "height", "blur", "entropy", "seconds", "silence", "pages", "text_pages"], "many")
    bare = Segment(index=0, kind=SegmentKind.COLUMN, text="a\n\nb")
    for facts in ({}, strange, {"pages": 0, "width": True, "height": None}):
        CatalogueCheck().check(reading(bare, said(""), modality=modality, facts=facts))


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ("1 encrypted part(s) could not be opened.", "1 encrypted part could not be opened."),
        ("43 time(s) missing in 1 gap(s).", "43 times missing in 1 gap."),
        ("0 line(s), 21 line(s), 1,001 line(s)", "0 lines, 21 lines, 1,001 lines"),
        ("class(es) of form f(s)", "class(es) of form f(s)"),
    ],
)
def test_one_thing_is_said_as_one(filled: str, said: str) -> None:
    assert counted(filled) == said
