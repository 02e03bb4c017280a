"""Places in documents lead back: what another reader finds at a Locator is the segment's text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from assay.governance.domain import Segment, SegmentKind

_LETTERS = st.sampled_from("abcXYZ 019.,-甲乙丙数据合同é")
_LINE = st.text(_LETTERS, min_size=1, max_size=16).map(lambda line: " ".join(line.split())).filter(
    lambda line: any(map(str.isalpha, line))
)  # fmt: skip
_LINES = st.lists(_LINE, min_size=1, max_size=4)
_FEW = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_COLUMNS = ["name", "phone"]
_NUMBER = re.compile(r"\[(\d+)\]")


def told(done: Any, *kinds: SegmentKind) -> list[Segment]:
    return [s for s in done.extraction.segments if (s.kind in kinds if kinds else s.kind is not SegmentKind.PROPERTY)]


def number(part: str, place: int = 0) -> int:
    return int(_NUMBER.findall(part)[place])


def xml(data: bytes, member: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(member))


def plain(element: Any, *tags: str) -> str:
    return "".join(it.text or "" for it in element.iter(*(f"{{*}}{tag}" for tag in tags)))


def in_row(texts: Sequence[str], segment: Segment) -> str:
    """Return the cell of a row that a place names; the row of headings is one segment."""
    column = segment.locator.column
    return "\t".join(texts) if column is None else texts[_COLUMNS.index(column)]


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_at(data: bytes, segment: Segment) -> str:
    """Find a place of a Word document by lxml and python-docx."""
    import docx

    part = segment.locator.part or ""
    document = docx.Document(io.BytesIO(data))
    if segment.locator.row is not None:
        cells = document.tables[number(part) - 1].rows[segment.locator.row - 1].cells
        return in_row([cell.text for cell in cells], segment)
    stem, _, _ = part.partition("/")
    root = xml(data, "word/document.xml" if stem == "body" else f"word/{stem}.xml")
    paragraphs = [p for p in root.iter("{*}p") if next(p.iterancestors("{*}tbl"), None) is None]
    paragraph = paragraphs[number(part) - 1]
    if "/del[" in part:
        return plain(list(paragraph.iter("{*}del"))[number(part, 1) - 1], "delText")
    return plain(paragraph, "t")


@_FEW
@given(lines=_LINES, rows=_LINES, words=st.tuples(_LINE, _LINE, _LINE, _LINE, _LINE, _LINE))
def test_words_of_a_word_document(read, lines, rows, words) -> None:  # type: ignore[no-untyped-def]
    import docx
    from docx.oxml import parse_xml

    header, footer, comment, added, gone, phone = words
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = footer
    for line in lines:
        paragraph = document.add_paragraph(line)
    document.add_comment(paragraph.runs, text=comment, author="Ann")
    for tag, inner, text in (("ins", "t", added), ("del", "delText", gone)):
        run = f"<w:{tag} {W} w:id='1' w:author='x'><w:r><w:{inner}>{text}</w:{inner}></w:r></w:{tag}>"
        document.add_paragraph("kept")._p.append(parse_xml(run))
    table = document.add_table(rows=0, cols=2)
    for texts in [("name", "phone"), *((row, phone) for row in rows)]:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    found = told(read(buffer.getvalue(), "a.docx"))
    for segment in found:
        assert word_at(buffer.getvalue(), segment) == segment.text, segment.locator
    kinds = {kind: [s.text for s in found if s.kind is kind] for kind in SegmentKind}
    assert (kinds[SegmentKind.HEADER], kinds[SegmentKind.FOOTER]) == ([header], [footer])
    assert sorted(kinds[SegmentKind.COMMENT]) == sorted([comment, gone])
    assert kinds[SegmentKind.PARAGRAPH] == [*lines, f"kept{added}", "kept"]
    assert kinds[SegmentKind.CELL][-2 * len(rows) :] == [text for row in rows for text in (row, phone)]


P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"


@_FEW
@given(slides=st.lists(st.tuples(_LINE, _LINES, _LINE, _LINES), min_size=1, max_size=3))
def test_words_of_slides_their_cells_notes_and_comments(read, slides) -> None:  # type: ignore[no-untyped-def]
    from pptx import Presentation  # type: ignore[import-untyped]
    from pptx.opc.package import Part  # type: ignore[import-untyped]
    from pptx.opc.packuri import PackURI  # type: ignore[import-untyped]
    from pptx.util import Emu  # type: ignore[import-untyped]

    show = Presentation()
    for place, (title, lines, note, remarks) in enumerate(slides, 1):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = title
        slide.shapes.add_textbox(Emu(0), Emu(2_000_000), Emu(4_000_000), Emu(500_000)).text_frame.text = "\n".join(
            lines
        )
        table = slide.shapes.add_table(2, 2, Emu(0), Emu(3_000_000), Emu(4_000_000), Emu(500_000)).table
        for row, texts in enumerate((_COLUMNS, (title, note))):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        slide.notes_slide.notes_text_frame.text = note
        body = "".join(f'<p:cm authorId="0"><p:text>{text}</p:text></p:cm>' for text in remarks)
        name = PackURI(f"/ppt/comments/comment{place}.xml")
        kind = "application/vnd.openxmlformats-officedocument.presentationml.comments+xml"
        blob = f"<p:cmLst {P}>{body}</p:cmLst>".encode()
        slide.part.relate_to(Part(name, kind, slide.part.package, blob), _COMMENTS)
    buffer = io.BytesIO()
    show.save(buffer)
    again = Presentation(io.BytesIO(buffer.getvalue()))
    found = [s for s in told(read(buffer.getvalue(), "a.pptx")) if s.locator.page]
    for segment in found:
        part, slide = segment.locator.part or "", again.slides[(segment.locator.page or 0) - 1]
        if part.startswith("notes"):
            assert slide.notes_slide.notes_text_frame.paragraphs[number(part) - 1].text == segment.text
        elif part.startswith("comment"):
            remarks = etree.fromstring(slide.part.part_related_by(_COMMENTS).blob)
            assert plain(remarks[number(part) - 1], "text") == segment.text
        elif segment.locator.row is not None:
            cells = slide.shapes[number(part) - 1].table.rows[segment.locator.row - 1].cells
            assert in_row([cell.text for cell in cells], segment) == segment.text
        else:
            shape = slide.shapes[number(part) - 1]
            assert shape.text_frame.paragraphs[number(part, 1) - 1].text == segment.text
    kinds = {kind: [s.text for s in found if s.kind is kind] for kind in SegmentKind}
    assert kinds[SegmentKind.COMMENT] == [text for *_, remarks in slides for text in remarks]
    assert kinds[SegmentKind.CELL][-2:] == [slides[-1][0], slides[-1][2]]
    assert sum(len(kinds[kind]) for kind in kinds if kind not in (SegmentKind.COMMENT, SegmentKind.CELL)) >= sum(
        2 + len(lines) for _, lines, _, _ in slides
    )


ODF = " ".join(f'xmlns:{it}="urn:oasis:names:tc:opendocument:xmlns:{it}:1.0"' for it in ("office", "text", "table"))
_OUTSIDE = ("{*}table", "{*}annotation", "{*}note")


@_FEW
@given(lines=_LINES, rows=_LINES, remark=_LINE, note=_LINE, phone=_LINE)
def test_words_of_an_open_document(read, zipped: Callable, lines, rows, remark, note, phone) -> None:  # type: ignore[no-untyped-def,type-arg]
    cells = "".join(
        "<table:table-row>" + "".join(f"<table:table-cell><text:p>{it}</text:p></table:table-cell>" for it in row)
        + "</table:table-row>" for row in [("name", "phone"), *((row, phone) for row in rows)]
    )  # fmt: skip
    aside = f"<office:annotation><text:p>{remark}</text:p></office:annotation>"
    aside += f"<text:note><text:note-body><text:p>{note}</text:p></text:note-body></text:note>"
    body = "".join(f"<text:p>{line}</text:p>" for line in lines[:-1]) + f"<text:p>{lines[-1]}{aside}</text:p>"
    content = f"<office:document-content {ODF}><office:body><office:text>{body}<table:table>{cells}</table:table>"
    content += "</office:text></office:body></office:document-content>"
    data = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})
    root = xml(data, "content.xml")
    paragraphs = [p for p in root.iter("{*}p") if next(p.iterancestors(*_OUTSIDE), None) is None]
    aside_of = {"comment": "{*}annotation", "note": "{*}note"}
    found = told(read(data, "a.odt"))
    for segment in found:
        part = segment.locator.part or ""
        if segment.locator.row is not None:
            row = list(list(root.iter("{*}table"))[number(part) - 1].iter("{*}table-row"))[segment.locator.row - 1]
            seen = in_row(["".join(cell.itertext()) for cell in row], segment)
        elif part.partition("[")[0] in aside_of:
            seen = "".join(list(root.iter(aside_of[part.partition("[")[0]]))[number(part) - 1].itertext())
        else:
            seen = paragraphs[number(part) - 1].text or ""
        assert seen == segment.text, segment.locator
    assert len(found) == len(lines) + 3 + 2 * len(rows)


def rich(text: str) -> str:
    return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text)


@_FEW
@given(lines=_LINES, rows=_LINES, header=_LINE, note=_LINE, phone=_LINE)
def test_words_of_rich_text(read, lines, rows, header, note, phone) -> None:  # type: ignore[no-untyped-def]
    body = "".join(f"{rich(line)}\\par\n" for line in lines)
    note_text = "{\\footnote " + rich(note) + "}"
    cells = "".join(
        "\\trowd\\cellx2000\\cellx4000\\intbl " + "".join(f"{rich(it)}\\cell " for it in row) + "\\row\n"
        for row in [("name", "phone"), *((row, phone) for row in rows)]
    )
    data = f"{{\\rtf1\\ansi{{\\header {rich(header)}\\par}}\n{body}last{note_text}\\par\n{cells}\\pard end\\par}}"
    written = {f"body/p[{place}]": line for place, line in enumerate([*lines, "last", "end"], start=1)}
    written |= {"header/p[1]": header, "note/p[1]": note}
    table = [("name", "phone"), *((row, phone) for row in rows)]
    found = told(read(data.encode("ascii"), "a.rtf"))
    for segment in found:
        place = segment.locator
        if place.row is not None:
            assert in_row(table[place.row - 1], segment) == segment.text
        else:
            assert written.pop(place.part or "") == segment.text, place
    assert written == {}
    assert len(found) == len(lines) + 5 + 2 * len(rows)


def pages(*bodies: str) -> dict[str, bytes]:
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile \
full-path="text/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    items = "".join(f'<item id="p{it}" href="p{it}.xhtml"/>' for it in range(len(bodies)))
    spine = "".join(f'<itemref idref="p{it}"/>' for it in range(len(bodies)))
    book = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>'
    made = {"mimetype": b"application/epub+zip", "META-INF/container.xml": container.encode()}
    made["text/book.opf"] = book.encode()
    return made | {
        f"text/p{it}.xhtml": f"<html><head><title>t</title></head><body>{body}</body></html>".encode()
        for it, body in enumerate(bodies)
    }


def body_of(lines: list[str], rows: list[str], phone: str) -> str:
    table = "".join(f"<tr><td>{row}</td><td>{phone}</td></tr>" for row in rows)
    inside = f"<table><tr><th>name</th><th>phone</th></tr>{table}</table>"
    return (
        "".join(f"<p>{line}</p>" for line in lines[1:])
        + f"<div><h2>{lines[0]}</h2><ul><li>{phone}</li></ul></div>"
        + inside
    )


def page_at(source: bytes, path: str, segment: Segment) -> str:
    (element,) = lxml_html.document_fromstring(source.decode()).getroottree().xpath(path)
    if segment.locator.row is not None:
        row = list(element.iter("tr"))[segment.locator.row - 1]
        return in_row([str(cell.text_content()) for cell in row], segment)
    return str(element.text_content())


@_FEW
@given(lines=_LINES, rows=_LINES, phone=_LINE)
def test_words_of_a_web_page(read, lines, rows, phone) -> None:  # type: ignore[no-untyped-def]
    source = f"<!DOCTYPE html><html><body>{body_of(lines, rows, phone)}</body></html>".encode()
    found = told(read(source, "a.html"))
    for segment in found:
        assert page_at(source, segment.locator.part or "", segment) == segment.text, segment.locator
    assert len(found) == len(lines) + 2 + 2 * len(rows)


@_FEW
@given(chapters=st.lists(_LINES, min_size=1, max_size=3), rows=_LINES, phone=_LINE)
def test_words_of_an_e_book(read, zipped: Callable, chapters, rows, phone) -> None:  # type: ignore[no-untyped-def,type-arg]
    members = pages(*(body_of(lines, rows, phone) for lines in chapters))
    found = told(read(zipped(members), "a.epub"))
    for segment in found:
        part = segment.locator.part or ""
        member = f"text/p{(segment.locator.page or 0) - 1}.xhtml"
        assert part.startswith(member)
        assert page_at(members[member], part.removeprefix(member), segment) == segment.text, segment.locator
    assert len(found) == sum(len(lines) + 2 + 2 * len(rows) for lines in chapters)
