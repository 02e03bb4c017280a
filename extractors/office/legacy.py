"""Old Office files, read as what LibreOffice makes of them; places are those of the converted document."""

from __future__ import annotations

import io
import re
import zipfile
from typing import BinaryIO

from assay.extractors.office.properties import ole_properties
from assay.extractors.office.slides.reader import read_slides
from assay.extractors.office.word.decoder import read_docx
from assay.extractors.sandbox.soffice import convert
from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.shared.zips import read_member
from assay.governance.domain import Reason, Status

__all__ = ["LEGACY", "read_legacy"]

LEGACY: dict[str, tuple[str, str]] = {
    "application/msword": ("doc", "docx"),
    "application/vnd.ms-powerpoint": ("ppt", "pptx"),
    "application/vnd.wordperfect": ("wpd", "docx"),
    "application/vnd.sun.xml.writer": ("sxw", "docx"),
    "application/vnd.sun.xml.impress": ("sxi", "pptx"),
}
_OLE = b"\xd0\xcf\x11\xe0"
_READERS = {"docx": read_docx, "pptx": read_slides}
_VERSION = re.compile(rb"<(?:\w+:)?Application>LibreOffice/([\d.]{1,20})")


def read_legacy(file: BinaryIO, draft: Draft) -> None:
    """Convert a file inside this confined process and read what comes out.

    Raises:
        Stop: encrypted, malformed, or reader-missing where there is no LibreOffice.
    """
    data = file.read()
    if data.startswith(_OLE):
        ole_properties(file, draft)
        if _encrypted(data):
            raise Stop(Status.FAILED, Reason.ENCRYPTED)
    elif draft.media_type in ("application/msword", "application/vnd.ms-powerpoint"):
        raise Stop(Status.FAILED, Reason.MALFORMED)
    suffix, target = LEGACY[draft.media_type]
    title, draft.title = draft.title, None
    converted = convert(data, suffix=suffix, target=target)
    if isinstance(converted, Reason):
        draft.title = title
        raise Stop(Status.FAILED, converted)
    draft.helpers.append(f"libreoffice@{_version(converted)}")
    draft.facts["converted"] = target
    _READERS[target](io.BytesIO(converted), draft)
    draft.title = title or draft.title


def _version(converted: bytes) -> str:
    """Return the version that LibreOffice writes into what it saves."""
    with zipfile.ZipFile(io.BytesIO(converted)) as archive:
        match = _VERSION.search(read_member(archive, "docProps/app.xml") or b"")
    return match[1].decode() if match else "unknown"


def _encrypted(data: bytes) -> bool:
    """Look at the flag of a Word file ([MS-DOC] 2.5.1, fEncrypted) and at the streams of a PowerPoint file."""
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        if ole.exists("EncryptedSummary"):
            return True
        if not ole.exists("WordDocument"):
            return False
        head = ole.openstream("WordDocument").read(12)
        return len(head) == 12 and bool(head[11] & 0x01)
