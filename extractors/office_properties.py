"""Document properties of Office files: title, author, last editor, company and whatever else they carry."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from assay.extractors.draft import Draft, Stop
from assay.extractors.safe_xml import parse_xml
from assay.extractors.zips import read_member
from assay.governance.domain import Reason

__all__ = ["add_pictures", "odf_properties", "ole_properties", "ooxml_properties"]

_NAMES = {
    "creator": "author", "lastModifiedBy": "last_modified_by", "initial-creator": "author", "Company": "company",
    "Manager": "manager", "created": "created", "modified": "modified", "date": "modified",
    "creation-date": "created", "keyword": "keywords", "HyperlinkBase": "hyperlink_base",
}  # fmt: skip
_TEXTS = {
    "title", "subject", "creator", "keywords", "description", "lastModifiedBy", "category", "contentStatus", "Company",
    "Manager", "initial-creator", "keyword", "created", "modified", "date", "creation-date", "HyperlinkBase",
}  # fmt: skip
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic")


def ooxml_properties(archive: zipfile.ZipFile, draft: Draft) -> None:
    """Read core, app and custom properties of a docx, xlsx or pptx."""
    for member in ("docProps/core.xml", "docProps/app.xml"):
        _simple(archive, member, draft)
    _custom(archive, draft)


def odf_properties(archive: zipfile.ZipFile, draft: Draft) -> None:
    """Read the properties of an odt, ods or odp."""
    _simple(archive, "meta.xml", draft)


def ole_properties(file: BinaryIO, draft: Draft) -> None:
    """Read the summary information of an old Office file.

    Raises:
        Stop: encrypted, where the compound file is the shell of an encrypted package.
    """
    import olefile  # type: ignore[import-untyped]

    from assay.extractors.encodings import decode_text
    from assay.governance.domain import Status

    file.seek(0)
    try:
        with olefile.OleFileIO(file) as ole:
            if ole.exists("EncryptedPackage") or ole.exists("EncryptionInfo"):
                raise Stop(Status.FAILED, Reason.ENCRYPTED)
            meta = ole.get_metadata()
    except Stop:
        raise
    except Exception as exc:
        raise Stop(Status.FAILED, Reason.MALFORMED, type(exc).__name__) from exc
    for name in ("title", "subject", "author", "keywords", "comments", "last_saved_by", "company", "manager"):
        value = getattr(meta, name, None)
        if isinstance(value, bytes):
            value = decode_text(value)[0]
        _put(draft, {"last_saved_by": "last_modified_by", "comments": "description"}.get(name, name), value)


def _simple(archive: zipfile.ZipFile, member: str, draft: Draft) -> None:
    data = read_member(archive, member)
    if not data:
        return
    try:
        root = parse_xml(data)
    except Stop:
        draft.problem(Reason.PART_UNREADABLE, detail="properties")
        return
    for element in root.iter("*"):
        tag = str(element.tag).rpartition("}")[2]
        if tag in _TEXTS:
            _put(draft, _NAMES.get(tag, tag), element.text)
        elif tag == "user-defined":
            _put(draft, "custom", element.text)


def _custom(archive: zipfile.ZipFile, draft: Draft) -> None:
    data = read_member(archive, "docProps/custom.xml")
    if not data:
        return
    try:
        root = parse_xml(data)
    except Stop:
        draft.problem(Reason.PART_UNREADABLE, detail="properties")
        return
    for element in root.iter("{*}property"):
        value = "".join(element.itertext()).strip()
        draft.property("custom", f"{element.get('name', '')}: {value}" if value else "")


def _put(draft: Draft, name: str, value: object) -> None:
    if name == "title" and value and str(value).strip():
        draft.title = str(value).strip()
    draft.property(name, value)


def add_pictures(archive: zipfile.ZipFile, folder: str, draft: Draft) -> None:
    """Hand pictures that are large enough to hold words on to OCR, each once; they come after the text."""
    from assay.extractors.pictures import bitmap_of

    found = [n for n in archive.namelist() if n.startswith(folder) and n.lower().endswith(_PICTURES)]
    seen: set[int] = set()
    unread = 0
    for member in found:
        info = archive.getinfo(member)
        if info.CRC in seen:
            continue
        seen.add(info.CRC)
        try:
            bitmap = bitmap_of(read_member(archive, member) or b"", draft.limits, offset=len(draft.segments))
        except Exception:  # noqa: BLE001 - a broken picture in a sound document
            unread += 1
            continue
        if bitmap is not None and not draft.bitmap(bitmap):
            break
    if unread:
        draft.facts["unreadable_pictures"] = unread
    draft.checked["pictures"] = "none" if not found else "partial" if unread else "yes" if draft.bitmaps else "no"
