"""OFD: lines where they stand, and the properties of the document."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ofd_files import HIGH, WIDE, ofd

from assay.governance.domain import Limits, Reason, SegmentKind, Status

_LINE = st.text(st.sampled_from("abc 019甲乙丙合同"), min_size=1, max_size=12).map(str.strip).filter(bool)
_FEW = settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def picture() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.effect_noise((400, 200), 60).save(buffer, "PNG")
    return buffer.getvalue()


def body(done) -> list[str]:  # type: ignore[no-untyped-def]
    return [s.text for s in done.extraction.segments if s.kind is SegmentKind.PARAGRAPH]


def test_an_ofd_is_known_by_its_content_and_read_with_its_properties(read) -> None:  # type: ignore[no-untyped-def]
    done = read(ofd([("合同编号：4271906", (20, 30, 60, 5))], title="供货合同"), "a.zip")
    seen = done.extraction
    assert (seen.media_type, seen.status, seen.coverage) == ("application/ofd", Status.COMPLETE, 1.0)
    assert (seen.title, seen.facts["pages"], body(done)) == ("供货合同", 1, ["合同编号：4271906"])
    assert {(s.locator.property, s.text) for s in seen.segments if s.kind is SegmentKind.PROPERTY} == {
        ("title", "供货合同"), ("created", "2024-04-17"),
    }  # fmt: skip


def test_runs_beside_one_another_are_one_line_and_others_are_not(read) -> None:  # type: ignore[no-untyped-def]
    runs = [
        ("甲方：", (20, 30, 12, 4)), ("北京", (32, 30, 8, 4)), ("signed", (42, 30, 12, 4)),
        ("far away", (150, 30, 20, 4)), ("below", (20, 40, 12, 4)),
    ]  # fmt: skip
    assert body(read(ofd(runs), "a.ofd")) == ["甲方：北京 signed", "far away", "below"]


@_FEW
@given(lines=st.lists(_LINE, min_size=1, max_size=8), pages=st.integers(1, 3))
def test_the_text_in_a_place_is_the_segments(read, lines, pages) -> None:  # type: ignore[no-untyped-def]
    drawn = {
        (page, 20.0, 30.0 + 10 * row, 4.0 * len(line), 5.0): line
        for page in range(1, pages + 1) for row, line in enumerate(lines)
    }  # fmt: skip
    done = read(ofd(*([(line, place[1:]) for place, line in drawn.items() if place[0] == page]
                      for page in range(1, pages + 1))), "a.ofd")  # fmt: skip
    found = {}
    for segment in done.extraction.segments:
        if segment.kind is SegmentKind.PARAGRAPH:
            place = segment.locate(0, len(segment.text))
            assert place.box is not None
            x0, y0, x1, y1 = place.box
            at = (place.page, x0 * WIDE, y0 * HIGH, (x1 - x0) * WIDE, (y1 - y0) * HIGH)
            found[tuple(round(it or 0) for it in at)] = segment.text
    assert found == {tuple(round(it) for it in place): line for place, line in drawn.items()}


def test_templates_comments_attachments_and_pictures_are_read(read) -> None:  # type: ignore[no-untyped-def]
    page = [("words", (20, 30, 20, 5))]
    data = ofd(page, page, template=[("letterhead", (20, 10, 40, 5))], comment="please check",
               attachments={"list.csv": b"a,b"}, picture=picture())  # fmt: skip
    done = read(data, "a.ofd")
    assert body(done) == ["letterhead", "words", "words"]
    assert [(s.text, s.locator.page) for s in done.extraction.segments if s.kind is SegmentKind.COMMENT] == [
        ("please check", 1)
    ]
    assert [(c.member, c.data) for c in done.children] == [("attachment[1]/list.csv", b"a,b")]
    assert [(b.place.page, b.area) for b in done.bitmaps] == [
        (1, pytest.approx((20 / WIDE, 200 / HIGH, 120 / WIDE, 240 / HIGH), abs=1e-4))
    ]


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (ofd([("x", (1, 1, 5, 5))], more={"Encryptions.xml": "<a/>"}), Status.FAILED, Reason.ENCRYPTED),
        (ofd([("x", (1, 1, 5, 5))], more={"OFD.xml": "<a"}), Status.FAILED, Reason.MALFORMED),
        (ofd(), Status.FAILED, Reason.MALFORMED),
        (ofd([("x", (1, 1, 5, 5))], more={"Doc_0/Pages/Page_0/Content.xml": "<a"}), Status.PARTIAL,
         Reason.PART_UNREADABLE),
        (ofd([("x", ["a", "b", "c", "d"])]), Status.COMPLETE, Reason.NO_TEXT_FOUND),  # type: ignore[list-item]
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_broken_is_said(read, data: bytes, status: Status, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.ofd").extraction
    assert (done.status, done.reason) == (status, reason)


def test_pages_beyond_the_limit_are_said(read) -> None:  # type: ignore[no-untyped-def]
    page = [("words", (20, 30, 20, 5))]
    done = read(ofd(page, page, page), "a.ofd", limits=Limits(pages=2)).extraction
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.PAGE_LIMIT)
    assert [s.locator.page for s in done.segments if s.kind is SegmentKind.PARAGRAPH] == [1, 2]
