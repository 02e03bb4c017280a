"""The compressed rich text of Outlook.

Source: [MS-OXRTFCP] 2.1 and 3.1.
"""

from __future__ import annotations

__all__ = ["unpack_rtf"]

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
_MOST = 64 << 20


def unpack_rtf(packed: bytes) -> bytes | None:
    """Undo the compression; None where it does not hold together."""
    if len(packed) < 16:
        return None
    size = min(int.from_bytes(packed[4:8], "little"), _MOST)
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
