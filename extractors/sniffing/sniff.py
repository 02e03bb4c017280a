"""Which media type a file has: by its content first, its name as a hint alone."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from assay.extractors.sniffing.endings import hint
from assay.extractors.sniffing.texts import sniff_text

__all__ = ["HEAD_BYTES", "disagrees", "sniff"]

HEAD_BYTES = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML = "application/vnd.openxmlformats-officedocument."
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"PAR1", "application/vnd.apache.parquet"),
    (0, b"PARE", "application/vnd.apache.parquet"),
    (0, b"Obj\x01", "application/avro"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"\xffWPC", "application/vnd.wordperfect"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"\x7fELF", "application/x-executable"),
)
_FTYP = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic", b"hevc": "image/heic",
    b"avif": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime",
    b"3gp4": "video/3gpp", b"3gp5": "video/3gpp", b"3gp6": "video/3gpp", b"3g2a": "video/3gpp",
}  # fmt: skip
# Identifiers of the header and of its kinds of stream (Advanced Systems Format, 10.1 and 10.4).
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_SOUND = bytes.fromhex("409e69f84d5bcf11a8fd00805f5c442b")
_ASF_PICTURE = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
# Zips that name their media type in a member of their own; what that says is believed where it can be one.
_NAMED = ("application/epub+zip", "application/vnd.oasis.opendocument.", "application/vnd.sun.xml.")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+/-]+")
_ANYMAP = re.compile(rb"P[1-6]\s+(?:#[^\n]*\s+)*\d+\s+\d+\s")
_RIFF = {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}
_ALIASES = {
    "audio/x-wav": "audio/wav", "audio/x-flac": "audio/flac", "audio/m4a": "audio/mp4", "audio/x-m4a": "audio/mp4",
    "video/x-m4v": "video/mp4", "image/heif": "image/heic", "image/jpx": "image/jp2",
    "application/x-tar": "application/x-tar", "audio/x-aiff": "audio/aiff",
    "application/x-rar-compressed": "application/vnd.rar",
}  # fmt: skip
_SAME = (
    {"text/plain", "text/x-log", "text/x-source", "text/markdown", "text/x-rst", "text/x-org", "application/yaml"},
    {"audio/mp4", "video/mp4", "video/quicktime", "audio/aac", "video/3gpp"},
    {"text/html", "application/xml", "image/svg+xml"},
    {"application/json", "application/x-ndjson"},
    {"text/csv", "text/tab-separated-values", "text/plain"},
    {"video/x-matroska", "video/webm"},
    {"audio/ogg", "video/ogg"},
)


def sniff(head: bytes, name: str, file: BinaryIO) -> str:
    """Return the media type of a file.

    `head` is its first `HEAD_BYTES`; `file` is looked into where a container must be opened (zip, OLE), and
    left anywhere. Unknown bytes are `application/octet-stream`, an empty file is `application/x-empty`.
    """
    if not head:
        return "application/x-empty"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(file, name)
    if head.startswith(_OLE):
        return _ole_type(file)
    for place, magic, media_type in _MAGIC:
        if head[place : place + len(magic)] == magic:
            return media_type
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    return _media_magic(head) or sniff_text(head, name) or _by_library(head) or _last_resort(head, name)


def disagrees(media_type: str, name: str) -> bool:
    """Say whether a name's ending hints at another media type than the content has."""
    hinted = hint(name)
    if hinted is None or media_type in (hinted, "application/x-empty", "application/octet-stream"):
        return False
    if media_type.startswith("application/x-ole-encrypted"):
        return not hinted.startswith(_OOXML)
    return not any(hinted in group and media_type in group for group in _SAME)


def _media_magic(head: bytes) -> str | None:
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12])
    if head.startswith(_ASF):
        return "audio/x-ms-wma" if _ASF_SOUND in head and _ASF_PICTURE not in head else "video/x-ms-wmv"
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "video/mp4")
    if _ANYMAP.match(head):
        return "image/x-portable-anymap"
    if head.startswith(b"OggS"):
        return "video/ogg" if b"theora" in head[:512] or b"OVP80" in head[:512] else "audio/ogg"
    if head.startswith(b"ID3"):
        return "audio/mpeg"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[0] == 0xFF and len(head) > 4:
        if head[1] & 0xF6 == 0xF0:
            return "audio/aac"
        if head[1] & 0xE0 == 0xE0 and head[1] & 0x06 and head[2] & 0xF0 != 0xF0 and head[1] not in (0xFE, 0xFF):
            return "audio/mpeg"
    return None


def _by_library(head: bytes) -> str | None:
    import filetype  # type: ignore[import-untyped]

    kind = filetype.guess(head[:8192])
    return None if kind is None else _ALIASES.get(kind.mime, str(kind.mime))


def _last_resort(head: bytes, name: str) -> str:
    """Trust the ending only for formats that begin without a sign; text endings lie about binary bytes."""
    hinted = hint(name)
    if hinted in ("audio/mpeg", "audio/aac", "image/svg+xml"):
        return hinted
    if hinted and hinted.startswith(("image/", "application/pdf", "audio/", "video/")):
        return hinted
    if not head.strip(b"\x00"):
        return hinted or "application/octet-stream"
    return "application/octet-stream"


def _zip_type(file: BinaryIO, name: str) -> str:
    """Look at the members' names; a zip that cannot be opened keeps what its name says, if that is zip-based."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist()[:50_000])
            mime = archive.read("mimetype")[:100].decode("ascii", "replace").strip() if "mimetype" in names else ""
    except Exception:  # noqa: BLE001 - any broken zip
        return _zip_hint(name)
    if mime.startswith(_NAMED):
        return mime if _MEDIA_TYPE.fullmatch(mime) else _zip_hint(name)
    for member, media_type in (
        ("word/document.xml", f"{_OOXML}wordprocessingml.document"),
        ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        ("xl/workbook.xml", f"{_OOXML}spreadsheetml.sheet"),
        ("ppt/presentation.xml", f"{_OOXML}presentationml.presentation"),
        ("META-INF/container.xml", "application/epub+zip"),
        ("OFD.xml", "application/ofd"),
    ):
        if member in names:
            return media_type
    if "[Content_Types].xml" in names and (hint(name) or "").startswith(_OOXML):
        return hint(name) or "application/zip"
    return "application/zip"


def _zip_hint(name: str) -> str:
    hinted = hint(name) or ""
    return (
        hinted
        if hinted.startswith((_OOXML, *_NAMED, "application/vnd.ms-excel.sheet", "application/ofd"))
        else "application/zip"
    )


def _ole_type(file: BinaryIO) -> str:
    import olefile  # type: ignore[import-untyped]

    try:
        file.seek(0)
        with olefile.OleFileIO(file) as ole:
            streams = {"/".join(path) for path in ole.listdir()}
    except Exception:  # noqa: BLE001 - any broken compound file
        return "application/x-ole-storage"
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        return "application/x-ole-encrypted"
    for stream, media_type in (
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("Book", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("__properties_version1.0", "application/vnd.ms-outlook"),
    ):
        if stream in streams:
            return media_type
    return "application/x-ole-storage"
