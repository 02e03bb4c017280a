"""Mails: headers, bodies and attachments."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest

from assay.extractors.mail.headers import decoded, header_text
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


def test_versions_of_one_text_are_said_once_and_nothing_is_lost(read) -> None:  # type: ignore[no-untyped-def]
    message = mail()
    page = "<p>Dear Ann,</p><p>please call 13800000000.</p><p>Zhang</p><p>Unsubscribe at list 77</p>"
    message.add_alternative(page, subtype="html")
    done = read(message.as_bytes(), "a.eml").extraction
    assert [s.text for s in done.segments if s.locator.part] == [
        "Dear Ann,", "please call 13800000000.", "Zhang", "Unsubscribe at list 77",
    ]  # fmt: skip
    both = mail()
    both.add_attachment("<p>Zhang</p>", subtype="html", disposition="inline")
    assert read(both.as_bytes(), "a.eml").extraction.text.count("Zhang") == 2


@pytest.mark.parametrize("inline", ["picture.png", None])
def test_inline_pictures_are_files_of_their_own(read, inline: str | None) -> None:  # type: ignore[no-untyped-def]
    message = mail()
    message.add_related(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<x>", filename=inline)
    (child,) = read(message.as_bytes(), "a.eml").children
    assert child.member == f"attachment[1]/{inline or 'content.png'}"


def test_labels_of_a_mail_are_properties(read) -> None:  # type: ignore[no-untyped-def]
    message = mail()
    message["msip_labels"] = "MSIP_Label_12345678-aaaa_Enabled=true; MSIP_Label_12345678-aaaa_Name=Confidential;"
    assert properties(read(message.as_bytes(), "a.eml"))["label"] == "Confidential"


def test_a_mailbox_is_read_message_by_message(read) -> None:  # type: ignore[no-untyped-def]
    quoted = b"Subject: one\nFrom: a@example.com\n\nHello\n\n>From here on\n"
    box = b"From a@example.com Mon Jan  1 10:00:00 2024\n" + quoted + b"\nFrom here it is text\n\n"
    box += b"From b@example.com Mon Jan  1 11:00:00 2024\nSubject: two\nTo: c@example.com\n\nBye\n"
    done = read(box, "archive")
    assert (done.extraction.media_type, done.extraction.facts["messages"]) == ("application/mbox", 2)
    assert [c.member for c in done.children] == ["message[1].eml", "message[2].eml"]
    assert b"\nFrom here on\n" in done.children[0].data
    inner = read(done.children[1].data, done.children[1].member).extraction
    assert (inner.title, inner.text) == ("two", "Bye")


def message_file() -> dict[str, object]:
    def wide(text: str) -> bytes:
        return text.encode("utf-16-le")

    sent = (116_444_736_000_000_000 + 1_700_000_000 * 10_000_000).to_bytes(8, "little")
    return {
        "__properties_version1.0": bytes(32) + b"\x40\x00\x39\x00" + bytes(4) + sent,
        "__substg1.0_001A001F": wide("IPM.Note"),
        "__substg1.0_0037001F": wide("合同"),
        "__substg1.0_0C1F001F": wide("ann@example.com"),
        "__substg1.0_1000001F": wide("Plain words"),
        "__recip_version1.0_#00000000": {
            "__properties_version1.0": bytes(8) + b"\x03\x00\x15\x0c" + bytes(4) + (2).to_bytes(8, "little"),
            "__substg1.0_3001001F": wide("Bob Lee"),
        },
    }


def test_an_outlook_message_holds_another_one(read, compound) -> None:  # type: ignore[no-untyped-def]
    inner = message_file() | {"__properties_version1.0": bytes(24)}
    outer = message_file()
    outer["__attach_version1.0_#00000000"] = {
        "__substg1.0_3001001F": "Forwarded".encode("utf-16-le"),
        "__substg1.0_3701000D": inner,
    }
    outer["__attach_version1.0_#00000001"] = {
        "__substg1.0_3707001F": "名单.csv".encode("utf-16-le"),
        "__substg1.0_37010102": b"a,b\n1,2\n",
    }
    done = read(compound(outer), "a.msg")
    assert done.extraction.status is Status.COMPLETE
    found = properties(done)
    assert (found["subject"], found["cc"], found["date"]) == ("合同", "Bob Lee", "2023-11-14T22:13:20+00:00")
    assert [c.member for c in done.children] == ["attachment[1]/message.eml", "attachment[2]/名单.csv"]
    nested = read(done.children[0].data, "message.eml")
    assert (nested.extraction.title, nested.extraction.text) == ("合同", "Plain words")
    assert properties(nested)["from"] == "ann@example.com"


def test_a_contact_is_read_field_by_field(read, compound) -> None:  # type: ignore[no-untyped-def]
    contact = message_file()
    contact["__substg1.0_001A001F"] = "IPM.Contact".encode("utf-16-le")
    contact["__substg1.0_3A08001F"] = "13800000000".encode("utf-16-le")
    found = {s.locator.part: s.text for s in read(compound(contact), "a.msg").extraction.segments}
    assert found["field/3A08"] == "13800000000"


def attribute(name: int, body: bytes) -> bytes:
    return b"\x01" + name.to_bytes(4, "little") + len(body).to_bytes(4, "little") + body + b"\0\0"


def test_a_winmail_file_is_opened(read) -> None:  # type: ignore[no-untyped-def]
    long_name = "报价单.xlsx".encode("utf-16-le") + b"\0\0"
    name = b"\x1f\x00\x07\x37" + (1).to_bytes(4, "little") + len(long_name).to_bytes(4, "little") + long_name
    stream = b"\x78\x9f\x3e\x22\x01\x00" + attribute(0x0002800C, b"From winmail\0")
    stream += attribute(0x00069002, bytes(14)) + attribute(0x00018010, b"short.xls\0")
    stream += attribute(0x0006800F, b"PK\x03\x04file") + attribute(0x00069005, (1).to_bytes(4, "little") + name)
    message = mail()
    message.add_attachment(stream, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    done = read(message.as_bytes(), "a.eml")
    assert "From winmail" in done.extraction.text
    assert [(c.member, c.data) for c in done.children] == [("attachment[1]/报价单.xlsx", b"PK\x03\x04file")]
    cut = mail()
    cut.add_attachment(b"no such thing", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert [c.member for c in read(cut.as_bytes(), "a.eml").children] == ["attachment[1]/winmail.dat"]


def test_rich_text_that_wraps_a_page_is_read_as_the_page(read) -> None:  # type: ignore[no-untyped-def]
    wrapped = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\b \htmlrtf0 Seen words\htmlrtf }\htmlrtf0 "
        rb"{\*\htmltag72 </p>}{\*\htmltag64 <p style='display:none'>}unseen{\*\htmltag72 </p>}}"
    )
    done = read(wrapped, "a.rtf").extraction
    marks = [(s.text, [a.mark for a in s.anchors]) for s in done.segments]
    assert marks == [("Seen words", []), ("unseen", ["hidden"])]


def test_every_part_of_a_mail_stands_where_its_locator_says(read) -> None:  # type: ignore[no-untyped-def]
    folder = Path(__file__).parents[4] / "shared" / "data" / "documents" / "formats" / "eml"
    if not folder.is_dir():
        pytest.skip("shared/data/documents is not here")
    looked = 0
    for path in sorted(folder.glob("*.eml")):
        done = read(path.read_bytes(), path.name)
        message = message_from_bytes(path.read_bytes())
        plain = [p for p in message.walk() if p.get_content_type() == "text/plain" and not p.get_filename()]
        if len(plain) != 1 or plain[0].get_content_disposition():
            continue
        if "utf-16" in path.name or done.extraction.media_type != "message/rfc822":
            continue
        payload = plain[0].get_payload(decode=True)
        assert isinstance(payload, bytes)
        for segment in done.extraction.segments:
            if segment.locator.part == "body":
                first = (segment.locator.row or 0) - 1
                lines = decoded(payload, plain[0].get_content_charset()).splitlines()
                assert lines[first : first + segment.text.count("\n") + 1] == segment.text.split("\n"), path.name
                looked += 1
    assert looked > 50
