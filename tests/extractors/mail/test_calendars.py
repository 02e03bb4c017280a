"""Calendars and cards: property by property, in any encoding."""

from __future__ import annotations

import base64

import pytest

from assay.governance.domain import Decoded, Reason, Status

EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:预算评审\r\nLOCATION:Room 5\\, north\r\n"
    "DESCRIPTION:Bring the\r\n  draft\\nand the list\r\nDTSTART:19010203T090000Z\r\n"
    'ATTENDEE;CN="Ann Lee":mailto:ann@example.com\r\nATTENDEE;CN=王小明:mailto:wang@example.org\r\n'
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Second\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:王小明\r\nN:王;小明;;;\r\nTEL;TYPE=CELL:tel:13800000000\r\n"
    "item1.EMAIL;TYPE=work:wang@example.com\r\nBDAY:1901-02-03\r\n"
    f"PHOTO;ENCODING=b;TYPE=PNG:{base64.b64encode(b'picture').decode()}\r\nEND:VCARD\r\n"
)
OLD_CARD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=\r\n=E5=B0=8F\r\n"
    "TEL;CELL:13800000000\r\nEND:VCARD\r\n"
)


def cells(done: Decoded) -> dict[str | None, tuple[str, str]]:
    return {s.locator.part: (s.context, s.text) for s in done.extraction.segments}


def test_an_event_is_read_property_by_property(read) -> None:  # type: ignore[no-untyped-def]
    done = read(EVENT.encode(), "a.ics")
    assert (done.extraction.media_type, done.extraction.status) == ("text/calendar", Status.COMPLETE)
    assert (done.extraction.title, done.extraction.facts["vevents"]) == ("预算评审", 2)
    found = cells(done)
    assert found["vevent[1]/location[1]"] == ("location", "Room 5, north")
    assert found["vevent[1]/description[1]"] == ("description", "Bring the draft\nand the list")
    assert found["vevent[1]/attendee[2]"] == ("email", "wang@example.org")
    assert found["vevent[1]/attendee[2]/@cn"] == ("name", "王小明")
    assert found["vevent[2]/summary[1]"] == ("subject", "Second")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_card_is_read_in_any_encoding(read, encoding: str) -> None:  # type: ignore[no-untyped-def]
    done = read(CARD.encode(encoding), "a.vcf")
    found = cells(done)
    assert done.extraction.media_type == "text/vcard"
    assert found["vcard[1]/fn[1]"] == ("name", "王小明")
    assert found["vcard[1]/n[1]"] == ("name", "王 小明")
    assert found["vcard[1]/tel[1]"] == ("phone cell", "13800000000")
    assert found["vcard[1]/email[1]"] == ("email work", "wang@example.com")
    assert found["vcard[1]/bday[1]"] == ("birthday", "1901-02-03")
    assert [c.data for c in done.children] == [b"picture"]


def test_an_old_card_in_quoted_printable_is_read(read) -> None:  # type: ignore[no-untyped-def]
    found = cells(read(OLD_CARD.encode(), "a.vcf"))
    assert found["vcard[1]/fn[1]"] == ("name", "王小")
    assert found["vcard[1]/tel[1]"] == ("phone cell", "13800000000")


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (EVENT[:-40].encode(), "a.ics", Reason.TRUNCATED),
        (CARD[:60].encode(), "a.vcf", Reason.TRUNCATED),
        (CARD.replace("PNG:cGljdHVyZQ==", "PNG:A").encode(), "a", Reason.PART_UNREADABLE),
        (b"", "a.ics", Reason.EMPTY),
    ],
)
def test_what_is_broken_says_so(read, data: bytes, name: str, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    kind = "text/calendar" if not data else ""
    assert reason in [p.reason for p in read(data, name, media_type=kind).extraction.problems]


def test_another_extension_does_not_hide_a_calendar(read) -> None:  # type: ignore[no-untyped-def]
    assert read(EVENT.encode(), "notes.txt").extraction.media_type == "text/calendar"
    assert read(b"BEGIN the story here", "a.txt").extraction.media_type == "text/plain"
