"""What a file name's ending hints at. A hint decides nothing that content can tell."""

from __future__ import annotations

from pathlib import PurePosixPath

__all__ = ["CODE_ENDINGS", "ending", "endings_of", "hint"]

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

_CODE = """
    py pyi js mjs cjs ts tsx jsx java kt scala go rs c h cc cpp hpp cs rb php pl sh bash zsh ps1 bat cmd sql r m
    swift lua vue css scss less ini cfg conf toml env properties gradle tf dockerfile makefile proto graphql ipynb tex
"""
CODE_ENDINGS = frozenset(_CODE.split())
_HINTS: dict[str, str] = {
    "txt": "text/plain", "text": "text/plain", "log": "text/x-log", "md": "text/markdown", "markdown": "text/markdown",
    "rst": "text/x-rst", "org": "text/x-org", "html": "text/html", "htm": "text/html", "xhtml": "text/html",
    "mhtml": "message/rfc822", "mht": "message/rfc822",
    "csv": "text/csv", "tsv": "text/tab-separated-values", "tab": "text/tab-separated-values",
    "json": "application/json", "ndjson": "application/x-ndjson", "jsonl": "application/x-ndjson",
    "xml": "application/xml", "xsl": "application/xml", "xslt": "application/xml", "xsd": "application/xml",
    "srt": "application/x-subrip", "vtt": "text/vtt",
    "yaml": "application/yaml", "yml": "application/yaml", "svg": "image/svg+xml",
    "eml": "message/rfc822", "msg": "application/vnd.ms-outlook", "p7s": "application/pkcs7-signature",
    "mbox": "application/mbox", "mbx": "application/mbox", "ics": "text/calendar", "ical": "text/calendar",
    "ifb": "text/calendar", "vcs": "text/calendar", "vcf": "text/vcard", "vcard": "text/vcard",
    "ofd": "application/ofd", "wpd": "application/vnd.wordperfect", "sxw": "application/vnd.sun.xml.writer",
    "sxi": "application/vnd.sun.xml.impress", "wpt": "application/msword", "dps": "application/vnd.ms-powerpoint",
    "dpt": "application/vnd.ms-powerpoint", "pps": "application/vnd.ms-powerpoint", "et": "application/vnd.ms-excel",
    "ett": "application/vnd.ms-excel", "wps": "application/msword", "fodt": f"{_ODF}text", "ott": f"{_ODF}text",
    "otp": f"{_ODF}presentation", "fodp": f"{_ODF}presentation", "potx": f"{_OOXML}presentationml.presentation",
    "dotm": f"{_OOXML}wordprocessingml.document",
    "pdf": "application/pdf", "rtf": "application/rtf", "epub": "application/epub+zip",
    "doc": "application/msword", "dot": "application/msword", "ppt": "application/vnd.ms-powerpoint",
    "xls": "application/vnd.ms-excel", "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "docx": f"{_OOXML}wordprocessingml.document", "docm": f"{_OOXML}wordprocessingml.document",
    "dotx": f"{_OOXML}wordprocessingml.document", "xlsx": f"{_OOXML}spreadsheetml.sheet",
    "xlsm": f"{_OOXML}spreadsheetml.sheet", "pptx": f"{_OOXML}presentationml.presentation",
    "ppsx": f"{_OOXML}presentationml.presentation", "pptm": f"{_OOXML}presentationml.presentation",
    "odt": f"{_ODF}text", "ods": f"{_ODF}spreadsheet", "odp": f"{_ODF}presentation",
    "zip": "application/zip", "jar": "application/zip", "tar": "application/x-tar", "gz": "application/gzip",
    "tgz": "application/gzip", "bz2": "application/x-bzip2", "tbz2": "application/x-bzip2", "xz": "application/x-xz",
    "txz": "application/x-xz", "zst": "application/zstd", "tzst": "application/zstd",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar", "parquet": "application/vnd.apache.parquet",
    "avro": "application/avro", "sqlite": "application/vnd.sqlite3", "sqlite3": "application/vnd.sqlite3",
    "db": "application/vnd.sqlite3", "graphml": "application/xml", "gexf": "application/xml",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "jfif": "image/jpeg", "gif": "image/gif",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp", "heic": "image/heic",
    "heif": "image/heic", "avif": "image/avif", "ico": "image/x-icon", "jp2": "image/jp2",
    "j2k": "image/jp2", "ppm": "image/x-portable-anymap", "pgm": "image/x-portable-anymap",
    "pbm": "image/x-portable-anymap", "pnm": "image/x-portable-anymap", "psd": "image/vnd.adobe.photoshop",
    "wav": "audio/wav", "mp3": "audio/mpeg", "flac": "audio/flac", "ogg": "audio/ogg", "oga": "audio/ogg",
    "opus": "audio/ogg", "m4a": "audio/mp4", "aac": "audio/aac", "amr": "audio/amr", "wma": "audio/x-ms-wma",
    "aif": "audio/aiff", "aiff": "audio/aiff", "ogv": "video/ogg",
    "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "avi": "video/x-msvideo",
    "mkv": "video/x-matroska", "webm": "video/webm", "wmv": "video/x-ms-wmv", "flv": "video/x-flv",
    "mpg": "video/mpeg", "mpeg": "video/mpeg", "3gp": "video/3gpp", "ts": "text/x-source",
    **{name: "text/x-source" for name in CODE_ENDINGS},
}  # fmt: skip


def ending(name: str) -> str:
    """Return a file name's last ending in lower case, without the dot; `Makefile` and `.env` count as endings."""
    last = PurePosixPath(name.replace("\\", "/")).name.lower()
    return last.rpartition(".")[2]


def endings_of(media_type: str) -> tuple[str, ...]:
    """Return the endings that hint at a media type, sorted."""
    return tuple(sorted(name for name, hinted in _HINTS.items() if hinted == media_type))


def hint(name: str) -> str | None:
    """Return the media type that a name's ending hints at."""
    return _HINTS.get(ending(name))
