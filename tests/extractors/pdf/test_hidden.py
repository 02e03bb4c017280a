"""What a PDF holds beside what is read at a glance: hidden text, a false text layer, pictures, labels, signatures."""

from __future__ import annotations

import io
import re
import zlib

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.colors import black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from assay.extractors.pdf.properties import _custom_keys
from assay.extractors.shared.dates import iso_date
from assay.extractors.shared.text_layer import is_legible
from assay.governance.domain import Extraction, Limits, Reason, Segment, SegmentKind, Status

PROSE = (
    "The contract between both parties ends when one of them says so in writing and the other has read it at the "
    "address that is given on the first page of this agreement, or at any other place that was named since then. "
) * 3
CHINESE = "甲方应当在本合同签订之日起十五日内将全部款项支付至乙方指定的银行账户并书面通知对方，逾期的按日计违约金。" * 2
NAMES = "王某某 李某 张三丰 刘备 关羽 赵云 诸葛亮 司马懿 欧阳锋 陈小明 杨柳 黄蓉 周伯通 吴京 徐志摩 孙权 马超 " * 3
LABEL = "MSIP_Label_12345678-aaaa-bbbb-cccc-1234567890ab_Name"


def page(draw, **options: object) -> bytes:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def prose(canvas: Canvas, top: float = 760) -> None:
    for number, line in enumerate(re.findall(r".{1,80}(?:\s|$)", PROSE)):
        canvas.drawString(60, top - 14 * number, line.strip())


def picture(words: str = "words in a picture", size: tuple[int, int] = (400, 200)) -> ImageReader:
    drawn = Image.new("RGB", size, "white")
    for row in range(20, size[1] - 20, 24):
        ImageDraw.Draw(drawn).text((20, row), f"{words} " * 4, fill="black")
    return ImageReader(drawn)


def changed(data: bytes, change) -> bytes:  # type: ignore[no-untyped-def]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def hidden(seen: Extraction) -> list[str]:
    return [s.text for s in seen.segments if any(anchor.mark == "hidden" for anchor in s.anchors)]


def unpainted(canvas: Canvas) -> None:
    text = canvas.beginText(60, 300)
    text.setTextRenderMode(3)
    text.textOut("never seen by anybody")
    canvas.drawText(text)


def pale(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    canvas.drawString(60, 300, "never seen by anybody")


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(60, 300, "never seen by anybody")


def outside(canvas: Canvas) -> None:
    canvas.drawString(60, -300, "never seen by anybody")


def on_dark(canvas: Canvas) -> None:
    canvas.setFillColor(black)
    canvas.rect(50, 290, 300, 30, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(60, 300, "white on a black ground")


@pytest.mark.parametrize("way", [unpainted, pale, tiny, outside])
def test_hidden_text_is_read_and_marked(read, way) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        way(canvas)

    seen = read(page(draw), "a.pdf").extraction
    assert hidden(seen) == ["never seen by anybody"]
    assert seen.facts["hidden_lines"] == 1


def test_what_is_seen_is_not_marked(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        on_dark(canvas)

    seen = read(page(draw), "a.pdf").extraction
    assert "white on a black ground" in seen.text
    assert hidden(seen) == []
    assert "hidden_lines" not in seen.facts


def test_the_text_layer_of_a_scan_is_text_and_the_scan_is_not_read_again(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture(size=(1240, 1754)), 0, 0, *A4)
        text = canvas.beginText(60, 760)
        text.setTextRenderMode(3)
        for line in re.findall(r".{1,80}(?:\s|$)", PROSE):
            text.textLine(line)
        canvas.drawText(text)

    done = read(page(draw), "a.pdf")
    assert (hidden(done.extraction), done.bitmaps) == ([], ())
    assert "both parties" in done.extraction.text


def wrong_map(data: bytes) -> bytes:
    """Give the font a map to Unicode that takes every letter for another one, as broken subset fonts have."""
    letters = {code: 97 + (code * 7 + 3) % 26 if chr(code).isalpha() else code for code in range(32, 127)}
    lines = "\n".join(f"<{code:02x}> <{letter:04x}>" for code, letter in letters.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff> "
        f"endcodespacerange 95 beginbfchar\n{lines}\nendbfchar endcmap end end"
    )

    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(cmap.encode())
        for font in writer.pages[0]["/Resources"]["/Font"].values():
            font.get_object()[NameObject("/ToUnicode")] = writer._add_object(stream)

    return changed(data, change)


def test_a_page_with_a_false_text_layer_is_read_as_a_picture(read) -> None:  # type: ignore[no-untyped-def]
    sound = page(prose)
    assert read(sound, "a.pdf").bitmaps == ()
    done = read(wrong_map(sound), "a.pdf")
    assert [bitmap.place.page for bitmap in done.bitmaps] == [1]
    assert done.extraction.facts["garbled_pages"] == 1
    assert [s for s in done.extraction.segments if s.kind is not SegmentKind.PROPERTY] == []


def shifted(text: str, by: int) -> str:
    return "".join(chr(ord(char) + by) if char.isalpha() else char for char in text)


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        (PROSE, True),
        (CHINESE, True),
        (NAMES, True),
        ("Vertrag über die Lieferung von Strom zwischen der Gesellschaft und dem Kunden, gültig ab Januar. " * 4, True),
        ("Umowa zawarta pomiędzy stronami dotyczy dostawy energii elektrycznej do miejsca odbioru. " * 4, True),
        ("甲乙雙方應當在本合約簽訂之日起十五日內將全部款項支付至對方指定的銀行帳戶並以書面通知對方。" * 3, True),
        ("契約書において甲および乙は次のとおり合意した。本契約の有効期間は一年とする。" * 4, True),
        ("ABC-1234 99.50 88.20 XZ-77 2024-01-31 " * 20, True),
        ("", True),
        (shifted(PROSE, 1), False),
        (shifted(CHINESE, 777), False),
        ("\ue000\ue001\ue002\ue003" * 20, False),
        ("\ufffd" * 30, False),
    ],
)
def test_text_that_is_no_language_is_told_by_its_letters(text: str, legible: bool) -> None:
    assert is_legible(text) is legible


def test_pictures_beside_text_go_to_ocr_once_with_their_area(read) -> None:  # type: ignore[no-untyped-def]
    shown = picture()

    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawImage(shown, 100, 200, 300, 150)
        canvas.drawImage(shown, 100, 20, 300, 150)  # the same again
        canvas.drawImage(picture(size=(16, 16)), 10, 10, 16, 16)  # an icon
        canvas.drawImage(ImageReader(Image.new("RGB", (400, 200), "navy")), 420, 20, 150, 90)  # no words in it

    done = read(page(draw), "a.pdf")
    assert [bitmap.place.page for bitmap in done.bitmaps] == [1]
    assert done.bitmaps[0].area == pytest.approx(
        (100 / A4[0], 1 - 350 / A4[1], 400 / A4[0], 1 - 200 / A4[1]), abs=0.005
    )
    assert done.bitmaps[0].width / done.bitmaps[0].height == pytest.approx(2, abs=0.05)
    assert done.extraction.checked["pictures"] == "yes"


def test_too_many_pictures_are_said_once(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        for sheet in range(3):
            prose(canvas)
            for number in range(16):
                x, y = 60 + 120 * (number % 4), 300 - 70 * (number // 4)
                canvas.drawImage(picture(f"{sheet} {number}", (200, 80)), x, y, 110, 60)
            canvas.showPage()

    data = page(draw)
    assert len(read(data, "a.pdf", limits=Limits(ocr_pictures=5)).bitmaps) == 5
    done = read(data, "a.pdf")
    assert len(done.bitmaps) == 40
    assert [problem.reason for problem in done.extraction.problems] == [Reason.PICTURES_NOT_READ]
    assert done.extraction.status is Status.PARTIAL
    assert done.extraction.checked["pictures"] == "partial"


def properties(seen: Extraction) -> set[tuple[str | None, str]]:
    return {(s.locator.property, s.text) for s in seen.segments if s.kind is SegmentKind.PROPERTY}


def test_labels_and_fields_of_a_company_are_read(read) -> None:  # type: ignore[no-untyped-def]
    told = {f"/{LABEL}": "Confidential", "/Project": "Ann Lee", "/CreationDate": "D:20240131093000+08'00'"}
    data = changed(page(prose), lambda writer: writer.add_metadata(told))
    found = properties(read(data, "a.pdf").extraction)
    assert ("label", "Confidential") in found
    assert ("custom", "Project: Ann Lee") in found
    assert ("created", "2024-01-31T09:30:00+08:00") in found


def xmp(packed: bool) -> bytes:
    body = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfx="http://ns.adobe.com/pdfx/1.3/" '
        f'rdf:about="" pdfx:{LABEL}="Secret"><dc:creator><rdf:Seq><rdf:li>Ann Lee</rdf:li></rdf:Seq></dc:creator>'
        '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Plan</rdf:li></rdf:Alt></dc:title></rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    )

    def change(writer: PdfWriter) -> None:
        writer._info = None
        stream = DecodedStreamObject()
        stream.set_data(f'<?xpacket begin="" id="W5M0"?>{body}<?xpacket end="w"?>'.encode())
        stream[NameObject("/Type")], stream[NameObject("/Subtype")] = NameObject("/Metadata"), NameObject("/XML")
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream.flate_encode() if packed else stream)

    return changed(page(prose), change)


@pytest.mark.parametrize("packed", [False, True])
def test_xmp_is_read(read, packed: bool) -> None:  # type: ignore[no-untyped-def]
    seen = read(xmp(packed), "a.pdf").extraction
    assert {("label", "Secret"), ("author", "Ann Lee")} <= properties(seen)
    assert seen.title == "Plan"


def test_a_signature_is_a_fact_and_never_more(read) -> None:  # type: ignore[no-untyped-def]
    def change(writer: PdfWriter) -> None:
        signature = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Sig"), NameObject("/Filter"): NameObject("/Adobe.PPKLite"),
                NameObject("/Reason"): TextStringObject("Approved by Ann Lee"),
                NameObject("/ByteRange"): ArrayObject([NumberObject(n) for n in (0, 1, 2, 3)]),
            }
        )  # fmt: skip
        field = DictionaryObject(
            {NameObject("/FT"): NameObject("/Sig"), NameObject("/T"): TextStringObject("s"),
             NameObject("/V"): writer._add_object(signature)}
        )  # fmt: skip
        form = DictionaryObject({NameObject("/Fields"): ArrayObject([writer._add_object(field)])})
        writer.root_object[NameObject("/AcroForm")] = form

    seen = read(changed(page(prose), change), "a.pdf").extraction
    assert seen.facts["signatures"] == 1
    assert ("signature_reason", "Approved by Ann Lee") in properties(seen)
    assert not any("valid" in name for name in seen.facts)


def test_the_target_of_a_link_is_read_where_the_text_does_not_show_it(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Write to us, or look at www.example.com for more of it")
        canvas.linkURL("mailto:ann.lee@example.com", (60, 695, 120, 712))
        canvas.linkURL("http://www.example.com/", (180, 695, 300, 712))

    notes: list[Segment] = [s for s in read(page(draw), "a.pdf").extraction.segments if s.kind is SegmentKind.NOTE]
    assert [note.text for note in notes] == ["mailto:ann.lee@example.com"]
    assert notes[0].locator.page == 1
    assert notes[0].locator.box is not None


def test_a_file_that_opens_under_rules_of_its_owner_says_so(read) -> None:  # type: ignore[no-untyped-def]
    data = changed(page(prose), lambda writer: writer.encrypt("", "owner", algorithm="AES-256"))
    assert read(data, "a.pdf").extraction.facts["restricted"] is True


def test_one_broken_page_does_not_take_the_others_with_it(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        for _ in range(3):
            prose(canvas)
            canvas.showPage()

    def change(writer: PdfWriter) -> None:
        writer.pages[1][NameObject("/MediaBox")] = ArrayObject([NumberObject(0)])
        writer.root_object["/Pages"]["/Kids"][1] = NumberObject(7)

    seen = read(changed(page(draw), change), "a.pdf", limits=Limits()).extraction
    assert {s.locator.page for s in seen.segments if s.locator.page} >= {1, 3}
    assert seen.status is Status.PARTIAL
    assert seen.facts["broken_pages"] == 1


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("D:20240131093000+08'00'", "2024-01-31T09:30:00+08:00"), ("D:20240131", "2024-01-31"), ("D:2024", "2024"),
        ("D:20231003143205Z00'00'", "2023-10-03T14:32:05+00:00"), ("2024:01:31 09:30:00", "2024-01-31T09:30:00"),
        ("2024-01-31T09:30:00Z", "2024-01-31T09:30:00+00:00"), ("2024年01月31日", "2024-01-31"),
        ("Wed, 31 Jan 2024 09:30:00 -0500", "2024-01-31T09:30:00-05:00"), ("2024-01", "2024-01"),
        ("2024-01-31T09:30:00.123456", "2024-01-31T09:30:00"), ("20241331", None), ("yesterday", None), ("", None),
        ("13800000000", None),
    ],
)  # fmt: skip
def test_dates_become_iso(text: str, date: str | None) -> None:
    assert iso_date(text) == date


def test_information_in_a_stream_of_objects_is_read(read) -> None:  # type: ignore[no-untyped-def]
    head = f"70 0 << /{LABEL} (Secret) /Title (Plan) >>".encode()
    first = len(b"70 0 ")
    packed = zlib.compress(head)
    stream = b"80 0 obj\n<< /Type /ObjStm /N 1 /First %d /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    data = page(prose)
    whole = stream % (first, len(packed), packed) + data.replace(b"/Info", b"/Info 70 0 R /Was")
    assert _custom_keys(whole) == [LABEL]


def test_a_page_that_cannot_be_unpacked_is_not_said_to_be_empty(read) -> None:  # type: ignore[no-untyped-def]
    data = changed(page(prose), lambda writer: writer.pages[0].compress_content_streams())
    at = data.index(b"stream", data.index(b"/FlateDecode")) + 8
    seen = read(data[:at] + bytes(40) + data[at + 40 :], "a.pdf").extraction
    assert (seen.status, seen.reason, seen.facts["blank_pages"]) == (Status.PARTIAL, Reason.PART_UNREADABLE, 1)
