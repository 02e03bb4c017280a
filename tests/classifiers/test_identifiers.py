"""Offsets, evasions, context, columns, speech, overlaps and speed of the identifier detector."""

from __future__ import annotations

import random
import time

import pytest

from assay.classifiers import IdentifierDetector
from assay.classifiers.columns import ColumnReader
from assay.governance.domain import Detection, Detector, Locator, Segment, SegmentKind, Subject

DETECTOR = IdentifierDetector()
RESIDENT = "110101190001010014"
CARD = "6222021234567890128"


def detect(
    text: str, *, kind: SegmentKind = SegmentKind.PARAGRAPH, context: str = "", index: int = 0
) -> list[Detection]:
    return list(DETECTOR.detect([Segment(index=index, kind=kind, text=text, context=context)]))


def labels_of(text: str, **options: object) -> list[str]:
    return [detection.label for detection in detect(text, **options)]  # type: ignore[arg-type]


def test_it_is_a_detector() -> None:
    assert isinstance(DETECTOR, Detector)


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("客户😀张先生，手机13800138000，谢谢🙏", "cn_mobile", "13800138000"),
        ("😀😀 mail zhang@example.com 😀", "email", "zhang@example.com"),
        ("证件号：１１０１０１１９０００１０１００１４。", "cn_resident_id", "１１０１０１１９０００１０１００１４"),
        ("㈱①㎏卡号6222 0212 3456 7890 128止", "bank_card", "6222 0212 3456 7890 128"),
        ("ﬁrst ﬂoor, IBAN DE89 3704 0044 0532 0130 00 ok", "iban", "DE89 3704 0044 0532 0130 00"),
        ("税号\u200b：91110000600037341L；", "cn_uscc", "91110000600037341L"),
        ("𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎 手机", "cn_mobile", "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎"),
    ],
)
def test_offsets_cut_the_value_out_of_the_original_text(text: str, label: str, value: str) -> None:
    (detection,) = [item for item in detect(text) if item.label == label]
    assert text[detection.start : detection.end] == detection.value == value


@pytest.mark.parametrize(
    "written",
    [
        "13800138000", "138 0013 8000", "138-0013-8000", "+86 138-0013-8000", "8613800138000", "１３８００１３８０００",
        "138\u200b0013\u200c8000", "138–0013—8000", "138\u00ad0013\u00ad8000", "1\ufe0f3800138000", "(+86)13800138000",
        "١٣٨٠٠١٣٨٠٠٠", "138\u00a00013\u00a08000",
    ],
)  # fmt: skip
def test_one_phone_written_in_many_ways_has_one_normal(written: str) -> None:
    (detection,) = detect(f"手机：{written}。")
    assert (detection.label, detection.normal) == ("cn_mobile", "+8613800138000")


@pytest.mark.parametrize(
    "written",
    [
        RESIDENT,
        "110101 19000101 0014",
        "110101-19000101-0014",
        "1101\u200b0119000101\u00ad0014",
        "11010119000\n1010014",
    ],
)
def test_one_resident_number_written_in_many_ways_has_one_normal(written: str) -> None:
    (detection,) = detect(f"身份证号 {written}，")
    assert (detection.label, detection.normal) == ("cn_resident_id", RESIDENT)
    assert detection.score == 0.99


def test_a_finding_says_why_in_our_own_words() -> None:
    (detection,) = detect(f"身份证号码：{RESIDENT}")
    assert detection.why == "pattern, GB 11643 checksum, context 身份证"
    assert detection.detector == "patterns/cn_resident_id@1"
    assert RESIDENT not in repr(detection)


def test_a_wrong_check_digit_is_weak_with_context_and_nothing_without() -> None:
    (weak,) = detect("身份证：110101190001010015")
    assert weak.score <= 0.5
    assert "does not hold" in weak.why
    assert detect("编号 110101190001010015") == []


@pytest.mark.parametrize(
    ("context", "cell", "label"),
    [
        ("手机号", "13800138000", "cn_mobile"),
        ("银行账号", "110012345678901", "cn_bank_account"),
        ("护照号码", "E12345678", "cn_passport"),
        ("QQ", "12345678", "qq"),
        ("工号", "E10086", "employee_number"),
        ("SSN", "536221234", "us_ssn"),
        ("出生日期", "1990-03-07", "cn_dob"),
        ("合同编号", "HT-2026-0417", "contract_number"),
        ("邮编", "100000", "cn_postcode"),
        ("work_order", "WO-2403-118", "order_number"),
        ("contract_no", "HT-2026-0417", "contract_number"),
    ],
)
def test_a_column_header_is_context_for_every_cell(context: str, cell: str, label: str) -> None:
    text = f"{cell}\n\n{cell}"
    assert labels_of(text, kind=SegmentKind.COLUMN, context=context) == [label, label]
    assert label not in labels_of(text, kind=SegmentKind.COLUMN, context="数量") or label == "cn_mobile"


def test_cells_are_matched_on_their_own() -> None:
    assert labels_of("6222021234\n567890128", kind=SegmentKind.COLUMN, context="卡号") == []
    assert labels_of("6222021234\n567890128", context="卡号") == ["bank_card"]


def test_a_last_cell_is_found_though_wide_characters_came_before() -> None:
    text = "\n".join(["㍿㍿㍿\u200b\u200b"] * 50 + ["E12345678"])
    assert labels_of(text, kind=SegmentKind.COLUMN, context="护照")[-1] == "cn_passport"


@pytest.mark.parametrize(
    ("text", "label", "normal"),
    [
        ("the contract number is two zero two six zero four one seven", "contract_number", "20260417"),
        ("contract number h t two zero two six zero four one seven", "contract_number", "HT20260417"),
        ("contract number hotel tango two oh two six oh four one seven thanks", "contract_number", "HT20260417"),
        ("my number is one three eight double oh one three eight triple oh", "cn_mobile", "+8613800138000"),
        ("call me at one three eight, zero zero one three, eight zero zero oh.", "cn_mobile", "+8613800138000"),
        ("手机幺三八零零幺三八零零零", "cn_mobile", "+8613800138000"),
        ("手机幺三八双零幺三八三个零", "cn_mobile", "+8613800138000"),
        ("card number four one one one one one one one one one one one one one one one", "bank_card", "4" + "1" * 15),
        ("合同编号二零二六零四一七", "contract_number", "20260417"),
        ("my number is won three ate zero zero one three ate zero zero zero", "cn_mobile", "+8613800138000"),
    ],
)
def test_digits_that_are_spoken_are_heard(text: str, label: str, normal: str) -> None:
    (detection,) = detect(text, kind=SegmentKind.UTTERANCE)
    assert (detection.label, detection.normal) == (label, normal)
    assert "heard as digits" in detection.why
    assert text[detection.start : detection.end] == detection.value


def test_a_spoken_contract_number_equals_the_printed_one() -> None:
    (said,) = detect("the contract number is h t two zero two six dash zero four one seven", kind=SegmentKind.UTTERANCE)
    (printed,) = detect("合同编号：HT-2026-0417")
    assert said.normal == printed.normal


@pytest.mark.parametrize(
    "text",
    ["one or two of you won, too, for four years", "I ate one to two for tea", "from one to ten", "一二三四，上山"],
)
def test_ordinary_number_words_are_no_number(text: str) -> None:
    assert detect(text) == []


def test_ocr_look_alikes_count_only_when_the_checksum_then_holds() -> None:
    (detection,) = detect("身份证 11O1O119OOO1O1OO14", kind=SegmentKind.OCR_LINE)
    assert (detection.label, detection.normal) == ("cn_resident_id", RESIDENT)
    assert "look-alikes" in detection.why
    assert detect("身份证 11O1O119OOO1O1OO15", kind=SegmentKind.OCR_LINE) == []


def test_a_label_in_the_line_above_is_context() -> None:
    segments = [
        Segment(index=0, kind=SegmentKind.PARAGRAPH, text="护照号码："),
        Segment(index=1, kind=SegmentKind.PARAGRAPH, text="E12345678"),
    ]
    (detection,) = DETECTOR.detect(segments)
    assert (detection.segment, detection.start, detection.end) == (1, 0, 9)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (f"账号：{CARD}", ["bank_card"]),
        ("账号：1100123456789", ["cn_bank_account"]),
        ("https://example.com/?phone=13800138000", ["cn_mobile"]),
        ("mysql://root:secret12@10.0.0.1/db", ["conn_string"]),
        ("发票号码：24312000000012345678", ["cn_invoice"]),
        ("支付宝账号：zhang@example.com", ["alipay"]),
        ("138****8000", ["masked_value"]),
    ],
)
def test_overlaps_keep_the_best_founded_reading(text: str, labels: list[str]) -> None:
    assert labels_of(text) == labels


@pytest.mark.parametrize("kind", [SegmentKind.TITLE, SegmentKind.HEADING, SegmentKind.HEADER, SegmentKind.PARAGRAPH])
def test_a_mark_counts_in_a_head(kind: SegmentKind) -> None:
    assert labels_of("机密★10年", kind=kind) == ["secret_mark"]
    assert labels_of("CONFIDENTIAL", kind=kind) == ["confidential_mark"]


def test_a_mark_does_not_count_in_a_footer_or_far_down() -> None:
    assert labels_of("CONFIDENTIAL", kind=SegmentKind.FOOTER) == []
    lines = [Segment(index=i, kind=SegmentKind.PARAGRAPH, text="正文一行。") for i in range(20)]
    assert DETECTOR.detect([*lines, Segment(index=20, kind=SegmentKind.PARAGRAPH, text="内部资料")]) == []


@pytest.mark.parametrize(
    ("page", "top", "labels"),
    [(1, 0.5, ["secret_mark"]), (2, 0.05, ["secret_mark"]), (2, 0.94, ["secret_mark"]), (2, 0.5, []), (7, 0.3, [])],
)
def test_after_the_first_page_a_mark_counts_at_the_edges_alone(page: int, top: float, labels: list[str]) -> None:
    place = Locator(page=page, box=(0.7, top, 0.9, top + 0.03))
    (title, mark) = ("怎样识别密级标志", "机密★10年")
    segments = [
        Segment(index=0, kind=SegmentKind.TITLE, text=title, locator=Locator(page=page, box=(0.1, 0.02, 0.9, 0.1))),
        Segment(index=1, kind=SegmentKind.PARAGRAPH, text=mark, locator=place),
    ]
    assert [detection.label for detection in DETECTOR.detect(segments)] == labels


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (f"客户身份证 {RESIDENT}", Subject.CUSTOMER),
        ("员工手机 13800138000", Subject.STAFF),
        ("学生家长电话 13800138000", Subject.MINOR),
        ("供应商联系人 13800138000", Subject.BUSINESS_CONTACT),
        ("13800138000", Subject.UNKNOWN),
    ],
)
def test_words_say_whose_data_it_is(text: str, subject: Subject) -> None:
    assert detect(text)[0].subject is subject


def test_other_columns_of_the_sheet_say_whose_data_it_is() -> None:
    place = Locator(sheet="Sheet1")
    segments = [
        Segment(index=0, kind=SegmentKind.COLUMN, text="张伟", context="客户姓名", locator=place),
        Segment(index=1, kind=SegmentKind.COLUMN, text="13800138000", context="手机号", locator=place),
    ]
    assert [detection.subject for detection in DETECTOR.detect(segments)] == [Subject.CUSTOMER]


def test_random_digit_strings_rarely_fire() -> None:
    rng = random.Random(11)  # noqa: S311 - a seed, for tests
    numbers = ["".join(rng.choices("0123456789", k=rng.randint(4, 24))) for _ in range(4_000)]
    fired = [d for d in detect("\n".join(numbers), kind=SegmentKind.COLUMN, context="数量") if d.score >= 0.5]
    assert len(fired) / len(numbers) < 0.012


def test_random_words_and_punctuation_raise_nothing_and_keep_offsets() -> None:
    rng = random.Random(5)  # noqa: S311 - a seed, for tests
    alphabet = "0123456789１２３abcXYZ@.-–()（）：:/ \n身份证手机卡号😀\u200b\u00ad㎏★*一二三\ud800"
    for _ in range(150):
        text = "".join(rng.choices(alphabet, k=rng.randint(0, 120)))
        for detection in detect(text):
            assert 0 <= detection.start < detection.end <= len(text)
            assert text[detection.start : detection.end] == detection.value


def test_segments_keep_their_index_and_do_not_bleed() -> None:
    segments = [Segment(index=i, kind=SegmentKind.PARAGRAPH, text=f"行{i} 手机1380013800{i}") for i in range(9)]
    assert [(d.segment, d.value) for d in DETECTOR.detect(segments)] == [(i, f"1380013800{i}") for i in range(9)]
    halves = [
        Segment(index=0, kind=SegmentKind.PARAGRAPH, text="1380013"),
        Segment(index=1, kind=SegmentKind.PARAGRAPH, text="8000"),
    ]
    assert DETECTOR.detect(halves) == []


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1234567890",
        "1 ",
        "a@",
        "a",
        "1-",
        "eyJ",
        "1\u200b",
        "O1",
        "1*",
        "http://a",
        "x:x@",
        "0x",
        "一",
        "AKIA",
        "-----BEGIN ",
    ],
)
def test_no_input_makes_it_slow(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    DETECTOR.detect([])
    begun = time.process_time()
    detect(text, kind=SegmentKind.OCR_LINE)
    assert time.process_time() - begun < 2.0


def test_same_input_gives_same_output() -> None:
    text = f"客户 {RESIDENT} {CARD} 13800138000 zhang@example.com"
    assert detect(text) == IdentifierDetector().detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)])


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("坐标：31.230，121.473", 3),
        ("经度 116.39751，纬度 39.908611", 5),
        ("北纬39°54′31″ 东经116°23′51″", 4),
        ("51°30'26.5\"N, 0°7'39.25\"W", 5),
        ("北纬39度54分，东经116度23分", 2),
    ],
)
def test_a_place_says_how_fine_it_is(text: str, decimals: int) -> None:
    (detection,) = detect(text)
    assert detection.label == "geo_pair"
    assert f"{decimals} decimals" in detection.why.split(", ")


def test_a_column_of_places_says_how_fine_each_is() -> None:
    cells = {"lat": "39.90\n31.23041\n51.50", "lon": "116.40\n121.47370\n-0.12"}
    table = [
        Segment(
            index=place, kind=SegmentKind.COLUMN, text=text, context=header, lined=True, locator=Locator(column=header)
        )
        for place, (header, text) in enumerate(cells.items())
    ]
    found = ColumnReader().read(table, IdentifierDetector().detect(table)).detections
    assert [it.why.split(", ")[-1] for it in found if it.label == "geo_pair"] == [
        "2 decimals", "5 decimals", "2 decimals",
    ] * 2  # fmt: skip


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("password: Abc(123x", ["password_text"]),
        ("密码明文：hunterabc", ["password_text"]),
        ('password = os.environ["DB_PASSWORD"]', []),
        ("password = get_secret('db')", []),
        ("mysql://root:$ecret12@10.0.0.1/db", ["conn_string"]),
        ("mysql://root:SUMMER@10.0.0.1/db", ["conn_string"]),
        ("postgres://USER:PASSWORD@HOST:5432/DB", []),
        ("postgres://app:<password>@db.example.com/crm", []),
        ("redis://:${REDIS_PASSWORD}@cache:6379", []),
    ],
)
def test_a_real_password_is_told_from_code_and_placeholders(text: str, labels: list[str]) -> None:
    found = IdentifierDetector().detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)])
    assert [it.label for it in found if it.label in {"password_text", "conn_string"}] == labels
