"""The coders of 7z archives, undone by the standard library: LZMA, filters for programs, Deflate, BZip2.

Source: Methods.txt of the LZMA SDK (public domain). PPMd, BCJ2 and the cipher are not here; a block that needs them is
said to be unread.
"""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assay.extractors.shared.draft import Stop
from assay.governance.domain import Reason, Status

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["Coder", "decoded"]

_COPY, _CIPHER = b"\x00", b"\x06\xf1\x07\x01"
_LZMA, _LZMA2, _DELTA = b"\x03\x01\x01", b"\x21", b"\x03"
_DEFLATE, _BZIP2, _ZSTD = b"\x04\x01\x08", b"\x04\x02\x02", b"\x04\xf7\x11\x01"
_FILTERS = {
    b"\x04": lzma.FILTER_X86, b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x05": lzma.FILTER_POWERPC, b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\x06": lzma.FILTER_IA64, b"\x03\x03\x04\x01": lzma.FILTER_IA64,
    b"\x07": lzma.FILTER_ARM, b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x08": lzma.FILTER_ARMTHUMB, b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
    b"\x09": lzma.FILTER_SPARC, b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
}  # fmt: skip
_LEAST_DICTIONARY = 4_096
_CHUNK = 1 << 16


@dataclass(slots=True, kw_only=True)
class Coder:
    """One step of undoing a block: its method, the method's properties, and how many bytes it yields."""

    method: bytes
    properties: bytes = b""
    size: int = 0


def decoded(data: bytes, coders: Sequence[Coder]) -> bytes:
    """Undo a chain of coders, from the first; each yields as many bytes as the directory says, never more.

    Raises:
        Stop: encrypted, of a method that is not here, malformed, or truncated.
    """
    for coder in coders:
        try:
            data = _undone(data, coder)
        except (lzma.LZMAError, zlib.error, zstd.ZstdError, OSError, EOFError, ValueError, IndexError) as exc:
            raise Stop(Status.FAILED, Reason.MALFORMED, type(exc).__name__) from exc
        if len(data) < coder.size:
            raise Stop(Status.FAILED, Reason.TRUNCATED)
    return data


def _undone(data: bytes, coder: Coder) -> bytes:
    method, properties, size = coder.method, coder.properties, coder.size
    if method == _COPY:
        return data[:size]
    if method == _LZMA:
        packing = properties[0]
        chain: dict[str, Any] = {
            "id": lzma.FILTER_LZMA1, "lc": packing % 9, "lp": packing // 9 % 5, "pb": packing // 45,
            "dict_size": _dictionary(int.from_bytes(properties[1:5], "little"), size),
        }  # fmt: skip
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain]).decompress(data, size)
    if method == _LZMA2:
        step = properties[0]
        chain = {"id": lzma.FILTER_LZMA2, "dict_size": _dictionary((2 | step & 1) << (step // 2 + 11), size)}
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain]).decompress(data, size)
    if method == _DELTA:
        return _filtered(data, {"id": lzma.FILTER_DELTA, "dist": properties[0] + 1})[:size]
    if method in _FILTERS:
        return _filtered(data, {"id": _FILTERS[method]})[:size]
    if method == _DEFLATE:
        return zlib.decompressobj(-15).decompress(data, size) if size else b""
    if method == _BZIP2:
        return bz2.BZ2Decompressor().decompress(data, size)
    if method == _ZSTD:
        return zstd.ZstdDecompressor().decompress(data, size)
    raise Stop(Status.FAILED, Reason.ENCRYPTED if method == _CIPHER else Reason.READER_MISSING)


def _dictionary(said: int, size: int) -> int:
    """Return a dictionary no larger than what is unpacked: a header may ask for gigabytes."""
    return max(_LEAST_DICTIONARY, min(said, size))


def _filtered(data: bytes, one: dict[str, Any]) -> bytes:
    """Undo a filter alone: liblzma wants a compressor after it, so the data is wrapped as stored chunks of LZMA2."""
    pieces = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
    stored = b"".join(
        (b"\x02" if place else b"\x01") + (len(piece) - 1).to_bytes(2, "big") + piece
        for place, piece in enumerate(pieces)
    )
    chain = [one, {"id": lzma.FILTER_LZMA2, "dict_size": _CHUNK}]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain).decompress(stored + b"\x00")
