"""A photograph tells where it was taken, whatever file it stands in, with the place where it stands there."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from functools import cache
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

SYDNEY, PEKING = "-33.8598333, 151.2111111", "39.9042000, 116.4074000"


@cache
def photo(place: str = SYDNEY, kind: str = "JPEG", *, known: bool = True) -> bytes:
    """Return a picture whose EXIF says where it was taken, or nothing of it."""
    exif = Image.Exif()
    latitude, longitude = (float(it) for it in place.split(", "))
    if known:
        gps = exif[0x8825] = exif.get_ifd(0x8825)
        gps.update({
            1: "S" if latitude < 0 else "N", 2: (abs(latitude), 0.0, 0.0),
            3: "W" if longitude < 0 else "E", 4: (abs(longitude), 0.0, 0.0),
        })  # fmt: skip
    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(buffer, kind, exif=exif)
    return buffer.getvalue()


@cache
def edited(kind: str, packet: str = "33,51.59S|151,12.6666E") -> bytes:
    """Return a picture whose XMP alone says where it was taken, as an editor writes it."""
    latitude, longitude = packet.split("|")
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" '
        f'exif:GPSLatitude="{latitude}" exif:GPSLongitude="{longitude}"/></rdf:RDF></x:xmpmeta>'
    )
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp)
    more = {"PNG": {"pnginfo": info}, "TIFF": {"tiffinfo": {700: xmp.encode()}}}.get(kind, {"xmp": xmp.encode()})
    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(buffer, kind, **more)
    return buffer.getvalue()


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word(data: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph("The house")
    document.add_picture(io.BytesIO(data))
    return saved(document)


def slides(data: bytes) -> bytes:
    deck = pptx.Presentation()
    for number in range(2):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        if number:
            slide.shapes.add_picture(io.BytesIO(data), 0, 0)
    return saved(deck)


def sheet(data: bytes) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "The house"
    book.active.add_image(SheetImage(io.BytesIO(data)), "B2")
    return saved(book)


def pdf(data: bytes) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 400))
    canvas.drawString(30, 360, "The house stands in the second street on the left, behind the old station.")
    canvas.showPage()
    canvas.drawString(30, 360, "This is what it looks like from the street, seen in the afternoon.")
    canvas.drawImage(ImageReader(io.BytesIO(data)), 100, 100, 200, 200)
    canvas.save()
    return buffer.getvalue()


def packed(data: bytes) -> bytes:
    """Return a PDF whose photograph is packed once more."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf(data)))
    (picture,) = [it for it in writer._objects if it is not None and it.get_object().get("/Subtype") == "/Image"]
    picture._data = zlib.compress(data)
    picture[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode"), NameObject("/DCTDecode")])
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def html(data: bytes) -> bytes:
    address = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
    return f'<html><body><p>The house</p><p><img src="{address}"></p></body></html>'.encode()


def mail(data: bytes) -> bytes:
    head = b"From: a@example.com\nTo: b@example.com\nSubject: The house\nMIME-Version: 1.0\n"
    return head + b"Content-Type: text/html\n\n" + html(data)


def rtf(data: bytes) -> bytes:
    return b"{\\rtf1\\ansi The house\\par{\\pict\\jpegblip\\picw100\\pich100 " + data.hex().encode() + b"}}"


def book(data: bytes) -> bytes:
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{}</p></body></html>'
    members = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container><rootfiles><rootfile full-path="a/b.opf"/></rootfiles></container>',
        "a/b.opf": b'<package><manifest><item id="p" href="p.xhtml"/><item id="q" href="t/q.xhtml"/></manifest>'
        b'<spine><itemref idref="p"/><itemref idref="q"/></spine></package>',
        "a/p.xhtml": page.format("The house").encode(),
        "a/t/q.xhtml": page.format('<img alt="" src="../the%20house.jpg"/>').encode(),
        "a/the house.jpg": data,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


ROWS = [
    ("a.docx", word, {"part": "body/p[2]/picture[1]"}),
    ("a.pptx", slides, {"page": 2}),
    ("a.xlsx", sheet, {"part": "picture/image1.jpeg"}),
    ("a.pdf", pdf, {"page": 2, "box": (0.25, 0.25, 0.75, 0.75)}),
    ("packed.pdf", packed, {"page": 2, "box": (0.25, 0.25, 0.75, 0.75)}),
    ("a.html", html, {"part": "/html/body[1]/p[2]/img[1]"}),
    ("a.eml", mail, {"part": "body/html/html/body[1]/p[2]/img[1]"}),
    ("a.rtf", rtf, {"part": "picture[1]"}),
    ("a.epub", book, {"part": "a/the house.jpg", "page": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "place"), ROWS, ids=[name for name, _, _ in ROWS])
def test_a_photograph_in_a_file_tells_where_it_was_taken(read, name: str, make: Any, place: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
    found = [it for it in read(make(photo()), name).extraction.segments if it.locator.property == "gps"]
    assert [it.text for it in found] == [SYDNEY]
    assert {field: getattr(found[0].locator, field) for field in place} == place
    unknown = read(make(photo(known=False)), name).extraction
    assert [it for it in unknown.segments if it.locator.property == "gps"] == []
    assert unknown.segments


@pytest.mark.parametrize("make", [word, pdf, html, rtf, book], ids=lambda it: it.__name__)
def test_a_photograph_whose_xmp_alone_tells_it_tells_it_in_a_file(read, make: Any) -> None:  # type: ignore[no-untyped-def]
    name = next(name for name, other, _ in ROWS if other is make)
    found = read(make(edited("JPEG")), name).extraction.segments
    assert [it.text for it in found if it.locator.property == "gps"] == ["-33.8598333, 151.2111100"]


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (edited("PNG"), ["-33.8598333, 151.2111100"]),
        (edited("WEBP"), ["-33.8598333, 151.2111100"]),
        (edited("TIFF"), ["-33.8598333, 151.2111100"]),
        (photo(PEKING, "TIFF"), [PEKING]),
        (edited("JPEG", "|"), []),
        (edited("JPEG", "high|far"), []),
        (photo(PEKING, "TIFF", known=False), []),
        (b"II*\0" + bytes(64), []),
        (edited("JPEG")[:200], []),
    ],
)
def test_xmp_and_tiff_tell_it_and_what_is_no_place_says_nothing(read, picture: bytes, said: list[str]) -> None:  # type: ignore[no-untyped-def]
    found = read(html(picture), "a.html").extraction.segments
    assert [it.text for it in found if it.locator.property == "gps"] == said


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_of_pictures_tell_it_too(read, kind: str) -> None:  # type: ignore[no-untyped-def]
    found = read(html(photo(PEKING, kind)), "a.html").extraction.segments
    assert [it.text for it in found if it.locator.property == "gps"] == [PEKING]


def test_a_photograph_that_is_shown_again_is_said_once_and_broken_ones_cost_nothing(read) -> None:  # type: ignore[no-untyped-def]
    page = html(photo()) + html(photo())[12:] + html(photo()[:300]) + html(photo(PEKING))
    found = read(page, "a.html").extraction
    assert [it.text for it in found.segments if it.locator.property == "gps"] == [SYDNEY, PEKING]
