"""HEIC files, made here, HEVC by FFmpeg and boxes by hand, for nothing of a permissive licence writes them."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["heic"]


def heic(picture: Image.Image) -> bytes:
    """Return a file of one picture (ISO/IEC 23008-12), both sides of which must be even."""
    config, sample = _coded(picture)
    head = _box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1heic")
    size = len(head) + len(_meta(picture.size, config, 0, len(sample)))
    return head + _meta(picture.size, config, size + 8, len(sample)) + _box(b"mdat", sample)


def _coded(picture: Image.Image) -> tuple[bytes, bytes]:
    """Return the decoder's configuration box and the coded picture, both taken out of an MP4."""
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx265", rate=1)
        stream.width, stream.height = picture.size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.options = {"x265-params": "log-level=none"}
        frame = av.VideoFrame.from_image(picture)
        frame.pts = 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            packet.pts = packet.dts = 0
            container.mux(packet)
    data = buffer.getvalue()
    return _found(data, b"hvcC"), _found(data, b"mdat")[8:]


def _found(data: bytes, kind: bytes) -> bytes:
    at = data.index(kind) - 4
    return data[at : at + int.from_bytes(data[at : at + 4], "big")]


def _meta(size: tuple[int, int], config: bytes, offset: int, length: int) -> bytes:
    return _full(
        b"meta", 0,
        _full(b"hdlr", 0, struct.pack(">I4s12sx", 0, b"pict", b"")),
        _full(b"pitm", 0, struct.pack(">H", 1)),
        _full(b"iloc", 0, struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, offset, length)),
        _full(b"iinf", 0, struct.pack(">H", 1), _full(b"infe", 2, struct.pack(">HH4sx", 1, 0, b"hvc1"))),
        _box(
            b"iprp",
            _box(b"ipco", config, _full(b"ispe", 0, struct.pack(">II", *size))),
            _full(b"ipma", 0, struct.pack(">IHBBB", 1, 1, 2, 0x81, 0x02)),
        ),
    )  # fmt: skip


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full(kind: bytes, version: int, *parts: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24), *parts)
