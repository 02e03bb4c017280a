"""What stands in an image beside its pixels: EXIF, XMP, IPTC, PNG texts, comments, and where it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.extractors.shared.camera_places import place_of
from assay.extractors.shared.dates import iso_date
from assay.extractors.shared.draft import Draft
from assay.extractors.shared.encodings import decode_text
from assay.extractors.shared.xmp import read_xmp

__all__ = ["write_metadata"]

_EXIF_IFD = 0x8769
_TEXTS = {
    "ImageDescription": "description", "Artist": "author", "Copyright": "copyright", "XPTitle": "title",
    "XPComment": "comment", "XPAuthor": "author", "XPKeywords": "keywords", "XPSubject": "subject",
    "UserComment": "comment", "CameraOwnerName": "owner", "BodySerialNumber": "camera_serial",
    "LensSerialNumber": "lens_serial", "DateTimeOriginal": "taken", "DateTime": "modified", "Make": "camera_make",
    "Model": "camera_model",
    "Software": "software", "HostComputer": "host", "DocumentName": "title",
    "PageName": "page",
    "ImageUniqueID": "image_id",
}  # fmt: skip
_IPTC = {
    (2, 5): "title", (2, 80): "author", (2, 90): "city", (2, 92): "place", (2, 101): "country", (2, 105): "headline",
    (2, 110): "credit", (2, 115): "source", (2, 116): "copyright", (2, 118): "contact", (2, 120): "description",
    (2, 122): "author", (2, 25): "keywords", (2, 95): "state", (2, 40): "instructions", (2, 103): "reference",
}  # fmt: skip
_DATES = frozenset({"taken", "modified", "created"})
_LONGEST = 20_000


def write_metadata(picture: Any, draft: Draft) -> None:
    """Add every text that the picture's metadata hold, and `gps` as decimal "lat, lon" at full precision."""
    said: set[tuple[str, str]] = set()

    def put(name: str, value: object) -> None:
        text = _text(value)
        placed = name == "gps" and any(earlier == "gps" for earlier, _ in said)  # EXIF and XMP round it differently
        if text and not placed and (name, text) not in said:
            said.add((name, text))
            draft.property(name, text)
            if name == "title" and draft.title is None:
                draft.title = text

    _exif(picture, put)
    _iptc(picture, put)
    for key, value in dict(picture.info).items():
        if key in ("comment", "Comment"):
            put("comment", value)
        elif key in ("xmp", "XML:com.adobe.xmp"):
            _xmp(value, put)
        elif isinstance(key, str) and isinstance(value, str) and key not in ("exif", "icc_profile", "mode"):
            put(key[:64].lower().replace(" ", "_"), value)


def _exif(picture: Any, put: Any) -> None:
    from PIL import ExifTags

    try:
        exif = picture.getexif()
        tables: list[Mapping[int, Any]] = [exif, exif.get_ifd(_EXIF_IFD)]
    except Exception:  # noqa: BLE001 - broken EXIF breaks in many ways, and the picture may still be sound
        return
    for table in tables:
        for tag, value in table.items():
            name = _TEXTS.get(ExifTags.TAGS.get(tag, ""))
            if name:
                text = _exif_text(ExifTags.TAGS[tag], value)
                put(name, iso_date(text) or text if name in _DATES and isinstance(text, str) else text)
    put("gps", place_of(exif))


def _exif_text(tag: str, value: Any) -> Any:
    """Decode Windows' UTF-16 fields and the user comment with its eight-byte sign of encoding."""
    data = bytes(value) if isinstance(value, tuple | list) and all(isinstance(item, int) for item in value) else value
    if not isinstance(data, bytes):
        return data
    if tag.startswith("XP"):
        return data.decode("utf-16-le", "replace").rstrip("\x00")
    if tag == "UserComment" and data[:8] in (b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", b"\0" * 8):
        body = data[8:]
        if data.startswith(b"UNICODE"):
            return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "replace")
        return decode_text(body)[0]
    return decode_text(data)[0]


def _iptc(picture: Any, put: Any) -> None:
    from PIL import IptcImagePlugin

    try:
        records = IptcImagePlugin.getiptcinfo(picture) or {}
    except Exception:  # noqa: BLE001 - as for EXIF
        return
    for tag, value in records.items():
        name = _IPTC.get(tag)
        for item in value if isinstance(value, list) else [value]:
            if name:
                put(name, item)


def _xmp(value: object, put: Any) -> None:
    packet = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
    for name, text in read_xmp(packet):
        put(name, iso_date(text) or text if name in _DATES else text)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = decode_text(value)[0]
    if not isinstance(value, str | int | float):
        return ""
    text = str(value).strip("\x00 \t\r\n")[:_LONGEST]
    return text if any(char.isprintable() and not char.isspace() for char in text) else ""
