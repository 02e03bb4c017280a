"""The samples of the reference's executable appendix: what is found, alone or beside its word, and what is not."""

from __future__ import annotations

import pytest

from assay.classifiers import IdentifierDetector
from assay.governance.domain import Segment, SegmentKind

DETECTOR = IdentifierDetector()
FOUND: dict[str, tuple[str, ...]] = {
    "cn_resident_id": ("证号110101190001010014。", "居民身份证110101190001010014"),
    "cn_hmt_permit": ("82000019000101001X", "810000190001010018", "830000190001010011"),
    "cn_foreigner_pr": ("91115619000101001X",),
    "cn_mobile": ("手机13800138000联系", "+86 138-0013-8000", "149 1234 5678"),
    "cn_landline": ("010-62302928", "(0755)26881234", "021-62302928转8001"),
    "cn_uscc": ("91110000600037341L", "代码：N2110108MA01ABCD1X。"),
    "bank_card": ("卡号6222021234567890128", "4111111111111111"),
    "cn_passport": ("护照E12345678", "护照 EA1234567"),
    "cn_eep": ("港澳通行证C12345678", "港澳通行证 CA1234567"),
    "cn_hrp": ("回乡证M1234567800",),
    "cn_tw_permit": ("往来台湾通行证L12345678",),
    "hk_id": ("A123456(3)", "身份證AB987654(3)"),
    "tw_id": ("身分證A123456789",),
    "cn_plate": ("京A12345", "粤B·D12345", "沪A12345D", "粤Z1234港"),
    "cn_military": ("军官证南字第01234567号",),
    "vin": ("LSVAA49J132047371", "1M8GDM9AXKP042788"),
    "imsi_cn": ("IMSI 460001234567890",),
    "mac": ("00:1A:2B:3C:4D:5E",),
    "geo_pair": ("39.9042,116.4074",),
    "wechat": ("微信：zhangsan_2024",),
    "qq": ("QQ：12345678",),
    "otp": ("验证码：123456",),
    "amount": ("人民币1,234.50元", "12345元", "壹万贰仟元"),
    "secret_mark": ("机密★10年", "绝密★长期"),
    "doc_no": ("财会〔2023〕11号", "发改数据规〔2025〕26号"),
    "password_text": ("密码：Abc12345",),
    "conn_string": ("mysql://root:secret@10.0.0.1/db",),
    "private_key": ("-----BEGIN OPENSSH PRIVATE KEY-----",),
    "aliyun_ak": ("LTAI5tExampleExample1234",),
    "github": ("github_pat_" + "A" * 22,),
    "cn_org_code": ("组织机构代码60003734-1",),
    "cn_biz_reg": ("注册号110108000000016",),
    "imei": ("IMEI 356938035643809",),
    "uk_nhs": ("NHS 9434765919",),
    "in_aadhaar": ("Aadhaar 234123412346",),
    "iban": ("GB82 WEST 1234 5698 7654 32",),
    "crypto_wallet": ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",),
    "mrz": ("L898902C36UTO7408122F1204159ZE184226B<<<<<10",),
}
SILENT: dict[str, tuple[str, ...]] = {
    "cn_resident_id": ("20230415138001380001", "1101011900010100141", "110101190001010015"),
    "cn_mobile": ("订单20230415138001380001", "14012345678"),
    "cn_landline": ("2023-04152928",),
    "cn_uscc": ("91110000600037341I",),
    "bank_card": ("20230415138001380001", "4111111111111112"),
    "cn_passport": ("A12345678", "EI1234567", "E12345678"),
    "cn_plate": ("京A1234", "京I12345", "新A股12345"),
    "vin": ("LSVAA49J13204737I",),
    "secret_mark": ("秘密花园",),
    "doc_no": ("2025年11号",),
    "password_text": ("密码见附件",),
    "qq": ("QQ音乐",),
    "wechat": ("微信支付",),
    "geo_pair": ("v1.2.3, 4.5.6",),
    "bic": ("CALLBACK", "DATABASE"),
    "ip": ("version 1.2.3.4",),
}


def labels_in(text: str) -> set[str]:
    return {it.label for it in DETECTOR.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)])}


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in FOUND.items() for text in texts])
def test_a_sample_of_the_reference_is_found(label: str, text: str) -> None:
    assert label in labels_in(text)


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in SILENT.items() for text in texts])
def test_a_trap_of_the_reference_stays_silent(label: str, text: str) -> None:
    assert label not in labels_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "身份证443000190001010010",  # a county that python-stdnum does not know, at which its own module raises
        "Steuer-ID 00 000 000 000",
        "BSN 000000000",
        "VAT DE00000000O",
        "CPF 00000000000",
        "personnummer 000000-0000",
        "codice fiscale AAAAAA00A00A000A",
        "mnemonic: zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo",
    ],
)
def test_odd_input_raises_nothing_and_is_not_believed(text: str) -> None:
    found = DETECTOR.detect([Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)])
    assert all(it.score <= 0.5 for it in found)
