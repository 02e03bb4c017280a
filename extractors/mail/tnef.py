"""Outlook's winmail.dat: the texts and files of a TNEF stream.

Source: [MS-OXTNEF] 2.1 (streams of attributes) and 2.1.3.4 (encapsulated MAPI properties).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from assay.extractors.mail.outlook_rtf import unpack_rtf
from assay.extractors.shared.encodings import decode_text

__all__ = ["Package", "read_tnef"]

_SIGNATURE = 0x223E9F78
_BODY, _TITLE, _DATA, _PROPERTIES, _RENDERED = 0x800C, 0x8010, 0x800F, 0x9003, 0x9002
_ATTACHED = 0x9005
_FIXED = {0x2: 4, 0x3: 4, 0x4: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_TEXT, _WIDE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0xD
_BODIES = {0x1000: "text/plain", 0x1013: "text/html", 0x1009: "application/rtf"}
_NAMES = (0x3707, 0x3704)
_MOST = 10_000


@dataclass(slots=True)
class Package:
    """Texts with their media types, and files with their names."""

    bodies: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[tuple[str, bytes]] = field(default_factory=list)


def read_tnef(data: bytes) -> Package | None:
    """Return what a TNEF stream holds, as far as it holds together; None where it is none."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return None
    package = Package()
    for attribute, body in _attributes(data):
        if attribute == _BODY:
            package.bodies.append(("text/plain", decode_text(body)[0].strip("\0")))
        elif attribute == _PROPERTIES:
            _message(body, package)
        elif attribute == _RENDERED:
            package.attachments.append(("content.bin", b""))
        elif attribute == _TITLE and package.attachments:
            _named(package, decode_text(body)[0].strip("\0"))
        elif attribute == _DATA and package.attachments:
            package.attachments[-1] = (package.attachments[-1][0], body)
        elif attribute == _ATTACHED and package.attachments:
            _attached(body, package)
    package.bodies = [(kind, text) for kind, text in package.bodies if text.strip()]
    return package


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        attribute, length = struct.unpack_from("<HxxI", data, at + 1)
        body = data[at + 9 : at + 9 + length]
        if len(body) < length:
            return
        yield attribute, body
        at += 9 + length + 2


def _message(body: bytes, package: Package) -> None:
    for name, value in _properties(body):
        kind = _BODIES.get(name)
        if kind == "application/rtf" and isinstance(value, bytes):
            rich = unpack_rtf(value)
            if rich:
                package.bodies.append((kind, rich.decode("latin-1")))
        elif kind:
            package.bodies.append((kind, value if isinstance(value, str) else decode_text(value)[0]))


def _attached(body: bytes, package: Package) -> None:
    """Take the long name of an attachment, and the message that one holds."""
    for name, value in _properties(body):
        if name in _NAMES and isinstance(value, str) and value:
            _named(package, value)
        elif name == 0x3701 and isinstance(value, bytes) and value and not package.attachments[-1][1]:
            package.attachments[-1] = (package.attachments[-1][0], value)


def _named(package: Package, name: str) -> None:
    package.attachments[-1] = (name, package.attachments[-1][1])


def _properties(body: bytes) -> Iterator[tuple[int, str | bytes]]:
    """Yield the properties that are text or bytes; stops at whatever breaks the rules."""
    try:
        count, at = struct.unpack_from("<I", body)[0], 4
        for _ in range(min(count, _MOST)):
            kind, name = struct.unpack_from("<HH", body, at)
            at += 4
            if name >= 0x8000:
                at = _past_name(body, at)
            many, kind = bool(kind & 0x1000), kind & 0xFFF
            if kind in _FIXED and not many:
                at += _FIXED[kind]
                continue
            values = struct.unpack_from("<I", body, at)[0]
            at += 4
            for _ in range(min(values, _MOST)):
                if kind in _FIXED:
                    at += _FIXED[kind]
                    continue
                length = struct.unpack_from("<I", body, at)[0]
                value = body[at + 4 : at + 4 + length]
                at += 4 + (length + 3) // 4 * 4
                if kind == _WIDE:
                    yield name, value.decode("utf-16-le", "replace").rstrip("\0")
                elif kind == _TEXT:
                    yield name, decode_text(value)[0].rstrip("\0")
                elif kind in (_BINARY, _OBJECT):
                    yield name, value[16:] if kind == _OBJECT else value
    except struct.error:
        return


def _past_name(body: bytes, at: int) -> int:
    """Pass over the name of a named property."""
    if struct.unpack_from("<I", body, at + 16)[0] == 0:
        return at + 24
    length = struct.unpack_from("<I", body, at + 20)[0]
    return int(at + 24 + (length + 3) // 4 * 4)
