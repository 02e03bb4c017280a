"""Pixels and samples: what models look at and listen to, and what is shown to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assay.governance.domain.locator import NOWHERE, Box, Locator, Times

__all__ = ["Bitmap", "Shown", "Sound", "Wanted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bitmap:
    """A picture that awaits OCR: 8-bit RGB rows, and where it came from.

    `place` is what the lines' Locators start from: a page, a frame with its time, a part such as `body/p[3]`.
    `area` is the region of the page that the picture covers, as fractions of the page, None for all of it or
    where there is no page: boxes of lines and words are mapped into it. `offset` is the index of the segment
    before which the recognised lines belong.
    """

    width: int
    height: int
    rgb: bytes
    place: Locator = NOWHERE
    area: Box | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Samples that await speech recognition: 16 kHz mono signed 16-bit little-endian PCM."""

    pcm: bytes
    rate: int = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be shown of a file: a page (from 1; of a moving picture the frame that was looked at), or seconds.

    `members` lead to a file inside, outermost first: each a path and, of several of one path, which one, from 1.
    """

    members: tuple[tuple[str, int], ...] = ()
    page: int | None = None
    time: Times | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a confined reader drew or decoded, unmasked; of sound `facts` say how long it is in all."""

    picture: Bitmap | None = None
    sound: Sound | None = None
    facts: Mapping[str, Any]
