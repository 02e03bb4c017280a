from __future__ import annotations

import json

import pytest

from assay.governance.domain import Reason, Status

RECORD = {
    "name": "张三",
    "phones": ["13800000000", 13900000000],
    "home": {"city/town": "上海"},
    "member": True,
    "left": None,
}


def follow(document: object, pointer: str) -> object:
    for step in pointer.strip("/").split("/"):
        step = step.replace("~1", "/").replace("~0", "~")
        document = document[int(step)] if isinstance(document, list) else document[step]  # type: ignore[index]
    return document


def test_every_value_has_its_pointer_and_its_key(read) -> None:  # type: ignore[no-untyped-def]
    segments = read(json.dumps(RECORD).encode(), "a.json").extraction.segments
    assert [(s.locator.part, s.context, s.text) for s in segments] == [
        ("/name", "name", "张三"),
        ("/phones/0", "phones", "13800000000"),
        ("/phones/1", "phones", "13900000000"),
        ("/home/city~1town", "city/town", "上海"),
    ]
    for segment in segments:
        assert str(follow(RECORD, segment.locator.part or "")) == segment.text


def test_lines_of_json_count_rows_and_broken_ones_are_said(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b'{"a": "x"}\n{"a": "y"}\n{"a": \n', "a.ndjson").extraction
    assert [(s.locator.row, s.text) for s in done.segments] == [(1, "x"), (2, "y"), (3, '{"a":')]
    assert (done.status, done.reason, done.facts["broken_rows"]) == (Status.PARTIAL, Reason.PART_UNREADABLE, 1)


def test_a_key_that_is_a_value_is_read_and_stands_in_no_path(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b'{"13800000000": {"city": "Oslo"}, "ann@example.com": "x"}', "a.json").extraction
    assert {"13800000000", "ann@example.com", "Oslo", "x"} == {s.text for s in done.segments}
    assert not any("138" in (s.locator.part or "") or "@" in (s.locator.part or "") for s in done.segments)


def test_of_two_members_with_one_name_both_are_read(read) -> None:  # type: ignore[no-untyped-def]
    assert read(b'{"a": "first", "a": "second"}', "a.json").extraction.text == "first\nsecond"


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b'{"a": "x", "b": ', Status.PARTIAL, Reason.TRUNCATED),
        (b'{"a": "x" "b": 1}', Status.PARTIAL, Reason.MALFORMED),
        (b"[" * 100_000, Status.PARTIAL, Reason.DEPTH_LIMIT),
        (b"[" * 150 + b"]" * 150, Status.FAILED, Reason.DEPTH_LIMIT),
    ],
)
def test_json_that_does_not_parse_is_still_read_as_text(read, data: bytes, status: Status, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.json", media_type="application/json").extraction
    assert (done.status, done.reason) == (status, reason)
    assert status is Status.FAILED or done.segments


@pytest.mark.parametrize("space", ["", " xmlns='urn:x' xmlns:k='urn:y' k:id='7'"])
def test_xml_gives_texts_attributes_and_comments_with_their_paths(read, space: str) -> None:  # type: ignore[no-untyped-def]
    from lxml import etree

    data = f"<list{space}><p id='7'>张三<b>x</b>tail</p><p>李四</p><!-- a remark --></list>".encode()
    segments = read(data, "a.xml").extraction.segments
    assert {s.text for s in segments} == {"张三", "7", "x", "tail", "李四", "a remark"}
    tree = etree.fromstring(data).getroottree()
    for segment in segments:
        found = tree.xpath(segment.locator.part)
        texts = [item.text if hasattr(item, "text") else str(item) for item in found]
        assert any(segment.text == (text or "").strip() for text in texts), segment


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;&b;&b;</x>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x>words</x>',
        b'<x xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="/etc/passwd" parse="text"/></x>',
    ],
)
def test_xml_expands_nothing_and_opens_nothing(read, data: bytes) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.xml").extraction
    assert "root:" not in done.text
    assert "aaaa" not in done.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a><b>words</b>", Reason.TRUNCATED),
        (b"<a><b>words</a></b>", Reason.MALFORMED),
        (b"<a>" * 150 + b"words" + b"</a>" * 150, Reason.DEPTH_LIMIT),
    ],
)
def test_broken_xml_has_its_reason(read, data: bytes, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.xml", media_type="application/xml").extraction
    assert done.reason is reason
    assert done.status in (Status.PARTIAL, Status.FAILED)
    assert reason is Reason.DEPTH_LIMIT or "words" in done.text
