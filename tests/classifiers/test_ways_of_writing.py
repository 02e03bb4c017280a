"""Numbers in groups of any size, in small letters, and under the keys of data: one number however it is written."""

from __future__ import annotations

import pytest

from assay.classifiers import IdentifierDetector
from assay.governance.domain import Detection, Segment, SegmentKind

DETECTOR = IdentifierDetector()


def found(text: str, *, context: str = "") -> list[Detection]:
    return list(DETECTOR.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text, context=context)]))


@pytest.mark.parametrize(
    ("text", "label", "value", "normal"),
    [
        ("串号（IMEI）35 693803 564380 9，已激活", "imei", "35 693803 564380 9", "356938035643809"),
        ("credit code 91110000 600037341L on file", "cn_uscc", "91110000 600037341L", "91110000600037341L"),
        ("营业执照上的代码：9111 0000 6000 3734 1L", "cn_uscc", "9111 0000 6000 3734 1L", "91110000600037341L"),
        ("身份证 1101 0119 0001 0100 14", "cn_resident_id", "1101 0119 0001 0100 14", "110101190001010014"),
        ("卡号 622202 1234567 890128", "bank_card", "622202 1234567 890128", "6222021234567890128"),
        ("VIN 1M8 GDM9A XKP 042788 checked", "vin", "1M8 GDM9A XKP 042788", "1M8GDM9AXKP042788"),
        ("don Javier, with D.N.I. 54.362.315-K, of Seville", "eu_national_id", "54.362.315-K", "54362315K"),
        ("手机改成 138.0013.8000 了", "cn_mobile", "138.0013.8000", "+8613800138000"),
        ("请打1380 0138000找我", "cn_mobile", "1380 0138000", "+8613800138000"),
    ],
)
def test_groups_of_any_size_are_one_number(text: str, label: str, value: str, normal: str) -> None:
    (detection,) = found(text)
    assert (detection.label, detection.value, detection.normal) == (label, value, normal)
    assert text[detection.start : detection.end] == value


@pytest.mark.parametrize(
    "text",
    [
        "35 693803 564380 9",  # nothing says what it is, and one number in ten passes
        "IMEI 35 693803 564380 8",
        "credit code 91110000 600037342L",
        "readings 1101 0119 0001 0100 14 2200 1730 9915 6622 1018 7719",
        "the card plays 62 rounds, 2202 1234 times, 5678 9012 8 wins",
        "2026-11-30 08.15 14 3684",
    ],
)
def test_figures_that_only_stand_together_are_no_number(text: str) -> None:
    assert [it.label for it in found(text) if it.score >= 0.5] == []


def test_some_groups_of_a_longer_run_need_their_own_name_before_them() -> None:
    assert [it.value for it in found("IMEI 35 693803 564380 9 03 26")] == ["35 693803 564380 9"]
    assert found("phones in stock: 03 26 35 693803 564380 9") == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("National Insurance no: ab123456c", "uk_nino"),
        ("my dni is 54362315k", "eu_national_id"),
        ("统一社会信用代码 91110000600037341l", "cn_uscc"),
        ("iban de89370400440532013000 please", "iban"),
        ("nric s1234567d", "sg_nric"),
    ],
)
def test_small_letters_count_where_a_word_speaks_for_the_number(text: str, label: str) -> None:
    assert [it.label for it in found(text)] == [label]
    bare = text.split()[-1] if label != "iban" else "de89370400440532013000"
    assert [it.label for it in found(bare) if it.label == label] == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ('{"personal_code": "36805280109"}', "eu_national_id"),
        ('{"customerNationalId": "36805280109"}', "eu_national_id"),
        ('{"passportNo": "E12345678"}', "cn_passport"),
        ("user.employeeId=A-20413", "employee_number"),
        ("dateOfBirth: 1990-03-07", "cn_dob"),
        ('{"bankAccountNumber": "1100123456789"}', "cn_bank_account"),
    ],
)
def test_the_keys_of_data_are_words(text: str, label: str) -> None:
    assert [it.label for it in found(text)] == [label]


@pytest.mark.parametrize("header", ["passport_no", "passportNo", "PassportNo", "护照_号码"])
def test_the_header_of_a_column_is_read_as_one_would_say_it(header: str) -> None:
    assert [it.label for it in found("E12345678", context=header)] == ["cn_passport"]


@pytest.mark.parametrize("text", ["subpassport E12345678", "Subpassporte: E12345678", "PASSPORTS2 x", "pinned 123456"])
def test_a_part_of_a_word_is_no_word(text: str) -> None:
    assert [it.label for it in found(text) if it.label in {"cn_passport", "password_text"}] == []


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("E10086是他的工号", "employee_number", "E10086"),
        ("E10086（工号）", "employee_number", "E10086"),
        ("E10086，这个是工号", "employee_number", "E10086"),
        ("ZY202400123 is her hospital number", "cn_med_rec", "ZY202400123"),
        ("HT-2026-1325 (contract no.)", "contract_number", "HT-2026-1325"),
        ("the badge number we hold for her on file is E28247", "employee_number", "E28247"),
        ("1990-03-07 (DOB)", "cn_dob", "1990-03-07"),
        ("请核对QQ号，系统里登记的是964815378", "qq", "964815378"),
    ],
)
def test_a_name_counts_before_a_value_and_after_it(text: str, label: str, value: str) -> None:
    assert [(it.label, it.value) for it in found(text)] == [(label, value)]


@pytest.mark.parametrize(
    "text",
    [
        "E10086 and the staff number is unknown",
        "E10086（工号 待补）",
        "the badge number is lost, and the room that we keep it in is E28247",
        "3686 rooms, and the PIN is yours to choose",
    ],
)
def test_a_name_that_stands_for_something_else_does_not_count(text: str) -> None:
    assert found(text) == []


def test_a_name_before_goes_before_a_name_after() -> None:
    assert [(it.label, it.value) for it in found("合同号 HT-20261325（发票号 INV-20268812）")] == [
        ("contract_number", "HT-20261325"),
        ("invoice_number", "INV-20268812"),
    ]


def test_an_own_name_goes_before_a_word_for_many_numbers() -> None:
    assert [it.label for it in found("She gave us 568425804 as her Social Security number")] == ["us_ssn"]
