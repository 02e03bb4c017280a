from __future__ import annotations

from email.message import EmailMessage

import pytest

from assay.extractors.email import header_text
from assay.governance.domain import Decoded, Reason, SegmentKind, Status


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "合同 2024-001"
    message["From"] = "张三 <zhang@example.com>"
    message["To"] = "Ann Lee <ann@example.com>, bob@example.com"
    message["Cc"] = "sue@example.com"
    message["Date"] = "Mon, 01 Jan 2024 10:00:00 +0800"
    message.set_content("Dear Ann,\n\nplease call 13800000000.\n\nZhang\n")
    return message


def properties(done: Decoded) -> dict[str, str]:
    return {s.locator.property or "": s.text for s in done.extraction.segments if s.kind is SegmentKind.PROPERTY}


def test_headers_are_properties_and_the_body_is_text(read) -> None:  # type: ignore[no-untyped-def]
    done = read(mail().as_bytes(), "a.eml")
    found = properties(done)
    assert (done.extraction.title, found["subject"]) == ("合同 2024-001", "合同 2024-001")
    assert found["from"] == "张三 <zhang@example.com>"
    assert (found["cc"], found["date"]) == ("sue@example.com", "Mon, 01 Jan 2024 10:00:00 +0800")
    body = [s for s in done.extraction.segments if s.locator.part == "body"]
    assert [(s.text, s.locator.row) for s in body] == [("Dear Ann,", 1), ("please call 13800000000.", 3), ("Zhang", 5)]


def test_attachments_are_embedded_files(read) -> None:  # type: ignore[no-untyped-def]
    message = mail()
    message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="名单.csv")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="../../etc/x.pdf")
    message.add_attachment(mail())
    done = read(message.as_bytes(), "a.eml")
    assert [(c.member, c.data[:4]) for c in done.children[:2]] == [
        ("attachment[1]/名单.csv", b"a,b\n"),
        ("attachment[2]/../../etc/x.pdf", b"%PDF"),
    ]
    assert done.children[2].member == "attachment[3]/message.eml"
    assert b"zhang@example.com" in done.children[2].data
    assert done.extraction.facts["attachments"] == 3


def test_a_html_body_is_read_where_it_says_more(read) -> None:  # type: ignore[no-untyped-def]
    same = mail()
    same.add_alternative("<p>Dear Ann, please call 13800000000. Zhang</p>", subtype="html")
    assert not any(
        (s.locator.part or "").startswith("body/html") for s in read(same.as_bytes(), "a.eml").extraction.segments
    )
    other = mail()
    other.add_alternative("<p>Dear Ann,</p><p>the code is 7788</p>", subtype="html")
    assert "the code is 7788" in read(other.as_bytes(), "a.eml").extraction.text
    alone = EmailMessage()
    alone["From"] = "a@example.com"
    alone.set_content("<style>x{}</style><p>Only here</p>", subtype="html")
    assert read(alone.as_bytes(), "a.eml").extraction.text == "Only here"


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8"])
def test_bodies_are_read_in_their_character_set(read, encoding: str) -> None:  # type: ignore[no-untyped-def]
    label = {"gb18030": "gb2312"}.get(encoding, encoding)
    text = "客戶資料請見附件，謝謝。" if encoding == "big5" else "客户资料请见附件，谢谢。"
    head = (
        f"From: a@example.com\r\nSubject: x\r\nTo: b@example.com\r\nContent-Type: text/plain; charset={label}\r\n\r\n"
    )
    assert read(head.encode() + text.encode(encoding), "a.eml").extraction.text == text
    bare = b"From: a@example.com\r\nSubject: x\r\nTo: b@example.com\r\n\r\n"
    assert read(bare + text.encode(encoding), "a.eml").extraction.text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?gb2312?B?1cXI/Q==?= <z@example.com>", "张三 <z@example.com>"),
        ("=?unknown-set?Q?caf=C3=A9?=", "café"),
        ("plain\r\n folded", "plain folded"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
    ],
)
def test_headers_are_decoded(raw: str, text: str) -> None:
    assert header_text(raw) == text


@pytest.mark.parametrize(
    ("kind", "encrypted"),
    [
        ('application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', True),
        ('multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"', True),
        ('multipart/mixed; boundary="b"', False),
    ],
)
def test_encrypted_mail_is_partial(read, kind: str, encrypted: bool) -> None:  # type: ignore[no-untyped-def]
    data = (
        f"From: a@example.com\nTo: b@example.com\nSubject: x\nContent-Type: {kind}\n\n"
        "--b\nContent-Type: text/plain\n\nhello\n--b--\n"
    )
    done = read(data.encode(), "a.eml").extraction
    assert (done.reason is Reason.ENCRYPTED) is encrypted
    assert done.status is (Status.PARTIAL if encrypted else Status.COMPLETE)
    assert "a@example.com" in [s.text for s in done.segments]


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@example.com\nTo: b@example.com\nSubject: =?utf-8?Q?=FF=FE?=\nDate: never\n\nok\n",
        b"From: <<<\nTo: ,,,;\nSubject: x\nContent-Type: multipart/mixed; boundary=\n\nok\n",
        b"From: a@example.com\nSubject: x\nTo: b@example.com\nContent-Type: text/plain; charset=nonsense\n\nok\n",
        b"From: a@example.com\nSubject: x\nTo: b@example.com\nContent-Transfer-Encoding: base64\n\nb2s===x!!\n",
    ],
)
def test_odd_mails_are_still_read(read, data: bytes) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.eml").extraction
    assert done.status in (Status.COMPLETE, Status.PARTIAL)
    assert "ok" in done.text


def test_a_broken_outlook_message_is_malformed(read) -> None:  # type: ignore[no-untyped-def]
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000)
    done = read(data, "a.msg", media_type="application/vnd.ms-outlook").extraction
    assert (done.status, done.reason) == (Status.FAILED, Reason.MALFORMED)
