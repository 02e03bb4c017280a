"""Text in the encoding that it was written in."""

from __future__ import annotations

import pytest

from assay.extractors.shared.encodings import decode_text, looks_like_text, misread, sniff_encoding

SIMPLE = "客户张三的联系电话请于工作时间拨打，合同编号以附件为准。我们将在三个工作日内与您联系，谢谢您的支持。"
TRADITIONAL = "客戶的聯絡電話請於工作時間撥打，合約編號以附件為準。我們將在三個工作日內與您聯絡，謝謝您的支持。"
JAPANESE = "お客様の電話番号は平日の午前中におかけください。契約の番号は添付のとおりです。ありがとうございます。"
KOREAN = "고객의 연락처로 평일 오전에 전화해 주십시오. 계약 번호는 첨부와 같습니다. 감사합니다."
WESTERN = "Le café était fermé, mais la façade de l'hôtel était illuminée. Où êtes-vous allés après le dîner ?"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLE, "utf-8"),
        (SIMPLE, "utf-8-sig"),
        (SIMPLE, "gb18030"),
        (SIMPLE, "gbk"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (WESTERN, "cp1252"),
        (WESTERN, "utf-16"),
        (WESTERN, "utf-16-le"),
        (WESTERN, "utf-16-be"),
        (SIMPLE, "utf-16-le"),
        (SIMPLE, "utf-16-be"),
        (SIMPLE, "utf-32-le"),
        (WESTERN, "utf-32-be"),
        ("plain ASCII only\n", "ascii"),
        ("姓名,电话\n李四,13800000000\n", "gb18030"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    decoded, _, whole = decode_text(text.encode(encoding))
    assert (decoded, whole) == (text, True)


def test_what_a_page_declares_counts_where_bytes_are_no_unicode() -> None:
    page = '<meta charset="windows-1251"><p>Привет</p>'
    assert decode_text(page.encode("cp1251"))[0] == page
    assert "Grüße" in decode_text('<meta charset="base64"><p>Grüße aus Köln</p>'.encode("cp1252"))[0]


def test_broken_bytes_are_shown_and_said() -> None:
    text, encoding, whole = decode_text("合同".encode() * 400 + b"\xff\xff" + "合同".encode() * 400)
    assert (encoding, whole, "\ufffd" in text) == ("utf-8", False, True)


@pytest.mark.parametrize("data", [b"", bytes(64), b"\x00\x01\x02\x03" * 50, bytes(range(256)) * 4])
def test_binary_is_no_text(data: bytes) -> None:
    assert not looks_like_text(data)


def test_an_encoding_is_always_named() -> None:
    assert sniff_encoding(bytes(range(128, 256)) * 3)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("客户回访记录，三月计划更换电池。".encode("gb18030").decode("latin-1"), True),
        ("客户回访记录，三月计划更换电池。".encode().decode("latin-1"), True),
        ("客户回访记录，三月计划更换电池。", False),
        ("Größe, Maße und Übergänge: für jede Tür öffnen wir schöne Höfe.", False),
        ("Où est passé l'élève très âgé ? À côté, évidemment.", False),
        ("§ 12 © 2024 ®", False),
        ("plain words", False),
        ("", False),
    ],
)
def test_text_that_was_decoded_wrongly_before_is_known(text: str, wrong: bool) -> None:
    assert misread(text) is wrong
