"""Files inside Office files: embedded workbooks, packaged files, sounds. They become files of their own.

Source: [MS-OLEDS] 2.3.6 (OLENativeStream).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from assay.extractors.shared.draft import Draft
from assay.extractors.shared.zips import read_member
from assay.governance.domain import Locator, Reason

__all__ = ["add_embedded", "unwrapped"]

_STREAMS = ("Package", "CONTENTS")
_DOCUMENTS = ("WordDocument", "Workbook", "Book", "PowerPoint Document", "__properties_version1.0")
_OLE = b"\xd0\xcf\x11\xe0"


def add_embedded(archive: zipfile.ZipFile, members: Iterable[str], draft: Draft) -> None:
    """Hand on members of the package as embedded files `attachment[n]/name`, each once."""
    there = sorted({name for name in members if name in archive.NameToInfo and not name.endswith("/")})
    for number, member in enumerate(there, start=1):
        where = f"attachment[{number}]/{member.rpartition('/')[2]}"
        if not draft.room_for_child(archive.getinfo(member).file_size):
            draft.problem(Reason.ARCHIVE_LIMIT, Locator(member=where))
            continue
        try:
            data = read_member(archive, member) or b""
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError) as exc:
            draft.problem(Reason.PART_UNREADABLE, Locator(member=where), type(exc).__name__)
            continue
        found = unwrapped(data) if data.startswith(_OLE) else ("", data)
        if found is None:
            draft.facts["objects_unread"] = draft.facts.get("objects_unread", 0) + 1
        elif found[1]:
            draft.child(f"attachment[{number}]/{found[0]}" if found[0] else where, found[1])
    if there:
        draft.facts["embedded"] = len(there)


def unwrapped(data: bytes) -> tuple[str, bytes] | None:
    """Return name and bytes of the file that an OLE object wraps, the object itself where it is a document.

    None where it is neither: an equation, a chart of an old program.
    """
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if ole.exists("\x01Ole10Native"):
                return _native(ole.openstream("\x01Ole10Native").read())
            for stream in _STREAMS:
                if ole.exists(stream):
                    return "", bytes(ole.openstream(stream).read())
            return ("", data) if any(ole.exists(stream) for stream in _DOCUMENTS) else None
    except Exception:  # noqa: BLE001 - any broken compound file: whoever reads it next says so
        return "", data


def _native(stream: bytes) -> tuple[str, bytes] | None:
    """Read label, paths and bytes of a packaged file."""
    at = 6
    texts: list[bytes] = []
    for _ in range(2):
        end = stream.find(b"\0", at)
        if end < 0:
            return None
        texts.append(stream[at:end])
        at = end + 1
    at += 4
    length = int.from_bytes(stream[at : at + 4], "little")
    at += 4 + length
    size = int.from_bytes(stream[at : at + 4], "little")
    body = stream[at + 4 : at + 4 + size]
    return (_name(texts[0]) or _name(texts[1]), body) if body else None


def _name(raw: bytes) -> str:
    from assay.extractors.shared.encodings import decode_text

    return decode_text(raw)[0].replace("\\", "/").rpartition("/")[2]
