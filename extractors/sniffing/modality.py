"""Media type to modality."""

from __future__ import annotations

from assay.governance.domain import Modality

__all__ = ["modality_of"]

_EXACT: dict[str, Modality] = {
    "application/x-ole-encrypted": Modality.DOCUMENT,
    "application/zip": Modality.ARCHIVE,
    "application/x-tar": Modality.ARCHIVE,
    "application/gzip": Modality.ARCHIVE,
    "application/x-bzip2": Modality.ARCHIVE,
    "application/x-xz": Modality.ARCHIVE,
    "application/zstd": Modality.ARCHIVE,
    "application/x-7z-compressed": Modality.ARCHIVE,
    "application/vnd.rar": Modality.ARCHIVE,
    "text/csv": Modality.TABLE,
    "text/tab-separated-values": Modality.TABLE,
    "application/vnd.apache.parquet": Modality.TABLE,
    "application/avro": Modality.TABLE,
    "application/vnd.sqlite3": Modality.TABLE,
    "application/x-ndjson": Modality.TABLE,
    "application/vnd.ms-excel": Modality.SPREADSHEET,
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": Modality.SPREADSHEET,
    "application/vnd.ms-excel.sheet.macroenabled.12": Modality.SPREADSHEET,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Modality.SPREADSHEET,
    "application/vnd.oasis.opendocument.spreadsheet": Modality.SPREADSHEET,
    "application/vnd.ms-outlook": Modality.EMAIL,
    "message/rfc822": Modality.EMAIL,
    "application/mbox": Modality.EMAIL,
    "text/calendar": Modality.DOCUMENT,
    "text/vcard": Modality.DOCUMENT,
    "application/ofd": Modality.DOCUMENT,
    "application/x-ole-storage": Modality.DOCUMENT,
    "application/json": Modality.TEXT,
    "application/xml": Modality.TEXT,
    "application/yaml": Modality.TEXT,
    "application/x-subrip": Modality.TEXT,
    "text/plain": Modality.TEXT,
    "text/x-log": Modality.TEXT,
    "text/x-source": Modality.TEXT,
    "text/html": Modality.DOCUMENT,
    "text/markdown": Modality.DOCUMENT,
    "text/x-rst": Modality.DOCUMENT,
    "text/x-org": Modality.DOCUMENT,
    "application/pdf": Modality.DOCUMENT,
    "application/msword": Modality.DOCUMENT,
    "application/rtf": Modality.DOCUMENT,
    "application/epub+zip": Modality.DOCUMENT,
}
_PREFIXES = (
    ("application/vnd.openxmlformats-officedocument", Modality.DOCUMENT),
    ("application/vnd.oasis.opendocument", Modality.DOCUMENT),
    ("application/vnd.ms-", Modality.DOCUMENT),
    ("application/vnd.sun.xml.", Modality.DOCUMENT),
    ("application/vnd.wordperfect", Modality.DOCUMENT),
    ("image/", Modality.IMAGE),
    ("audio/", Modality.AUDIO),
    ("video/", Modality.VIDEO),
    ("text/", Modality.TEXT),
)


def modality_of(media_type: str) -> Modality:
    """Return what kind of thing a media type is; `other` where it is not known."""
    if media_type in _EXACT:
        return _EXACT[media_type]
    return next((modality for prefix, modality in _PREFIXES if media_type.startswith(prefix)), Modality.OTHER)
