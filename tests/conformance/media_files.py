"""Sound and films in every container that has a reader, encoded here."""

from __future__ import annotations

import io
from collections.abc import Callable

__all__ = ["clip", "noise", "recording"]


def recording(form: str, codec: str, *, rate: int = 44_100) -> Callable[[], bytes]:
    """Return a way to make one second of a tone."""

    def encode() -> bytes:
        import av
        import numpy as np

        buffer = io.BytesIO()
        tone = (9_000 * np.sin(np.arange(rate) * 2 * np.pi * 440 / rate)).astype(np.int16)
        with av.open(buffer, "w", format=form) as container:
            stream = container.add_stream(codec, rate=rate, layout="mono", bit_rate=64_000)
            size = stream.codec_context.frame_size or 1_024
            resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate, frame_size=size)
            frame = av.AudioFrame.from_ndarray(tone.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, 0
            for piece in (*resampler.resample(frame), *resampler.resample(None)):
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
        return buffer.getvalue()

    return encode


def noise() -> bytes:
    """Return half a second of AMR narrow band at 12.2 kbit/s (RFC 4867), of any bits: nothing here writes others."""
    return b"#!AMR\n" + (b"\x3c" + bytes(range(31))) * 25


def clip(form: str, codec: str) -> Callable[[], bytes]:
    """Return a way to make two seconds that show a word."""

    def encode() -> bytes:
        import av
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (352, 288), "white")
        ImageDraw.Draw(image).text((60, 90), "Marker", fill="black", font_size=64)
        buffer = io.BytesIO()
        with av.open(buffer, "w", format=form) as container:
            stream = container.add_stream(codec, rate=25)
            stream.width, stream.height, stream.pix_fmt = 352, 288, "yuv420p"
            stream.bit_rate = 1_000_000
            for _ in range(50):
                container.mux(stream.encode(av.VideoFrame.from_image(image)))
            container.mux(stream.encode(None))
        return buffer.getvalue()

    return encode
