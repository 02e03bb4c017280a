"""What a file is: its content decides, its name is a hint."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest

from assay.extractors.sniffing.modality import modality_of
from assay.extractors.sniffing.sniff import HEAD_BYTES, disagrees, sniff
from assay.governance.domain import Modality

OOXML = "application/vnd.openxmlformats-officedocument."
MAIL = (
    b"From: a@example.com\r\nTo: b@example.com\r\nSubject: hello\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n\r\nHi\r\n"
)
TABLE = b"name;city;age\nAnn;Oslo;31\nBob;Rome;44\nCid;Bern;27\nDan;Lima;39\n"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7\n...", "report.txt", "application/pdf"),
        (b"{\\rtf1 hi}", "a.doc", "application/rtf"),
        (gzip.compress(b"x", mtime=0), "a.csv", "application/gzip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "a.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "x", "image/jpeg"),
        (b"II*\x00" + b"\xff" * 5000, "scan.tiff", "image/tiff"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "x", "audio/wav"),
        (b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", "x.mp4", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "x", "video/mp4"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "x", "image/heic"),
        (b"ID3\x04\x00\x00" + bytes(30), "x", "audio/mpeg"),
        (b"fLaC" + bytes(30), "x", "audio/flac"),
        (b"OggS" + bytes(30), "x", "audio/ogg"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "x.zip", "application/x-7z-compressed"),
        (MAIL, "note.txt", "message/rfc822"),
        (b"\xef\xbb\xbf" + MAIL, "note", "message/rfc822"),
        (b"Subject: lunch?\n\nAt noon.\n", "x.eml", "message/rfc822"),
        (b"Subject: lunch?\n\nAt noon.\n", "x.txt", "text/plain"),
        (b"Name: Ann\nAge: 31\nCity: Oslo\n\nmore\n", "x.txt", "text/plain"),
        (b'{"a": 1}', "x", "application/json"),
        (b'{"a": 1}\n{"a": 2}\n', "x.json", "application/x-ndjson"),
        (b'{"a": 1', "x.txt", "text/plain"),
        (b'{"a": 1', "x.json", "application/json"),
        (b"{not json at all", "x", "text/plain"),
        (b"<?xml version='1.0'?><r/>", "x.txt", "application/xml"),
        (b"<!DOCTYPE html><html></html>", "x.txt", "text/html"),
        (b"<p>Hello</p>", "x.html", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x", "image/svg+xml"),
        (TABLE, "x.txt", "text/csv"),
        (TABLE, "x", "text/csv"),
        (b"Dear Ann,\nthank you, and yes, I will.\nSee you, Bob\n", "x.txt", "text/plain"),
        (b"a,b\n1,2\n", "x.csv", "text/csv"),
        (b"# Title\n\ntext\n", "README.md", "text/markdown"),
        (b"import os\n", "x.py", "text/x-source"),
        ("客户姓名".encode("gb18030") * 30, "x.txt", "text/plain"),
        ("plain words".encode("utf-16-le"), "x.txt", "text/plain"),
        (b"BMW is a maker of cars.\n", "x.txt", "text/plain"),
        (bytes(range(256)) * 8, "x.txt", "application/octet-stream"),
        (bytes(range(256)) * 8, "x", "application/octet-stream"),
        (b"", "x.pdf", "application/x-empty"),
    ],
)
def test_content_decides_and_the_name_is_a_hint(data: bytes, name: str, expected: str) -> None:
    assert sniff(data[:HEAD_BYTES], name, io.BytesIO(data)) == expected


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("word/document.xml", f"{OOXML}wordprocessingml.document"),
        ("xl/workbook.xml", f"{OOXML}spreadsheetml.sheet"),
        ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        ("ppt/presentation.xml", f"{OOXML}presentationml.presentation"),
        ("META-INF/container.xml", "application/epub+zip"),
        ("readme.txt", "application/zip"),
    ],
)
def test_zip_based_formats_are_told_by_their_members(zipped, member: str, expected: str) -> None:  # type: ignore[no-untyped-def]
    data = zipped({member: b"x"})
    assert sniff(data[:HEAD_BYTES], "x.zip", io.BytesIO(data)) == expected


def test_a_broken_zip_keeps_what_its_name_says(zipped) -> None:  # type: ignore[no-untyped-def]
    data = zipped({"word/document.xml": b"x" * 3000})[:-60]
    assert sniff(data, "x.docx", io.BytesIO(data)) == f"{OOXML}wordprocessingml.document"
    assert sniff(data, "x", io.BytesIO(data)) == "application/zip"


@pytest.mark.parametrize(
    ("media_type", "name", "expected"),
    [
        ("application/pdf", "a.pdf", False),
        ("application/pdf", "a.docx", True),
        ("text/plain", "a.md", False),
        ("text/csv", "a.txt", False),
        ("message/rfc822", "a.txt", True),
        ("application/zip", "invoice.pdf", True),
        ("image/png", "a.jpg", True),
        ("application/pdf", "no-ending", False),
        ("application/x-ole-encrypted", "a.xlsx", False),
        ("application/x-ndjson", "a.json", False),
    ],
)
def test_a_name_that_says_something_else_is_noted(media_type: str, name: str, expected: bool) -> None:
    assert disagrees(media_type, name) is expected


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/csv", Modality.TABLE),
        ("message/rfc822", Modality.EMAIL),
        ("application/pdf", Modality.DOCUMENT),
        ("image/heic", Modality.IMAGE),
        ("audio/ogg", Modality.AUDIO),
        ("video/mp4", Modality.VIDEO),
        ("application/x-7z-compressed", Modality.ARCHIVE),
        (f"{OOXML}spreadsheetml.sheet", Modality.SPREADSHEET),
        (f"{OOXML}presentationml.presentation", Modality.DOCUMENT),
        ("text/x-anything", Modality.TEXT),
        ("application/octet-stream", Modality.OTHER),
    ],
)
def test_every_media_type_has_a_modality(media_type: str, expected: Modality) -> None:
    assert modality_of(media_type) is expected


def test_the_wrong_ending_becomes_a_fact(read) -> None:  # type: ignore[no-untyped-def]
    assert read(json.dumps({"a": 1}).encode(), "photo.jpg").extraction.facts["extension_mismatch"] is True
    assert "extension_mismatch" not in read(b"words", "a.txt").extraction.facts


@pytest.mark.parametrize(
    ("says", "name", "expected"),
    [
        ("application/vnd.oasis.opendocument.text", "x", "application/vnd.oasis.opendocument.text"),
        ("application/vnd.sun.xml.writer", "x", "application/vnd.sun.xml.writer"),
        ("application/vnd.oasis.opendocument.t\u00e9xt", "x.odt", "application/vnd.oasis.opendocument.text"),
        ("application/epub+zip\x00\x07", "x.epub", "application/epub+zip"),
        ("application/epub+zip\u4e2d", "x.txt", "application/zip"),
        ("text/html", "x.odt", "application/zip"),
    ],
)
def test_what_a_zip_says_of_itself_is_believed_where_it_is_a_media_type(says: str, name: str, expected: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", says)
    assert sniff(file.getvalue()[:HEAD_BYTES], name, file) == expected


@pytest.mark.parametrize(
    ("streams", "expected"), [("sound", "audio/x-ms-wma"), ("sound picture", "video/x-ms-wmv"), ("", "video/x-ms-wmv")]
)
def test_a_windows_recording_is_no_film(streams: str, expected: str) -> None:
    kinds = {
        "sound": "409e69f84d5bcf11a8fd00805f5c442b", "picture": "c0ef19bc4d5bcf11a8fd00805f5c442b"
    }  # fmt: skip
    head = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c" + "".join(kinds[it] for it in streams.split()))
    assert sniff(head + bytes(40), "x", io.BytesIO(head)) == expected
