"""Masks are strict and placeholders keep places findable, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assay.governance.domain import labels
from assay.governance.security import mask_text, mask_value, placeholder


@dataclass(frozen=True)
class At:
    label: str
    start: int
    end: int


def spans(text: str, *found: tuple[str, str]) -> list[At]:
    return [At(label, text.index(value), text.index(value) + len(value)) for label, value in found]


@pytest.mark.parametrize(
    ("label", "value", "masked"),
    [
        ("cn_resident_id", "110101199003071234", "1****************4"),
        ("cn_resident_id", "110101 19900307 1234", "1***** ******** ***4"),
        ("cn_mobile", "13800138000", "1*********0"),
        ("phone_intl", "+44 20 7946 0958", "+** ** **** ***8"),
        ("bank_card", "6222021234567890123", "6*****************3"),
        ("person", "张三", "张*"),
        ("person", "欧阳明月", "欧***"),
        ("person", "张", "*"),
        ("person", "John Smith", "J*** S****"),
        ("person", "J. R. Smith", "J* R* S****"),
        ("email", "john.smith@example.com", "j***@***"),
        ("email", "jo@example.com", "***@***"),
        ("address", "北京市朝阳区幸福路88号", "北**********号"),
        ("password_text", "hunter2", "********"),
        ("password_text", "a-very-long-password-indeed", "********"),
        ("card_cvv", "123", "********"),
        ("seed_phrase", "legal winner thank year", "********"),
        ("gps_exif", "39.9042,116.4074", "********"),
        ("cn_dob", "1990-03-07", "****-**-**"),
        ("cn_dob", "1990年3月7日", "*********"),
        ("health_term", "糖尿病", "***"),
        ("employee_number", "E1023", "*****"),
        ("organization", "星河科技有限公司", "星******司"),
        ("secret_mark", "机密★10年", "机密★10年"),
        ("masked_value", "138****8000", "138****8000"),
        ("a_label_of_a_plugin", "abcdefgh", "a******h"),
        ("cn_mobile", "", ""),
    ],
)
def test_a_value_shows_first_and_last_at_most(label: str, value: str, masked: str) -> None:
    assert mask_value(label, value) == masked


def test_no_mask_of_an_identifying_label_shows_more_than_two_characters_a_word() -> None:
    value = "Qx7Kp2Rm9Tz4"
    for label in labels().values():
        if label.identifying:
            shown = mask_value(label.id, value).replace("*", "").replace("@", "")
            assert len(shown) <= 2, label.id
            assert value[1:-1] not in mask_value(label.id, value)


def test_placeholders_stand_for_what_identifies_and_the_rest_stays() -> None:
    text = "客户张三，电话13800138000，在星河科技有限公司工作。"
    found = spans(text, ("person", "张三"), ("cn_mobile", "13800138000"), ("organization", "星河科技有限公司"))
    masked = mask_text(text, found, placeholders=True)
    assert masked.text == "客户[PERSON]，电话[CN_MOBILE]，在星河科技有限公司工作。"
    start, end = masked.to_masked(found[1].start, found[1].end)
    assert masked.text[start:end] == placeholder("cn_mobile") == "[CN_MOBILE]"
    start, end = masked.to_masked(found[2].start, found[2].end)
    assert masked.text[start:end] == "星河科技有限公司"


@pytest.mark.parametrize(
    ("text", "condition", "stored", "shown"),
    [
        ("出院诊断：2型糖尿病。", "2型糖尿病", "出院诊断：[HEALTH_TERM]。", "出院诊断：*****。"),
        ("history of high blood pressure", "high blood pressure", "history of [HEALTH_TERM]",
         "history of **** ***** ********"),
    ],
)  # fmt: skip
def test_what_ails_somebody_names_nobody_and_is_hidden_all_the_same(
    text: str, condition: str, stored: str, shown: str
) -> None:
    found = spans(text, ("health_term", condition))
    assert mask_text(text, found, placeholders=True).text == stored
    assert mask_text(text, found, placeholders=False).text == shown


def test_text_hides_what_identifies_and_what_is_sensitive_and_nothing_else() -> None:
    known = labels()
    assert {it.id for it in known.values() if it.sensitive} == {"health_term"}
    assert not any(it.identifying for it in known.values() if it.sensitive)
    for label in known.values():
        masked = mask_text("abcdefgh", [At(label.id, 0, 8)], placeholders=True).text == placeholder(label.id)
        assert masked is label.hidden, label.id


def test_stars_are_for_display_and_map_both_ends() -> None:
    text = "Mail john.smith@example.com or call +44 20 7946 0958 now"
    found = spans(text, ("email", "john.smith@example.com"), ("phone_intl", "+44 20 7946 0958"))
    masked = mask_text(text, found, placeholders=False)
    assert masked.text == "Mail j***@*** or call +** ** **** ***8 now"
    for span, shown in zip(found, ("j***@***", "+** ** **** ***8"), strict=True):
        start, end = masked.to_masked(span.start, span.end)
        assert masked.text[start:end] == shown
    start, end = masked.to_masked(text.index("now"), len(text))
    assert masked.text[start:end] == "now"


def test_part_of_a_replaced_range_maps_to_the_whole_of_it() -> None:
    text = "id 110101199003071234."
    masked = mask_text(text, spans(text, ("cn_resident_id", "110101199003071234")), placeholders=True)
    start, end = masked.to_masked(5, 8)
    assert masked.text[start:end] == "[CN_RESIDENT_ID]"
    assert masked.to_masked(0, len(text)) == (0, len(masked.text))


@pytest.mark.parametrize("placeholders", [True, False])
def test_overlapping_spans_leave_nothing_of_either(placeholders: bool) -> None:
    text = "住址：北京市朝阳区幸福路88号张三收"
    found = [At("address", 3, 15), At("person", 13, 17), At("cn_mobile", 4, 6)]
    masked = mask_text(text, found, placeholders=placeholders).text
    assert "三" not in masked
    assert "朝阳" not in masked
    assert masked.startswith("住址：")


def test_spans_outside_the_text_and_empty_ones_are_passed_over() -> None:
    assert mask_text("abc", [At("person", 2, 9), At("person", 1, 1)], placeholders=True).text == "abc"
