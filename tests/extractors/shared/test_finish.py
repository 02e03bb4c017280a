"""What every extraction ends with: marks of secrets, and what is dropped for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assay.extractors.shared.finish import finish
from assay.extractors.shared.secret_mark import suspected
from assay.governance.domain import (
    Anchor,
    Bitmap,
    Decoded,
    Embedded,
    Extraction,
    Limits,
    Locator,
    Modality,
    Problem,
    Reason,
    Segment,
    SegmentKind,
    Status,
)


def segment(text: str, kind: SegmentKind = SegmentKind.PARAGRAPH, index: int = 0, **place: object) -> Segment:
    return Segment(index=index, kind=kind, text=text, locator=Locator(**place))  # type: ignore[arg-type]


def decoded(*segments: Segment, **more: object) -> Decoded:
    extraction = Extraction(media_type="text/plain", modality=Modality.TEXT, segments=segments)
    return Decoded(extraction=replace(extraction, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "机密★10年", "绝密★长期", "秘密 ★ 6个月", "绝密★", "000123  机密★20年", "机 密★五年", "【秘密★1年】",
        "密级：机密★10年",
        "机密★10年 特急", "某某部文件\n机密★10年\n关于……的通知", "秘密*5年",
    ],
)  # fmt: skip
def test_a_mark_at_the_top_is_suspected(text: str) -> None:
    assert suspected([segment("作者", SegmentKind.PROPERTY), segment(text)]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "本制度所称机密★10年是指国家秘密的标注方式。", "“机密★10年”", "机密文件管理办法", "秘密", "商业秘密★说明如下：",
        "机密",
        "标注为机密★的材料", "秘密*说明",
    ],
)  # fmt: skip
def test_words_about_marks_are_no_mark(text: str) -> None:
    assert suspected([segment(text)]) is None


def test_a_mark_counts_on_the_first_page_alone_but_in_every_header() -> None:
    lines = [segment(f"第{number}行") for number in range(20)]
    assert suspected([*lines, segment("机密★10年")]) is None
    assert suspected([segment("机密★10年", page=2)]) is None
    assert suspected([segment("机密★10年", SegmentKind.COLUMN)]) is None
    assert suspected([*lines, segment("机密★10年", SegmentKind.HEADER)]) == 20
    assert suspected([segment("机密★10年", SegmentKind.OCR_LINE, page=1)]) == 0


def test_content_under_a_suspected_mark_is_dropped_and_its_page_kept() -> None:
    source = decoded(segment("机密★10年", page=1), segment("内容"), title="题", facts={"pages": 3, "author": "x"})
    marked = Decoded(extraction=source.extraction, children=(Embedded(member="a", data=b"x"),))
    done = finish(marked)
    seen = done.extraction
    assert (seen.status, seen.reason) == (Status.SKIPPED, Reason.STATE_SECRET_SUSPECTED)
    assert (seen.segments, done.children, seen.title) == ((), (), None)
    assert seen.facts == {"secret_mark": "机密", "secret_mark_page": 1, "pages": 3}
    assert finish(done) == done


def test_segments_are_numbered_anew_and_pictures_follow() -> None:
    pages = Bitmap(width=1, height=1, rgb=b"abc", place=Locator(page=1), offset=2)
    source = decoded(segment("a"), segment("  ", index=7), segment("b", index=9), segment("bad \ud800", index=11))
    done = finish(Decoded(extraction=source.extraction, bitmaps=(pages,)))
    assert [(s.index, s.text) for s in done.extraction.segments] == [(0, "a"), (1, "b"), (2, "bad \ufffd")]
    assert done.bitmaps[0].offset == 1
    assert finish(done) == done


def test_the_text_limit_cuts_and_is_said() -> None:
    long = Segment(
        index=0, kind=SegmentKind.COLUMN, text="abcd\nefgh", anchors=(Anchor(start=0, end=4), Anchor(start=5, end=9))
    )
    done = finish(decoded(long, segment("rest")), Limits(characters=7)).extraction
    assert [s.text for s in done.segments] == ["abcd\nef"]
    assert [(a.start, a.end) for a in done.segments[0].anchors] == [(0, 4), (5, 7)]
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.TEXT_LIMIT)
    assert done.coverage < 1


@pytest.mark.parametrize(
    ("source", "status", "reason"),
    [
        (decoded(segment("a")), Status.COMPLETE, None),
        (decoded(), Status.COMPLETE, Reason.NO_TEXT_FOUND),
        (decoded(segment("Ann", SegmentKind.PROPERTY)), Status.COMPLETE, Reason.NO_TEXT_FOUND),
        (decoded(segment("a"), problems=(Problem(reason=Reason.TRUNCATED),)), Status.PARTIAL, Reason.TRUNCATED),
        (decoded(segment("a"), coverage=0.4), Status.PARTIAL, Reason.PART_UNREADABLE),
        (decoded(status=Status.FAILED, reason=Reason.MALFORMED), Status.FAILED, Reason.MALFORMED),
    ],
)
def test_status_and_reason_follow_from_what_was_read(source: Decoded, status: Status, reason: Reason | None) -> None:
    done = finish(source).extraction
    assert (done.status, done.reason) == (status, reason)
    assert (done.coverage == 1.0) is (status is Status.COMPLETE)
