"""Pages, slides, OpenDocument, e-books and rich text: what is read, and the places that lead back to it."""

from __future__ import annotations

import io
import time

import pytest

from assay.extractors.html.text import Table, parse_html, parts
from assay.extractors.office.rich_text.parser import read_rtf
from assay.governance.domain import Reason, SegmentKind, Status

PAGE = """<!doctype html><html><head><title>Price list</title><meta name="author" content="Ann Lee">
<style>p{color:red}</style><script>var hidden = "4111";</script></head><body>
<h1>Prices</h1><p>First <b>bold</b> words<br>second line</p><ul><li>one</li><li>two</li></ul>
<table><tr><th>Name</th><th>Phone</th></tr><tr><td>Bob</td><td>13800000000</td></tr></table>
<input name="mail" value="bob@example.com"><img alt="A scan of a card"><a href="mailto:sue@example.com">Write</a>
<pre>kept
 as is</pre></body></html>"""


def test_a_page_is_read_without_its_scripts(read) -> None:  # type: ignore[no-untyped-def]
    done = read(PAGE.encode(), "a.html").extraction
    assert (done.status, done.title) == (Status.COMPLETE, "Price list")
    texts = [s.text for s in done.segments]
    for text in (
        "Prices",
        "First bold words",
        "second line",
        "one",
        "bob@example.com",
        "A scan of a card",
        "sue@example.com",
    ):
        assert text in texts, text
    assert "kept\n as is" in texts
    assert not any("4111" in text or "color" in text for text in texts)
    assert ("title", "Price list") in [(s.locator.property, s.text) for s in done.segments]
    assert ("author", "Ann Lee") in [(s.locator.property, s.text) for s in done.segments]
    phone = next(s for s in done.segments if s.text == "13800000000")
    assert (phone.locator.row, phone.locator.column, phone.context) == (2, "Phone", "Phone Bob")


def test_an_xpath_leads_back_to_the_text() -> None:
    root = parse_html(PAGE)
    tree = root.getroottree()
    for piece in parts(root):
        if isinstance(piece, Table):
            table = tree.xpath(piece.path)[0]
            assert [[cell.text_content() for cell in row] for row in table.iter("tr")] == piece.rows
        elif piece.note:
            path, _, attribute = piece.path.rpartition("/@")
            assert piece.text in tree.xpath(path)[0].get(attribute)
        else:
            whole = " ".join(tree.xpath(piece.path)[0].text_content().split())
            assert " ".join(piece.text.split()) in whole


def test_many_siblings_are_read_in_linear_time(read) -> None:  # type: ignore[no-untyped-def]
    page = "<html><body>" + "".join(f"<p>word {number}</p>" for number in range(40_000)) + "</body></html>"
    started = time.process_time()
    segments = read(page.encode(), "a.html").extraction.segments
    assert segments[-1].locator.part == "/html/body[1]/p[40000]"
    assert time.process_time() - started < 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_pages_are_read_in_their_encoding(read, encoding: str) -> None:  # type: ignore[no-untyped-def]
    page = f'<html><meta charset="{encoding}"><body><p>合同编号：2024-001，请妥善保管。</p></body></html>'
    assert read(page.encode(encoding), "a.html").extraction.text == "合同编号：2024-001，请妥善保管。"


def test_a_page_nested_beyond_reason_is_not_taken_for_empty(read) -> None:  # type: ignore[no-untyped-def]
    page = "<html><body>" + "<div>" * 20_000 + "deep" + "</div>" * 20_000 + "</body></html>"
    done = read(page.encode(), "a.html").extraction
    assert done.status in (Status.FAILED, Status.PARTIAL)
    assert done.reason is Reason.DEPTH_LIMIT


def slides() -> bytes:
    from pptx import Presentation  # type: ignore[import-untyped]
    from pptx.util import Inches  # type: ignore[import-untyped]

    show = Presentation()
    show.core_properties.author = "Ann Lee"
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text = "Plan for 2025"
    first.placeholders[1].text = "Budget of the second quarter"
    first.notes_slide.notes_text_frame.text = "Say thanks to Bob"
    second = show.slides.add_slide(show.slide_layouts[5])
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for place, text in enumerate(("Name", "Phone", "Bob", "13800000000")):
        table.cell(place // 2, place % 2).text = text
    buffer = io.BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def test_slides_give_titles_tables_and_notes_with_their_page(read) -> None:  # type: ignore[no-untyped-def]
    done = read(slides(), "a.pptx").extraction
    assert (done.status, done.facts["pages"]) == (Status.COMPLETE, 2)
    found = {s.text: s for s in done.segments}
    assert found["Plan for 2025"].locator.page == 1
    assert any("Say thanks to Bob" in text for text in found)
    phone = found["13800000000"]
    assert (phone.kind, phone.locator.page, phone.locator.row, phone.locator.column) == (
        SegmentKind.CELL,
        2,
        2,
        "Phone",
    )
    assert found["Ann Lee"].locator.property == "author"


@pytest.mark.parametrize(("cut", "status"), [(0.5, Status.FAILED), (0.98, Status.FAILED)])
def test_cut_slides_are_truncated(read, cut: float, status: Status) -> None:  # type: ignore[no-untyped-def]
    data = slides()
    done = read(data[: int(len(data) * cut)], "a.pptx").extraction
    assert (done.status, done.reason) == (status, Reason.TRUNCATED)


ODF = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
NAMES = " ".join(ODF.format(name) for name in ("office", "text", "table"))


def test_opendocument_text_is_read(read, zipped) -> None:  # type: ignore[no-untyped-def]
    body = (
        f"<office:document-content {NAMES}><office:body><office:text><text:h>标题</text:h>"
        "<text:p>Call<text:s text:c='2'/>me"
        "<office:annotation><text:p>a remark</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell>"
        "<text:p>Phone</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Bob"
        "</text:p></table:table-cell><table:table-cell><text:p>13800000000</text:p></table:table-cell></table:table-row>"
        "</table:table></office:text></office:body></office:document-content>"
    )
    data = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": body.encode()})
    segments = read(data, "a.odt").extraction.segments
    assert [(s.kind, s.text) for s in segments[:4]] == [
        (SegmentKind.HEADING, "标题"),
        (SegmentKind.PARAGRAPH, "Call  me"),
        (SegmentKind.COMMENT, "a remark"),
        (SegmentKind.LIST_ITEM, "one"),
    ]
    assert segments[-1].locator.column == "Phone"


def test_an_encrypted_opendocument_is_said(read, zipped) -> None:  # type: ignore[no-untyped-def]
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": b"<m><encryption-data/></m>",
        "content.xml": b"\x01\x02",
    }
    done = read(zipped(members), "a.odt").extraction
    assert (done.status, done.reason) == (Status.FAILED, Reason.ENCRYPTED)


def test_an_e_book_is_read_in_the_order_of_its_spine(read, zipped) -> None:  # type: ignore[no-untyped-def]
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Walks</dc:title></metadata><manifest>'
        '<item id="b" href="b.xhtml"/><item id="a" href="a.xhtml"/><item id="c" href="gone.xhtml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>'
    )
    members = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container><rootfiles><rootfile full-path="x/p.opf"/></rootfiles></container>',
        "x/p.opf": package.encode(),
        "x/a.xhtml": b"<html><body><p>first page</p></body></html>",
        "x/b.xhtml": b"<html><body><p>second page</p></body></html>",
    }
    done = read(zipped(members), "a.epub").extraction
    assert done.title == "Walks"
    pages = [(s.locator.page, s.text) for s in done.segments if s.locator.page]
    assert pages == [(1, "first page"), (2, "second page")]
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.PART_UNREADABLE)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (rb"{\rtf1\ansi plain \b bold\b0  words\par next}", "plain bold words\nnext"),
        (rb"{\rtf1\ansi\ansicpg936 \'d5\'c5\'c8\'fd}", "张三"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}{\f1\fcharset134 SimSun;}}\f1\'d5\'c5\'c8\'fd}", "张三"),
        (rb"{\rtf1\ansi\uc1 \u24352?\u19977?}", "张三"),
        (rb"{\rtf1\ansi\uc1 \u-10179?\u-8704?}", "\U0001f600"),
        (rb"{\rtf1{\pict 89504e47}{\*\generator x;}seen}", "seen"),
        (rb"{\rtf1 a\{b\}\\c}", "a{b}\\c"),
        (b"{\\rtf1{\n\\*\\latentstyles x {y;}}seen}", "seen"),
    ],
)
def test_rich_text_is_read(source: bytes, expected: str) -> None:
    assert read_rtf(source).text.strip() == expected


def test_rich_text_gives_properties_and_says_when_it_is_cut(read) -> None:  # type: ignore[no-untyped-def]
    whole = rb"{\rtf1{\info{\title Offer}{\author Ann Lee}}Some words for Bob.\par}"
    done = read(whole, "a.rtf").extraction
    assert (done.status, done.title, done.text) == (Status.COMPLETE, "Offer", "Some words for Bob.")
    cut = read(whole[:-1], "a.rtf").extraction
    assert (cut.status, cut.reason) == (Status.PARTIAL, Reason.TRUNCATED)


@pytest.mark.parametrize("media_type", ["application/msword", "application/vnd.ms-powerpoint"])
def test_old_office_files_name_the_reader_they_lack(read, media_type: str) -> None:  # type: ignore[no-untyped-def]
    done = read(b"no compound file", "a.doc", media_type=media_type).extraction
    assert (done.status, done.reason) == (Status.FAILED, Reason.MALFORMED)
