"""A real file of every media type that a reader takes, made here, or one of the shared documents."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from heic_files import heic
from media_files import clip, noise, recording
from ofd_files import ofd
from old_files import binary_workbook, packed, perfect, star
from seven_files import made
from table_files import avro, parquet, sqlite

from assay.extractors.office.legacy import LEGACY
from assay.extractors.sandbox.soffice import installation
from assay.governance.domain import Reason

__all__ = ["ENDS", "FILES", "WORD", "WORDLESS", "WORDS"]

WORD = "Marker"
DOCUMENTS = Path(__file__).parents[3] / "shared" / "data" / "documents" / "formats"
_TEXT = f"{WORD} in plain words.\n"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_ODF_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{place}:1.0"'
    for name, place in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
)


def shared(name: str) -> Callable[[], bytes]:
    """Return a way to read one of the shared documents, or to skip where they are not."""

    def read() -> bytes:
        path = DOCUMENTS / name
        if not path.is_file():
            pytest.skip("shared/data/documents is not here")
        return path.read_bytes()

    return read


def _renamed(name: str, stream: str, other: str) -> bytes:
    """Return a shared compound file in which one stream has another name."""
    return shared(name)().replace(stream.encode("utf-16-le"), other.encode("utf-16-le"))


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(_TEXT)
        archive.addfile(info, io.BytesIO(_TEXT.encode()))
    return buffer.getvalue()


def _zstd() -> bytes:
    """Return one frame of one block as it is, not compressed (RFC 8878)."""
    text = _TEXT.encode()
    return b"\x28\xb5\x2f\xfd\x20" + bytes([len(text)]) + (len(text) << 3 | 1).to_bytes(3, "little") + text


def _docx() -> bytes:
    import docx  # type: ignore[import-untyped]

    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph(_TEXT)
    document.add_table(rows=1, cols=1).cell(0, 0).text = WORD
    document.save(buffer)
    return buffer.getvalue()


def _xlsx() -> bytes:
    import openpyxl  # type: ignore[import-untyped]

    workbook, buffer = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(["name", "hours"])
    workbook.active.append([WORD, "nine"])
    workbook.save(buffer)
    return buffer.getvalue()


def _pptx() -> bytes:
    import pptx  # type: ignore[import-untyped]

    deck, buffer = pptx.Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Hours", _TEXT
    deck.save(buffer)
    return buffer.getvalue()


def _odf(kind: str, body: str) -> bytes:
    content = f"<office:document-content {_ODF_NAMES}><office:body>{body}</office:body></office:document-content>"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    members = {"mimetype": f"{_ODF}{kind}", "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed(members, stored="mimetype")


def _epub() -> bytes:
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile \
full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    book = '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" \
media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{_TEXT}</p></body></html>'
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "book.opf": book}
    return packed(members | {"a.xhtml": page}, stored="mimetype")


def _pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, _TEXT.strip())
    canvas.save()
    return buffer.getvalue()


def _picture(form: str) -> Callable[[], bytes]:
    def draw() -> bytes:
        from PIL import Image, ImageDraw

        size = (256, 256) if form == "ICO" else (400, 120)
        image, buffer = Image.new("RGB", size, "white"), io.BytesIO()
        ImageDraw.Draw(image).text((40, 30), WORD, fill="black", font_size=48)
        image.save(buffer, form)
        return buffer.getvalue()

    return draw


def _heic() -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (400, 120), "white")
    ImageDraw.Draw(image).text((40, 30), WORD, fill="black", font_size=48)
    return heic(image)


def _psd() -> bytes:
    """Return a Photoshop file of one flat picture: header, three empty sections, raw channels."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (400, 120), "white")
    ImageDraw.Draw(image).text((40, 30), WORD, fill="black", font_size=48)
    head = b"8BPS\0\x01" + bytes(6) + (3).to_bytes(2, "big") + (120).to_bytes(4, "big") + (400).to_bytes(4, "big")
    planes = b"".join(channel.tobytes() for channel in image.split())
    return head + (8).to_bytes(2, "big") + (3).to_bytes(2, "big") + bytes(12) + bytes(2) + planes


def _eml() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Hours"
    message.set_content(_TEXT)
    message.add_attachment(_TEXT.encode(), maintype="text", subtype="csv", filename="hours.csv")
    return message.as_bytes()


def _mbox() -> bytes:
    one = b"From a@example.com Mon Jan  1 00:00:00 2024\n" + _eml().replace(b"\nFrom ", b"\n>From ") + b"\n"
    return one * 2


_CALENDAR = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\nBEGIN:VEVENT\r\nUID:1@example.com\r\n\
DTSTART:20240101T090000Z\r\nSUMMARY:{WORD}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
_CARD = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{WORD}\r\nN:{WORD};;;;\r\nEMAIL:a@example.com\r\nEND:VCARD\r\n"
_SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text x="1" y="5">{WORD}</text></svg>'
_LOG = "".join(f"2024-01-01 09:00:0{n} INFO hall: {WORD} opened\n" for n in range(9))
_CODE = f"import os\n\n\ndef opened(hall):\n    # {WORD}\n    return os.path.join(hall, 'open')\n" * 3

FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "application/zip": ("a.zip", lambda: packed({"a.txt": _TEXT})),
    "application/x-tar": ("a.tar", _tar),
    "application/gzip": ("a.txt.gz", lambda: gzip.compress(_TEXT.encode())),
    "application/x-bzip2": ("a.txt.bz2", lambda: bz2.compress(_TEXT.encode())),
    "application/x-xz": ("a.txt.xz", lambda: lzma.compress(_TEXT.encode())),
    "application/vnd.apache.parquet": ("a.parquet", lambda: parquet(WORD)),
    "application/avro": ("a.avro", lambda: avro(WORD)),
    "application/vnd.sqlite3": ("a.sqlite", lambda: sqlite(WORD)),
    "text/csv": ("a.csv", lambda: f"name,hours\n{WORD},nine\n".encode()),
    "text/tab-separated-values": ("a.tsv", lambda: f"name\thours\n{WORD}\tnine\n".encode()),
    f"{_OOXML}wordprocessingml.document": ("a.docx", _docx),
    f"{_OOXML}presentationml.presentation": ("a.pptx", _pptx),
    f"{_OOXML}spreadsheetml.sheet": ("a.xlsx", _xlsx),
    f"{_ODF}text": ("a.odt", lambda: _odf("text", f"<office:text><text:p>{_TEXT}</text:p></office:text>")),
    f"{_ODF}presentation": (
        "a.odp",
        lambda: _odf(
            "presentation",
            f'<office:presentation><draw:page draw:name="p1"><draw:frame><draw:text-box><text:p>{_TEXT}</text:p>\
</draw:text-box></draw:frame></draw:page></office:presentation>',
        ),
    ),
    f"{_ODF}spreadsheet": (
        "a.ods",
        lambda: _odf(
            "spreadsheet",
            '<office:spreadsheet><table:table table:name="halls">'
            + "".join(
                f'<table:table-row><table:table-cell office:value-type="string"><text:p>{cell}</text:p>\
</table:table-cell></table:table-row>'
                for cell in ("name", WORD)
            )
            + "</table:table></office:spreadsheet>",
        ),
    ),
    "application/epub+zip": ("a.epub", _epub),
    "application/ofd": ("a.ofd", lambda: ofd([(_TEXT.strip(), (20, 30, 90, 5))])),
    "application/pdf": ("a.pdf", _pdf),
    "application/x-subrip": ("a.srt", lambda: f"1\n00:00:01,000 --> 00:00:02,000\n{_TEXT}".encode()),
    "text/vtt": ("a.vtt", lambda: f"WEBVTT\n\n00:01.000 --> 00:02.000\n{_TEXT}".encode()),
    "application/rtf": ("a.rtf", lambda: f"{{\\rtf1\\ansi {_TEXT}\\par}}".encode()),
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": ("a.xlsb", lambda: binary_workbook("name", WORD)),
    "application/vnd.sun.xml.writer": ("a.sxw", lambda: star("writer", _TEXT.strip())),
    "application/vnd.sun.xml.impress": ("a.sxi", lambda: star("impress", _TEXT.strip())),
    "application/vnd.wordperfect": ("a.wpd", lambda: perfect(_TEXT.strip())),
    "application/x-ole-encrypted": ("password_protected.xlsx", shared("password_protected.xlsx")),
    "application/x-ole-storage": ("Thumbs.db", lambda: _renamed("fake.doc", "WordDocument", "WordDocumens")),
    "application/x-7z-compressed": ("a.7z", lambda: made("bcj and lzma2")),
    "application/vnd.rar": ("a.rar", lambda: b"Rar!\x1a\x07\x01\0" + bytes(100)),
    "application/zstd": ("a.txt.zst", _zstd),
    "application/msword": ("fake.doc", shared("fake.doc")),
    "application/vnd.ms-powerpoint": ("fake-power-point.ppt", shared("fake-power-point.ppt")),
    "application/vnd.ms-excel": ("tests-example.xls", shared("tests-example.xls")),
    "application/vnd.ms-outlook": ("fake-email.msg", shared("fake-email.msg")),
    "text/html": ("a.html", lambda: f"<html><body><p>{_TEXT}</p></body></html>".encode()),
    "message/rfc822": ("a.eml", _eml),
    "application/mbox": ("a.mbox", _mbox),
    "text/calendar": ("a.ics", _CALENDAR.encode),
    "text/vcard": ("a.vcf", _CARD.encode),
    "application/json": ("a.json", lambda: json.dumps({"halls": [{"name": WORD}]}).encode()),
    "application/x-ndjson": ("a.ndjson", lambda: f'{{"name": "{WORD}"}}\n{{"name": "b"}}\n'.encode()),
    "application/xml": ("a.xml", lambda: f'<?xml version="1.0"?><halls><hall>{WORD}</hall></halls>'.encode()),
    "image/svg+xml": ("a.svg", _SVG.encode),
    "text/plain": ("a.txt", _TEXT.encode),
    "text/markdown": ("a.md", lambda: f"# Hours\n\n{_TEXT}\n- one\n- two\n".encode()),
    "text/x-rst": ("a.rst", lambda: f"Hours\n=====\n\n{_TEXT}\n".encode()),
    "text/x-org": ("a.org", lambda: f"* Hours\n{_TEXT}\n".encode()),
    "text/x-log": ("a.log", _LOG.encode),
    "text/x-source": ("a.py", _CODE.encode),
    "application/yaml": ("a.yaml", lambda: f"halls:\n  - name: {WORD}\n    hours: nine\n".encode()),
    "application/pkcs7-signature": ("signed-doc.p7s", shared("eml/signed-doc.p7s")),
    "image/png": ("a.png", _picture("PNG")),
    "image/jpeg": ("a.jpg", _picture("JPEG")),
    "image/gif": ("a.gif", _picture("GIF")),
    "image/bmp": ("a.bmp", _picture("BMP")),
    "image/tiff": ("a.tiff", _picture("TIFF")),
    "image/webp": ("a.webp", _picture("WEBP")),
    "image/avif": ("a.avif", _picture("AVIF")),
    "image/jp2": ("a.jp2", _picture("JPEG2000")),
    "image/x-icon": ("a.ico", _picture("ICO")),
    "image/x-portable-anymap": ("a.ppm", _picture("PPM")),
    "image/vnd.adobe.photoshop": ("a.psd", _psd),
    "image/heic": ("a.heic", _heic),
    "audio/wav": ("a.wav", recording("wav", "pcm_s16le")),
    "audio/aiff": ("a.aiff", recording("aiff", "pcm_s16be")),
    "audio/mpeg": ("a.mp3", recording("mp3", "libmp3lame")),
    "audio/flac": ("a.flac", recording("flac", "flac")),
    "audio/ogg": ("a.ogg", recording("ogg", "libopus", rate=48_000)),
    "audio/mp4": ("a.m4a", recording("ipod", "aac")),
    "audio/aac": ("a.aac", recording("adts", "aac")),
    "audio/x-ms-wma": ("a.wma", recording("asf", "wmav2")),
    "audio/amr": ("a.amr", noise),
    "video/mp4": ("a.mp4", clip("mp4", "mpeg4")),
    "video/quicktime": ("a.mov", clip("mov", "mpeg4")),
    "video/3gpp": ("a.3gp", clip("3gp", "mpeg4")),
    "video/x-msvideo": ("a.avi", clip("avi", "mpeg4")),
    "video/x-matroska": ("a.mkv", clip("matroska", "mpeg4")),
    "video/webm": ("a.webm", clip("webm", "libvpx")),
    "video/ogg": ("a.ogv", clip("ogg", "libvpx")),
    "video/mpeg": ("a.mpg", clip("mpeg", "mpeg1video")),
    "video/x-flv": ("a.flv", clip("flv", "flv1")),
    "video/x-ms-wmv": ("a.wmv", clip("asf", "wmv2")),
}
# What ends otherwise than complete, whatever the file: nothing here unlocks, or opens, these.
ENDS = {
    "application/x-ole-encrypted": Reason.ENCRYPTED,
    "application/x-ole-storage": Reason.UNSUPPORTED_FORMAT,
    "application/vnd.rar": Reason.READER_MISSING,
}
if installation() is None:  # without LibreOffice its files say so
    ENDS |= dict.fromkeys(LEGACY, Reason.READER_MISSING)
# Sound without speech holds no word; the shared documents hold others.
WORDLESS = frozenset(kind for kind in FILES if kind.startswith("audio/"))
WORDS = {
    "fake.doc": "Lorem ipsum", "fake-power-point.ppt": "Adding a Bullet", "tests-example.xls": "incorrect",
    "fake-email.msg": "test email", "signed-doc.p7s": "signed message",
}  # fmt: skip
