from __future__ import annotations

import io
from typing import Any

import pytest

from assay.governance.domain import Decoded, Limits, Reason, SegmentKind, Status

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def letter() -> bytes:
    """A document with everything a document can hold that people forget."""
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    document.core_properties.author = "赵六"
    document.core_properties.title = "Service contract"
    document.sections[0].header.paragraphs[0].text = "Header words"
    document.sections[0].footer.paragraphs[0].text = "Footer words"
    document.add_heading("第一章 总则", 1)
    paragraph = document.add_paragraph("Call 13800000000 ")
    document.add_comment(paragraph.runs, text="Ask Bob", author="Ann Lee")
    paragraph._p.append(parse_xml(f'<w:ins {W} w:id="1" w:author="x"><w:r><w:t>inserted words</w:t></w:r></w:ins>'))
    paragraph._p.append(
        parse_xml(f'<w:del {W} w:id="2" w:author="x"><w:r><w:delText>gone words</w:delText></w:r></w:del>')
    )
    box = f"<w:txbxContent {W}><w:p><w:r><w:t>boxed words</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(parse_xml(f"<w:r {W}><w:pict>{box}</w:pict></w:r>"))
    content = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>controlled words</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(2, parse_xml(content))
    table = document.add_table(rows=0, cols=2)
    for row in (["姓名", "电话"], ["张三", "13900000000"]):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    return saved(document)


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def texts(done: Decoded, kind: SegmentKind) -> list[str]:
    return [s.text for s in done.extraction.segments if s.kind is kind]


def test_all_a_document_holds_is_read(read) -> None:  # type: ignore[no-untyped-def]
    done = read(letter(), "a.docx")
    seen = done.extraction
    assert (seen.status, seen.title) == (Status.COMPLETE, "Service contract")
    for words in ("Header words", "Footer words", "inserted words", "gone words", "boxed words", "controlled words"):
        assert seen.text.count(words) == 1, words
    assert "赵六" in texts(done, SegmentKind.PROPERTY)
    assert texts(done, SegmentKind.HEADER) == ["Header words"]
    assert texts(done, SegmentKind.HEADING) == ["第一章 总则"]
    assert "Ask Bob" in texts(done, SegmentKind.COMMENT)
    assert "Ann Lee" in texts(done, SegmentKind.PROPERTY)


def test_a_table_gives_cells_with_row_column_and_context(read) -> None:  # type: ignore[no-untyped-def]
    cell = next(s for s in read(letter(), "a.docx").extraction.segments if s.text == "13900000000")
    place = cell.locator
    assert (cell.kind, place.part, place.row, place.column) == (SegmentKind.CELL, "body/tbl[1]", 2, "电话")
    assert cell.context == "电话 张三"


def test_paragraphs_stand_where_python_docx_finds_them(read) -> None:  # type: ignore[no-untyped-def]
    import docx

    document = docx.Document()
    for number in range(6):
        document.add_paragraph(f"Paragraph {number}" if number % 2 else "")
    data = saved(document)
    paragraphs = docx.Document(io.BytesIO(data)).paragraphs
    found = [s for s in read(data, "a.docx").extraction.segments if (s.locator.part or "").startswith("body/p[")]
    assert len(found) == 3
    for segment in found:
        place = int((segment.locator.part or "")[7:-1])
        assert paragraphs[place - 1].text == segment.text


def test_pictures_large_enough_for_words_go_to_ocr_once(read) -> None:  # type: ignore[no-untyped-def]
    import docx
    from PIL import Image

    document = docx.Document()
    document.add_paragraph("See the scan")
    for size in ((400, 300), (400, 300), (16, 16)):
        buffer = io.BytesIO()
        Image.new("RGB", size, "white").save(buffer, "PNG")
        buffer.seek(0)
        document.add_picture(buffer)
    done = read(saved(document), "a.docx")
    assert [(b.width, b.height) for b in done.bitmaps] == [(400, 300)]
    assert done.bitmaps[0].offset == len(done.extraction.segments)


def test_a_bomb_is_refused_before_it_is_opened(read, zipped) -> None:  # type: ignore[no-untyped-def]
    data = zipped({"word/document.xml": b"<w:p>" + b" " * (64 << 20) + b"</w:p>"})
    done = read(data, "a.docx").extraction
    assert (done.status, done.reason, done.segments) == (Status.SKIPPED, Reason.ARCHIVE_LIMIT, ())


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        (lambda data: data[:-100], Status.FAILED, Reason.TRUNCATED),
        (lambda data: b"", Status.SKIPPED, Reason.EMPTY),
        (lambda data: b"just words", Status.FAILED, Reason.MALFORMED),
    ],
)
def test_a_broken_document_has_its_reason(read, change, status: Status, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(change(letter()), "a.docx", media_type=DOCX).extraction
    assert (done.status, done.reason) == (status, reason)


@pytest.mark.parametrize(
    "body",
    [b"<w:document>cut", b"", b"\x00\x01\x02", b"<a>" * 500 + b"</a>" * 500],
)
def test_a_document_part_that_is_no_xml_is_malformed(read, zipped, body: bytes) -> None:  # type: ignore[no-untyped-def]
    done = read(zipped({"word/document.xml": body}), "a.docx").extraction
    assert (done.status, done.reason) in ((Status.FAILED, Reason.MALFORMED), (Status.FAILED, Reason.DEPTH_LIMIT))


def test_entities_are_not_expanded_and_no_file_is_read(read, zipped) -> None:  # type: ignore[no-untyped-def]
    body = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyyyyyy">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>before &x; &y; after</w:t></w:r></w:p></w:body></w:document>"
    )
    done = read(zipped({"word/document.xml": body.encode()}), "a.docx").extraction
    assert "root:" not in done.text
    assert "yyyy" not in done.text


def test_the_text_limit_is_said(read) -> None:  # type: ignore[no-untyped-def]
    done = read(letter(), "a.docx", limits=Limits(characters=40)).extraction
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.TEXT_LIMIT)


def test_a_state_secret_mark_in_a_document_drops_its_content(read) -> None:  # type: ignore[no-untyped-def]
    import docx

    document = docx.Document()
    document.add_paragraph("机密★10年")
    document.add_paragraph("内容若干")
    done = read(saved(document), "a.docx").extraction
    assert (done.status, done.reason, done.segments) == (Status.SKIPPED, Reason.STATE_SECRET_SUSPECTED, ())
