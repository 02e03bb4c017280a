"""Document properties of Office files under one set of names: title, author, last editor, company, label, dates.

The names are `title`, `subject`, `author`, `last_modified_by`, `manager`, `company`, `created`, `modified`, `printed`,
`keywords`, `comments` (the author's remarks), `category`, `status`, `template`, `label` (a sensitivity label) and
`custom` for what a company has named itself, `name: value`.
"""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from typing import Any, BinaryIO

from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.shared.safe_xml import parse_xml
from assay.extractors.shared.zips import read_member
from assay.governance.domain import Reason

__all__ = ["odf_properties", "ole_properties", "ooxml_properties", "write_custom"]

_NAMES = {
    "title": "title", "subject": "subject", "creator": "author", "keywords": "keywords", "description": "comments",
    "lastModifiedBy": "last_modified_by", "category": "category", "contentStatus": "status", "created": "created",
    "modified": "modified", "lastPrinted": "printed", "Company": "company", "Manager": "manager",
    "HyperlinkBase": "hyperlink_base", "Template": "template",
    "initial-creator": "author", "keyword": "keywords", "creation-date": "created", "date": "modified",
    "print-date": "printed", "printed-by": "printed_by",
}  # fmt: skip
_ODF = {**_NAMES, "creator": "last_modified_by"}
_OLE = {
    "title": "title", "subject": "subject", "author": "author", "keywords": "keywords", "comments": "comments",
    "last_saved_by": "last_modified_by", "company": "company", "manager": "manager", "category": "category",
    "template": "template", "create_time": "created", "last_saved_time": "modified", "last_printed": "printed",
}  # fmt: skip
_LABEL = re.compile(
    r"MSIP_Label_[0-9a-fA-F-]+_Name|(?:data ?)?classification|sensitivity(?: ?label)?|密级|数据级别", re.I
)
_DULL = {"Normal", "Normal.dotm", "Normal.dot", "Normal.wpt"}


def ooxml_properties(archive: zipfile.ZipFile, draft: Draft) -> None:
    """Read core, app and custom properties of a docx, xlsx or pptx, and its sensitivity labels."""
    for member in ("docProps/core.xml", "docProps/app.xml"):
        _simple(archive, member, _NAMES, draft)
    root = _part(archive, "docProps/custom.xml", draft)
    for element in root.iter("{*}property") if root is not None else ():
        write_custom(element.get("name", ""), "".join(element.itertext()), draft)
    root = _part(archive, "docMetadata/LabelInfo.xml", draft)
    for element in root.iter("{*}label") if root is not None else ():
        draft.property("label_id", element.get("id"))


def odf_properties(archive: zipfile.ZipFile, draft: Draft) -> None:
    """Read the properties of an odt, ods or odp."""
    root = _part(archive, "meta.xml", draft)
    known = root is not None and next(root.iter("{*}initial-creator"), None) is not None
    _simple(archive, "meta.xml", _ODF if known else _NAMES, draft)
    for element in root.iter("{*}user-defined") if root is not None else ():
        name = next((value for key, value in element.attrib.items() if key.endswith("}name")), "")
        write_custom(name, "".join(element.itertext()), draft)


def ole_properties(file: BinaryIO, draft: Draft) -> None:
    """Read the summary information of an old Office file.

    Raises:
        Stop: encrypted, where the compound file is the shell of an encrypted package.
    """
    import olefile  # type: ignore[import-untyped]

    from assay.extractors.shared.encodings import decode_text
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
    for field, name in _OLE.items():
        value = getattr(meta, field, None)
        if isinstance(value, bytes):
            value = decode_text(value)[0]
        elif isinstance(value, datetime):
            value = value.replace(microsecond=0).isoformat() + "Z" if value.year > 1601 else None
        _put(draft, name, value)


def write_custom(name: str, value: str, draft: Draft) -> None:
    """Add a property that a company named itself; one that names a sensitivity label is a `label`."""
    text = value.strip()
    if text and _LABEL.fullmatch(name):
        draft.property("label", text)
    elif text:
        draft.property("custom", f"{name}: {text}")


def _simple(archive: zipfile.ZipFile, member: str, names: dict[str, str], draft: Draft) -> None:
    root = _part(archive, member, draft)
    for element in root.iter("*") if root is not None else ():
        name = names.get(str(element.tag).rpartition("}")[2])
        if name:
            _put(draft, name, element.text)


def _part(archive: zipfile.ZipFile, member: str, draft: Draft) -> Any | None:
    data = read_member(archive, member)
    if not data:
        return None
    try:
        return parse_xml(data)
    except Stop:
        if all(problem.detail != "properties" for problem in draft.problems):
            draft.problem(Reason.PART_UNREADABLE, detail="properties")
        return None


def _put(draft: Draft, name: str, value: object) -> None:
    text = "" if value is None else str(value).strip("\x00 \t\r\n")
    if name == "template" and text in _DULL:
        return
    if name == "title" and text:
        draft.title = text
    draft.property(name, text)
