"""Plain text, Markdown and code: paragraphs of their kinds, each line where its locator says."""

from __future__ import annotations

import pytest

from assay.governance.domain import Limits, Reason, SegmentKind, Status

PROSE = """Contract 2024

This is the first paragraph
and it goes on.

- one thing
- another thing

第一章 总则

甲方：示例公司
"""


def test_paragraphs_have_kinds_and_lines(read) -> None:  # type: ignore[no-untyped-def]
    segments = read(PROSE.encode(), "a.txt").extraction.segments
    assert [(s.kind, s.locator.row) for s in segments] == [
        (SegmentKind.PARAGRAPH, 1),
        (SegmentKind.PARAGRAPH, 3),
        (SegmentKind.LIST_ITEM, 6),
        (SegmentKind.HEADING, 9),
        (SegmentKind.PARAGRAPH, 11),
    ]
    second = segments[1]
    at = second.text.index("goes")
    assert second.locate(at, at + 4).row == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_every_line_stands_where_its_locator_says(read, encoding: str) -> None:  # type: ignore[no-untyped-def]
    data = PROSE.encode(encoding)
    lines = PROSE.splitlines()
    segments = read(data, "a.txt").extraction.segments
    assert segments
    for segment in segments:
        for anchor in segment.anchors:
            assert anchor.row is not None
            assert lines[anchor.row - 1] == segment.text[anchor.start : anchor.end]


def test_code_is_code(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b"import os\n\nprint(os.sep)\n", "a.py").extraction
    assert {s.kind for s in done.segments} == {SegmentKind.CODE}


def test_very_long_lines_are_cut_between_words(read) -> None:  # type: ignore[no-untyped-def]
    word = "13800000000"
    data = " ".join([word] * 10_000)
    segments = read(data.encode(), "a.log").extraction.segments
    assert len(segments) > 3
    assert "".join(s.text for s in segments) == data
    assert all(piece == word for s in segments for piece in s.text.split())


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"", Status.SKIPPED, Reason.EMPTY),
        (b" \n\t\n", Status.COMPLETE, Reason.NO_TEXT_FOUND),
        (b"abc \xe5\x90" + "合同".encode() * 60 + b"\xff", Status.PARTIAL, Reason.PART_UNREADABLE),
        (b"hi\n-----BEGIN PGP MESSAGE-----\nabc\n", Status.PARTIAL, Reason.ENCRYPTED),
    ],
)
def test_what_is_not_read_has_its_reason(read, data: bytes, status: Status, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.txt", media_type="text/plain").extraction
    assert (done.status, done.reason) == (status, reason)


def test_the_text_limit_is_never_read_as_clean(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b"word " * 100 + b"\n\nlast words", "a.txt", limits=Limits(characters=50)).extraction
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.TEXT_LIMIT)
    assert done.coverage < 1
    assert sum(len(s.text) for s in done.segments) <= 50
