"""PDF: lines to paragraphs with their boxes, in both languages."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from assay.extractors.shared.text_layer import sane_characters
from assay.governance.domain import Limits, Reason, SegmentKind, Status

LINES = ("Service contract HT-2024-0017", "between Example Ltd and Ann Lee,", "telephone 13800000000.")


def scan() -> Image.Image:
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).text((100, 100), "scanned words", fill="black")
    return picture


def pdf(*, pages: int = 1, picture: bool = False, chinese: bool = False, **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    canvas.setAuthor("Ann Lee")
    canvas.setTitle("Contract")
    for number in range(pages):
        if picture:
            canvas.drawImage(ImageReader(scan()), 0, 0, *A4)
        else:
            if chinese:
                pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
                canvas.setFont("STSong-Light", 12)
            for row, line in enumerate(LINES if not chinese else ("甲方：示例公司", "联系电话：13800000000")):
                canvas.drawString(72, 760 - 14 * row, line)
            canvas.drawString(72, 600, f"Page {number + 1} ends.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def changed(data: bytes, change) -> bytes:  # type: ignore[no-untyped-def]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_lines_become_paragraphs_with_their_boxes(read) -> None:  # type: ignore[no-untyped-def]
    done = read(pdf(pages=2), "a.pdf").extraction
    assert (done.status, done.title) == (Status.COMPLETE, "Contract")
    assert {k: done.facts[k] for k in ("pages", "text_pages", "image_pages")} == {
        "pages": 2,
        "text_pages": 2,
        "image_pages": 0,
    }
    first = next(s for s in done.segments if s.kind is not SegmentKind.PROPERTY)
    assert first.text == "\n".join(LINES)
    assert first.locator.page == 1
    at = first.text.index("13800000000")
    x0, y0, x1, y1 = first.locate(at, at + 11).box or ()
    assert x0 == pytest.approx(129 / 595.3, abs=0.01)
    assert 1 - 736 / 841.9 < y1 < 1 - 726 / 841.9
    assert 0 < y1 - y0 < 0.02
    assert x1 < 0.5
    assert ("author", "Ann Lee") in [(s.locator.property, s.text) for s in done.segments]


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [False, True])
def test_text_taken_again_from_a_box_is_the_same(read, angle: int, crop: bool) -> None:  # type: ignore[no-untyped-def]
    import pypdfium2
    import pypdfium2.raw as raw

    def turn(writer: PdfWriter) -> None:
        page = writer.pages[0]
        if crop:
            page.cropbox.lower_left, page.cropbox.upper_right = (40, 300), (500, 800)
        page.rotate(angle)

    data = changed(pdf(), turn)
    segments = [s for s in read(data, "a.pdf").extraction.segments if s.anchors]
    assert segments
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    textpage = page.get_textpage()
    width, height = page.get_size()
    for segment in segments:
        for anchor in segment.anchors:
            x0, y0, x1, y1 = anchor.box or ()
            points = []
            for x, y in ((x0, y0), (x1, y1)):
                px, py = raw.c_double(), raw.c_double()
                raw.FPDF_DeviceToPage(page, 0, 0, 100_000, 100_000, 0, round(x * 100_000), round(y * 100_000), px, py)
                points.append((px.value, py.value))
            (xa, ya), (xb, yb) = points
            again = textpage.get_text_bounded(
                min(xa, xb) + 0.1, min(ya, yb) + 0.1, max(xa, xb) - 0.1, max(ya, yb) - 0.1
            )
            assert again.strip() == segment.text[anchor.start : anchor.end].strip()
    textpage.close()
    page.close()
    document.close()
    assert width > 0 < height


def test_chinese_text_is_read(read) -> None:  # type: ignore[no-untyped-def]
    assert "联系电话：13800000000" in read(pdf(chinese=True), "a.pdf").extraction.text


def test_a_page_without_text_becomes_a_picture_in_its_place(read) -> None:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawString(72, 700, "This page has words of its own.")
    canvas.showPage()
    canvas.drawImage(ImageReader(scan()), 0, 0, *A4)
    canvas.showPage()
    canvas.drawString(72, 700, "And so does the page that follows.")
    canvas.showPage()
    canvas.save()
    done = read(buffer.getvalue(), "a.pdf")
    bitmap = done.bitmaps[0]
    assert len(done.bitmaps) == 1
    assert bitmap.place.page == 2
    assert 1_600 <= max(bitmap.width, bitmap.height) <= 2_600
    assert len(bitmap.rgb) == bitmap.width * bitmap.height * 3
    assert done.extraction.segments[bitmap.offset].locator.page == 3
    assert done.extraction.segments[bitmap.offset - 1].locator.page == 1
    assert done.extraction.facts["image_pages"] == 1


def test_a_scan_with_a_stamp_is_read_as_a_picture_too(read) -> None:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawImage(ImageReader(scan()), 0, 0, *A4)
    canvas.drawString(72, 20, "Page 1 of 1, copy for the archive")
    canvas.save()
    done = read(buffer.getvalue(), "a.pdf")
    assert len(done.bitmaps) == 1
    assert "copy for the archive" in done.extraction.text


def test_an_empty_page_is_no_picture(read) -> None:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.showPage()
    canvas.save()
    done = read(buffer.getvalue(), "a.pdf")
    assert (done.bitmaps, done.extraction.reason) == ((), Reason.NO_TEXT_FOUND)


def test_forms_comments_and_attachments_are_read(read) -> None:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawString(72, 700, "Application form of the company")
    canvas.acroForm.textfield(
        name="phone", tooltip="Your phone", value="13900000000", x=72, y=650, width=200, height=20
    )
    canvas.textAnnotation("Ask Bob about this", Rect=(100, 500, 120, 520), relative=0)
    canvas.save()
    data = changed(buffer.getvalue(), lambda writer: writer.add_attachment("list.csv", b"name\nAnn\n"))
    done = read(data, "a.pdf")
    field = next(s for s in done.extraction.segments if s.text == "13900000000")
    assert (field.kind, field.context, field.locator.page) == (SegmentKind.CELL, "Your phone", 1)
    assert field.locator.box is not None
    assert "Ask Bob about this" in [s.text for s in done.extraction.segments if s.kind is SegmentKind.COMMENT]
    assert [(c.member, c.data) for c in done.children] == [("attachment[1]/list.csv", b"name\nAnn\n")]


@pytest.mark.parametrize(("user", "status"), [("secret", Status.FAILED), ("", Status.COMPLETE)])
def test_an_encrypted_file_is_said_unless_anyone_may_open_it(read, user: str, status: Status) -> None:  # type: ignore[no-untyped-def]
    data = changed(pdf(), lambda writer: writer.encrypt(user, "owner", algorithm="AES-256"))
    done = read(data, "a.pdf").extraction
    assert done.status is status
    assert done.reason is (Reason.ENCRYPTED if user else None)


@pytest.mark.parametrize(
    ("change", "statuses", "reason"),
    [
        (lambda data: data[: len(data) // 2], (Status.FAILED, Status.PARTIAL), Reason.TRUNCATED),
        (lambda data: data[:-100], (Status.FAILED, Status.PARTIAL), Reason.TRUNCATED),
        (lambda data: b"%PDF-1.7\nwords\n%%EOF\n", (Status.FAILED,), Reason.MALFORMED),
        (lambda data: b"", (Status.SKIPPED,), Reason.EMPTY),
    ],
)
def test_a_broken_file_has_its_reason(read, change, statuses, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(change(pdf(pages=3)), "a.pdf", media_type="application/pdf").extraction
    assert (done.status in statuses, done.reason) == (True, reason)
    assert done.coverage < 1


def test_the_page_limit_is_said(read) -> None:  # type: ignore[no-untyped-def]
    done = read(pdf(pages=4), "a.pdf", limits=Limits(pages=3)).extraction
    assert (done.status, done.reason, done.coverage) == (Status.PARTIAL, Reason.PAGE_LIMIT, 0.75)
    assert max(s.locator.page or 0 for s in done.segments) == 3


def test_the_picture_limit_is_said(read) -> None:  # type: ignore[no-untyped-def]
    done = read(pdf(pages=3, picture=True), "a.pdf", limits=Limits(ocr_pages=2))
    assert (len(done.bitmaps), done.extraction.reason) == (2, Reason.PICTURES_NOT_READ)


@pytest.mark.parametrize(
    ("text", "count"), [("abc 合同", 5), ("\ufffd\ufffd\ufffdab", 0), ("\ue000\ue001", 0), ("", 0), ("a\ufffdbcdef", 6)]
)
def test_signs_without_an_encoding_are_not_taken_for_text(text: str, count: int) -> None:
    assert sane_characters(text) == count
