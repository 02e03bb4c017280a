"""Whose data a value is: words before it, titles of lists, headers, signatures."""

from __future__ import annotations

import pytest

from assay.classifiers.signatures import signature_lines
from assay.classifiers.subjects import Subjects
from assay.governance.domain import Locator, Segment, SegmentKind, Subject


def role(text: str, label: str = "phone_intl", **place: str) -> tuple[Subject, str]:
    """Return the role of what stands behind the ¦ in a text."""
    start = text.index("¦")
    segment = Segment(
        index=0, kind=SegmentKind.PARAGRAPH, text=text.replace("¦", ""), locator=Locator(property=place.get("property"))
    )
    return Subjects([segment]).of(segment, start, label)


@pytest.mark.parametrize(
    ("text", "label", "subject", "why"),
    [
        ("Customer: A B, a@example.com, ¦1", "phone_intl", Subject.CUSTOMER, "customer"),
        ("客户名单\n" + "王芳，" * 30 + "¦1", "cn_mobile", Subject.CUSTOMER, "title of a list"),
        ("客户服务\n王芳，¦1", "cn_mobile", Subject.UNKNOWN, ""),
        ("客户经理 ¦1", "cn_mobile", Subject.BUSINESS_CONTACT, "客户经理"),
        ("员工通讯录\n¦1", "cn_mobile", Subject.STAFF, "员工"),
        ("法定代表人：¦王芳", "person", Subject.PUBLIC_FIGURE, "法定代表人"),
        ("Legal representative: ¦A B", "person", Subject.PUBLIC_FIGURE, "legal representative"),
        ("法定代表人身份证号：¦1", "cn_resident_id", Subject.UNKNOWN, ""),
        ("Media contact: A B, ¦1", "phone_intl", Subject.PUBLIC_FIGURE, "media contact"),
        ("Media contact's account: ¦1", "iban", Subject.UNKNOWN, ""),
        ("Best regards,\nA B\n¦1", "phone_intl", Subject.BUSINESS_CONTACT, "signature"),
        ("Best regards,\nA B\nAccount ¦1", "iban", Subject.UNKNOWN, ""),
        ("See you.\n-- \nA B\n¦1", "email", Subject.BUSINESS_CONTACT, "signature"),
        ("顺祝商祺\n王芳\n¦1", "cn_landline", Subject.BUSINESS_CONTACT, "signature"),
        ("Best regards,\nCustomer: ¦1", "phone_intl", Subject.CUSTOMER, "customer"),
        ("学生家长电话：¦1", "cn_mobile", Subject.MINOR, "家长"),
        ("¦1", "cn_mobile", Subject.UNKNOWN, ""),
        ("4. 患者刘洋，确诊糖尿病\n5. 联系 ¦1", "cn_mobile", Subject.UNKNOWN, ""),
        ("- patient A B\n- call ¦1", "phone_intl", Subject.UNKNOWN, ""),
        ("患者刘洋\n电话 ¦1", "cn_mobile", Subject.CUSTOMER, "患者"),
        ("患者刘洋，密码 ¦1", "password_text", Subject.UNKNOWN, ""),
        ("Customer: A B, key ¦1", "aws_ak", Subject.UNKNOWN, ""),
        ("The clients' hall opens at nine. " + "x" * 210 + "¦1", "cn_mobile", Subject.UNKNOWN, ""),
    ],
)
def test_a_role_has_its_evidence(text: str, label: str, subject: Subject, why: str) -> None:
    found, said = role(text, label)
    assert found is subject
    assert why in said
    assert bool(said) is (subject is not Subject.UNKNOWN)


def test_correspondents_of_a_mail_are_business_contacts_and_its_subject_line_is_text() -> None:
    assert role("¦a@example.com", "email", property="from")[0] is Subject.BUSINESS_CONTACT
    assert role("¦a@example.com", "email", property="subject")[0] is Subject.UNKNOWN
    assert role("¦4111", "bank_card", property="from")[0] is Subject.UNKNOWN


def test_a_header_that_names_two_roles_means_the_one_that_protects_more() -> None:
    for context, subject in (
        ("客户联系人电话", Subject.CUSTOMER),
        ("供应商联系人", Subject.BUSINESS_CONTACT),
        ("client contact person", Subject.CUSTOMER),
        ("学生会员", Subject.MINOR),
        ("电话", Subject.UNKNOWN),
    ):
        segment = Segment(index=0, kind=SegmentKind.COLUMN, text="1", context=context, locator=Locator(sheet="S"))
        assert Subjects([segment]).of(segment, 0, "cn_mobile").subject is subject


def test_more_columns_never_lower_whose_sheet_it_is() -> None:
    place = Locator(sheet="S")
    customer = Segment(index=0, kind=SegmentKind.COLUMN, text="1", context="客户编号", locator=place)
    phone = Segment(index=1, kind=SegmentKind.COLUMN, text="1", context="手机", locator=place)
    contact = Segment(index=2, kind=SegmentKind.COLUMN, text="1", context="供应商联系人", locator=place)
    for segments in ([customer, phone], [customer, phone, contact], [contact, phone, customer]):
        assert Subjects(segments).of(phone, 0, "cn_mobile").subject is Subject.CUSTOMER


def test_a_signature_ends_with_a_sentence_or_after_nine_lines() -> None:
    text = "Regards,\nA B\nThis is a long sentence of running text which no signature would hold.\n¦"
    segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
    assert signature_lines([segment]).holds(0, text.index("A B"))
    assert not signature_lines([segment]).holds(0, text.index("¦"))
    lines = "Regards,\n" + "\n".join(f"line {n}" for n in range(12))
    long = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=lines)
    assert signature_lines([long]).holds(0, lines.index("line 8"))
    assert not signature_lines([long]).holds(0, lines.index("line 9"))


def test_a_signature_goes_on_in_the_next_paragraph() -> None:
    closing = Segment(index=0, kind=SegmentKind.PARAGRAPH, text="Thank you.\nKind regards,")
    name = Segment(index=1, kind=SegmentKind.PARAGRAPH, text="A B\n+44 20 7946 0018")
    assert Subjects([closing, name]).of(name, 4, "phone_intl").subject is Subject.BUSINESS_CONTACT
    assert Subjects([name]).of(name, 4, "phone_intl").subject is Subject.UNKNOWN
