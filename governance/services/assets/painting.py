"""Masks in pixels and in sound: black boxes and silence, put there before anything is encoded."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Sequence

import numpy as np

from assay.governance.domain import Bitmap, Box, Sound, Times

__all__ = ["covered", "encoded", "hushed", "wav"]

_LONGEST_SIDE = 1_800
_MARGIN = 0.2
_AROUND = 0.25


def covered(picture: Bitmap, boxes: Iterable[Box]) -> Bitmap:
    """Return a picture with black boxes, each a little larger than what it covers."""
    pixels = np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3).copy()
    for x0, y0, x1, y1 in boxes:
        margin = max(2, round(_MARGIN * (y1 - y0) * picture.height))  # boxes of words are now and then a letter short
        left, right = max(0, int(x0 * picture.width) - margin), int(np.ceil(x1 * picture.width)) + margin
        top, bottom = max(0, int(y0 * picture.height) - 2), int(np.ceil(y1 * picture.height)) + 2
        pixels[top:bottom, left:right] = 0
    return Bitmap(width=picture.width, height=picture.height, rgb=pixels.tobytes(), place=picture.place)


def encoded(picture: Bitmap, *, photo: bool) -> tuple[bytes, str]:
    """Return a picture as a file and its media type: JPEG for photos, PNG for pages; long sides are made shorter."""
    from PIL import Image

    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    if photo:
        image.save(out, "JPEG", quality=88)
    else:
        image.quantize(64).save(out, "PNG")
    return out.getvalue(), "image/jpeg" if photo else "image/png"


def hushed(sound: Sound, *, begins: float, heard: Sequence[Times], hidden: Sequence[Times]) -> Sound:
    """Return a sound that is silent outside `heard` and, with a margin, inside `hidden`; times are the recording's."""
    samples = np.frombuffer(sound.pcm, "<i2")
    loud = np.zeros(len(samples), dtype=bool)
    for begin, end in heard:
        loud[_sample(begin - begins, sound) : _sample(end - begins, sound)] = True
    for begin, end in hidden:
        loud[_sample(begin - begins - _AROUND, sound) : _sample(end - begins + _AROUND, sound)] = False
    return Sound(pcm=np.where(loud, samples, 0).astype("<i2").tobytes(), rate=sound.rate)


def _sample(second: float, sound: Sound) -> int:
    return max(0, round(second * sound.rate))


def wav(sound: Sound) -> bytes:
    """Return samples as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.pcm)
    return out.getvalue()
