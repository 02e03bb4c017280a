"""DOCX: all that a document holds, where python-docx finds it too."""

from __future__ import annotations

import io
from typing import Any

import pytest

from assay.extractors.office.word.list_numbers import number_in
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


def test_tracked_changes_and_hidden_words_are_marked(read) -> None:  # type: ignore[no-untyped-def]
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    paragraph = document.add_paragraph("  Agreed: ")
    for change, words in (("ins", "<w:t>two</w:t>"), ("del", "<w:delText>three</w:delText>")):
        paragraph._p.append(parse_xml(f'<w:{change} {W} w:id="1" w:author="Ann Lee"><w:r>{words}</w:r></w:{change}>'))
    paragraph._p.append(parse_xml(f'<w:moveFrom {W} w:id="3" w:author="Bob"><w:r><w:t>away</w:t></w:r></w:moveFrom>'))
    paragraph.add_run(" weeks")
    paragraph.add_run(" unseen").font.hidden = True
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0).paragraphs[0].add_run("secret cell").font.hidden = True
    done = read(saved(document), "a.docx").extraction
    line = next(s for s in done.segments if s.locator.part == "body/p[1]")
    marked = [(line.text[a.start : a.end], a.mark) for a in line.anchors]
    assert (line.text, marked) == ("Agreed: two weeks unseen", [("two", "inserted"), (" unseen", "hidden")])
    gone = [
        (s.text, s.locator.part, s.context, s.anchors[0].mark)
        for s in done.segments
        if "/del" in (s.locator.part or "")
    ]
    assert gone == [("three", "body/p[1]/del[1]", "Ann Lee", "deleted"), ("away", "body/p[1]/del[2]", "Bob", "deleted")]
    cell = next(s for s in done.segments if s.text == "secret cell")
    assert [(a.start, a.end, a.mark) for a in cell.anchors] == [(0, 11, "hidden")]
    assert (done.facts["insertions"], done.facts["deletions"], done.facts["hidden"]) == (1, 2, 2)
    assert {"Ann Lee", "Bob"} <= {s.text for s in done.segments if s.locator.property == "revision_author"}


def test_a_clause_keeps_its_number_as_context(read, zipped) -> None:  # type: ignore[no-untyped-def]
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%2)"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
    )
    numbers = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="11"/></w:lvlOverride></w:num></w:numbering>'
    )
    styles = (
        f'<w:styles {W}><w:style w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style></w:styles>"
    )
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    )
    styled = '<w:p><w:pPr><w:pStyle w:val="a1"/></w:pPr><w:r><w:t>Scope</w:t></w:r></w:p>'
    items = [
        styled,
        *(item.format(*what) for what in ((1, 1, "a"), (1, 1, "b"), (2, 1, "c"), (0, 1, "d"), (0, 2, "e"))),
    ]
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(f'<Relationship Id="{k}" Type="{kinds}/{k}" Target="{k}.xml"/>' for k in ("styles", "numbering"))
    members = {
        "word/document.xml": f"<w:document {W}><w:body>{''.join(items)}</w:body></w:document>".encode(),
        "word/numbering.xml": numbers.encode(),
        "word/styles.xml": styles.encode(),
        "word/_rels/document.xml.rels": f"<Relationships>{links}</Relationships>".encode(),
    }
    found = read(zipped(members), "a.docx").extraction.segments
    assert [(s.text, s.context) for s in found] == [
        ("Scope", "第一条"), ("a", "(i)"), ("b", "(ii)"), ("c", ""), ("d", "第二条"), ("e", "第十一条"),
    ]  # fmt: skip
    assert [s.kind for s in found] == [SegmentKind.HEADING, *[SegmentKind.LIST_ITEM] * 5]


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        ("decimal", 12, "12"), ("decimalZero", 3, "03"), ("upperRoman", 1994, "MCMXCIV"), ("lowerLetter", 28, "bb"),
        ("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"), ("japaneseCounting", 105, "一百零五"),
        ("chineseLegalSimplified", 110, "壹佰壹拾"), ("ideographTraditional", 12, "乙"), ("unknown", 5, "5"),
        ("decimalEnclosedCircle", 3, "③"), ("ideographDigital", 20, "二〇"), ("upperRoman", 0, "0"),
    ],
)  # fmt: skip
def test_a_number_is_written_as_its_list_writes_it(form: str, number: int, expected: str) -> None:
    assert number_in(form, number) == expected


def test_files_and_labels_inside_a_document_come_out(read, zipped) -> None:  # type: ignore[no-untyped-def]
    vt = 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
    custom = (
        f"<Properties {vt}><property name='MSIP_Label_12345678-aaaa-bbbb-cccc-1234567890ab_Name'>"
        "<vt:lpwstr>Confidential</vt:lpwstr></property><property name='Case'><vt:lpwstr>A 17</vt:lpwstr></property>"
        "</Properties>"
    )
    document = f"<w:document {W}><w:body><w:p><w:r><w:t>See inside</w:t></w:r></w:p></w:body></w:document>"
    members = {
        "word/document.xml": document.encode(),
        "docProps/custom.xml": custom.encode(),
        "word/embeddings/Sheet1.xlsx": b"PK\x03\x04 a workbook",
        "word/embeddings/empty.bin": b"",
    }
    done = read(zipped(members), "a.docx")
    named = {(s.locator.property, s.text) for s in done.extraction.segments if s.kind is SegmentKind.PROPERTY}
    assert named == {("label", "Confidential"), ("custom", "Case: A 17")}
    assert [(c.member, c.data[:4]) for c in done.children] == [("attachment[1]/Sheet1.xlsx", b"PK\x03\x04")]


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
    assert done.bitmaps[0].place.part == "body/p[2]/picture[1]"
    assert done.bitmaps[0].offset == len(done.extraction.segments)


def test_the_place_of_a_photo_in_a_document_is_said(read) -> None:  # type: ignore[no-untyped-def]
    import docx
    from PIL import ExifTags, Image

    exif = Image.Exif()
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLongitudeRef] = "S", "E"
    place[ExifTags.GPS.GPSLatitude], place[ExifTags.GPS.GPSLongitude] = (33.0, 51.0, 35.5), (151.0, 12.0, 40.0)
    document = docx.Document()
    for number, more in enumerate(({"exif": exif}, {})):
        buffer = io.BytesIO()
        Image.new("RGB", (300 + number, 200), "white").save(buffer, "JPEG", **more)
        buffer.seek(0)
        document.add_picture(buffer)
    found = [it for it in read(saved(document), "a.docx").extraction.segments if it.locator.property == "gps"]
    assert [(it.text, it.locator.part) for it in found] == [("-33.8598611, 151.2111111", "body/p[1]/picture[1]")]


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
