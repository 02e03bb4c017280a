"""Outlook messages: properties, bodies and attachments of a msg file's streams.

Source: [MS-OXMSG] 2.1 and [MS-OXPROPS].
"""

from __future__ import annotations

from typing import Any, BinaryIO

from assay.extractors.draft import Draft, Stop
from assay.extractors.encodings import decode_text
from assay.extractors.html_reader import write_html
from assay.extractors.rtf import read_rtf
from assay.extractors.text import write_paragraphs
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["read_msg"]

_TEXTS = {
    "0037": "subject", "0C1A": "from", "5D01": "from", "0C1F": "from", "0E04": "to", "0E03": "cc", "0E02": "bcc",
    "0042": "from", "3D0B": "reply-to",
}  # fmt: skip
_BODY, _HTML, _RTF, _CLASS = "1000", "1013", "1009", "001A"


def read_msg(file: BinaryIO, draft: Draft) -> None:
    """Read a msg file into the draft.

    Raises:
        Stop: malformed; partial with encrypted for an S/MIME message.
    """
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(file) as ole:
            _message(ole, draft)
    except Stop:
        raise
    except Exception as exc:
        raise Stop(Status.FAILED, Reason.MALFORMED, type(exc).__name__) from exc


def _message(ole: Any, draft: Draft) -> None:
    said: set[tuple[str, str]] = set()
    for code, name in _TEXTS.items():
        text = _text(ole, "", code)
        if text and (name, text) not in said:
            said.add((name, text))
            draft.property(name, text)
            if name == "subject":
                draft.title = text
    for folder in sorted({path[0] for path in ole.listdir() if path[0].startswith("__recip_version1.0_")}):
        for code in ("3001", "39FE", "3003"):
            text = _text(ole, f"{folder}/", code)
            if text and ("to", text) not in said:
                said.add(("to", text))
                draft.property("to", text)
    encrypted = "SMIME" in _text(ole, "", _CLASS).upper() and "MultipartSigned" not in _text(ole, "", _CLASS)
    _body(ole, draft)
    draft.checked["text"] = "yes"
    if encrypted:
        raise Stop(Status.PARTIAL, Reason.ENCRYPTED)
    _attachments(ole, draft)


def _body(ole: Any, draft: Draft) -> None:
    plain = _text(ole, "", _BODY)
    if plain.strip():
        write_paragraphs(plain, draft, part="body")
        return
    html = _binary(ole, "", _HTML)
    if html:
        write_html(decode_text(html)[0], draft, part="body/html", head=False)
        return
    packed = _binary(ole, "", _RTF)
    if packed:
        rich = _unpack_rtf(packed)
        if rich is None:
            draft.problem(Reason.PART_UNREADABLE, Locator(part="body"), "rtf")
        else:
            write_paragraphs(read_rtf(rich).text, draft, part="body")


def _attachments(ole: Any, draft: Draft) -> None:
    folders = sorted({path[0] for path in ole.listdir() if path[0].startswith("__attach_version1.0_")})
    draft.facts["attachments"] = len(folders)
    for number, folder in enumerate(folders, start=1):
        name = _text(ole, f"{folder}/", "3707") or _text(ole, f"{folder}/", "3704") or "content.bin"
        member = f"attachment[{number}]/{name}"
        data = _binary(ole, f"{folder}/", "3701")
        if _text(ole, f"{folder}/", "370E").lower() == "application/pgp-encrypted":
            draft.problem(Reason.ENCRYPTED, Locator(member=member))
            if all(segment.kind is SegmentKind.PROPERTY for segment in draft.segments):
                draft.coverage = 0.0
        if data:
            draft.child(member, data)
        else:
            draft.problem(Reason.PART_UNREADABLE, Locator(member=member))
            draft.add(SegmentKind.PROPERTY, name, Locator(property="member"))


def _text(ole: Any, folder: str, code: str) -> str:
    stem = f"{folder}__substg1.0_{code}"
    if ole.exists(f"{stem}001F"):
        return str(ole.openstream(f"{stem}001F").read().decode("utf-16-le", "replace").strip("\x00"))
    if ole.exists(f"{stem}001E"):
        return decode_text(ole.openstream(f"{stem}001E").read())[0].strip("\x00")
    return ""


def _binary(ole: Any, folder: str, code: str) -> bytes:
    for suffix in ("0102", "001F", "001E"):
        stream = f"{folder}__substg1.0_{code}{suffix}"
        if ole.exists(stream):
            return bytes(ole.openstream(stream).read())
    return b""


_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)


def _unpack_rtf(packed: bytes) -> bytes | None:
    """Undo the compression of [MS-OXRTFCP]; None where it does not hold together."""
    if len(packed) < 16:
        return None
    size = min(int.from_bytes(packed[4:8], "little"), 64 << 20)
    if packed[8:12] == b"MELA":
        return packed[16 : 16 + size]
    if packed[8:12] != b"LZFu":
        return None
    window = bytearray(_START.ljust(4096, b" "))
    at, out, place = len(_START), bytearray(), 16
    while place < len(packed) and len(out) < size:
        flags = packed[place]
        place += 1
        for bit in range(8):
            if flags >> bit & 1:
                if place + 2 > len(packed):
                    return bytes(out)
                pair = int.from_bytes(packed[place : place + 2], "big")
                place += 2
                start, length = pair >> 4, (pair & 15) + 2
                if start == at:
                    return bytes(out)
                for step in range(length):
                    byte = window[(start + step) % 4096]
                    out.append(byte)
                    window[at] = byte
                    at = (at + 1) % 4096
            else:
                if place >= len(packed):
                    return bytes(out)
                out.append(packed[place])
                window[at] = packed[place]
                at = (at + 1) % 4096
                place += 1
    return bytes(out)
