"""One small, whole file of each of twenty formats, always the same bytes."""

from __future__ import annotations

import gzip
import io
import tarfile
import wave
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from functools import cache

__all__ = ["NAMES", "sample"]

WORDS = "Opening hours: nine to five. 营业时间：九点到五点。"
_WHEN = (2024, 1, 1, 0, 0, 0)


def pack(members: Mapping[str, bytes], *, stored: str = "") -> bytes:
    """Zip members with fixed times; the one named stays uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def _same_times(data: bytes) -> bytes:
    return pack(unpack(data))


def _docx() -> bytes:
    import docx  # type: ignore[import-untyped]

    document, buffer = docx.Document(), io.BytesIO()
    document.add_heading("Hours")
    document.add_paragraph(WORDS)
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 1).text = "nine"
    document.save(buffer)
    return _same_times(buffer.getvalue())


def _xlsx() -> bytes:
    import openpyxl  # type: ignore[import-untyped]

    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in range(12):
        book.active.append(["hall", row, WORDS])
    book.save(buffer)
    return _same_times(buffer.getvalue())


def _pptx() -> bytes:
    import pptx  # type: ignore[import-untyped]

    deck, buffer = pptx.Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Hours", WORDS
    deck.save(buffer)
    return _same_times(buffer.getvalue())


def _odt() -> bytes:
    office, text = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    body = f"<office:body><office:text><text:p>{WORDS}</text:p></office:text></office:body>"
    content = f'<office:document-content xmlns:office="{office}" xmlns:text="{text}">{body}</office:document-content>'
    kind = "application/vnd.oasis.opendocument.text"
    return pack({"mimetype": kind.encode(), "content.xml": content.encode()}, stored="mimetype")


def _epub() -> bytes:
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile \
full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    book = '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" \
media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{WORDS}</p></body></html>'
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "book.opf": book,
        "a.xhtml": page,
    }
    return pack({name: text.encode() for name, text in members.items()}, stored="mimetype")


def _pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in range(3):
        canvas.drawString(72, 720, f"Opening hours of hall {page}: nine to five.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _picture(kind: str) -> bytes:
    from PIL import Image, ImageDraw

    image, buffer = Image.new("RGB", (160, 90), "white"), io.BytesIO()
    ImageDraw.Draw(image).rectangle((20, 20, 90, 60), fill="navy")
    more = {"save_all": True, "append_images": [image.rotate(90)]} if kind in ("TIFF", "GIF") else {}
    image.save(buffer, kind, **more)
    return buffer.getvalue()


def _wav() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(range(250)) * 40)
    return buffer.getvalue()


def _eml() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Hours"
    message["Date"] = "Mon, 01 Jan 2024 00:00:00 +0000"
    message.set_content(WORDS, cte="base64")
    message.add_attachment(b"hall,hours\none,nine\n", maintype="text", subtype="csv", filename="hours.csv")
    message.set_boundary("boundary-of-the-sample")
    return message.as_bytes()


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("a.txt", "folder/b.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(WORDS.encode())
            archive.addfile(info, io.BytesIO(WORDS.encode()))
    return buffer.getvalue()


_XML = f'<?xml version="1.0" encoding="UTF-8"?><halls><hall n="1"><hours>{WORDS}</hours></hall></halls>'
_SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text x="1" y="5">{WORDS}</text></svg>'
_HTML = f"<html><head><title>Hours</title></head><body><h1>Hours</h1><p>{WORDS}</p><table><tr><td>1</td></tr></table>"
_RTF = (
    r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}{\info{\title Hours}}\f0\fs24 Opening hours: nine to five.\par\b Hall\b0}"
)
_JSON = '{"halls": [{"name": "one", "hours": [9, 17]}], "open": true, "note": "' + WORDS + '"}'

_MAKERS: dict[str, Callable[[], bytes]] = {
    "hours.txt": lambda: (WORDS + "\n").encode() * 20,
    "hours.csv": lambda: ("hall,from,to\n" + "".join(f"{n},9:00,17:00\n" for n in range(30))).encode(),
    "hours.json": lambda: _JSON.encode(),
    "hours.xml": lambda: _XML.encode(),
    "hours.svg": lambda: _SVG.encode(),
    "hours.html": lambda: f"{_HTML}</body></html>".encode(),
    "hours.rtf": lambda: _RTF.encode(),
    "hours.eml": _eml,
    "hours.docx": _docx,
    "hours.xlsx": _xlsx,
    "hours.pptx": _pptx,
    "hours.odt": _odt,
    "hours.epub": _epub,
    "hours.pdf": _pdf,
    "hours.png": lambda: _picture("PNG"),
    "hours.jpg": lambda: _picture("JPEG"),
    "hours.tiff": lambda: _picture("TIFF"),
    "hours.wav": _wav,
    "hours.zip": lambda: pack({"a.txt": WORDS.encode(), "b/c.csv": b"hall,hours\none,nine\n"}),
    "hours.tar.gz": lambda: gzip.compress(_tar(), mtime=0),
}
NAMES = tuple(_MAKERS)


@cache
def sample(name: str) -> bytes:
    """Return the bytes of a sample by its name."""
    return _MAKERS[name]()
