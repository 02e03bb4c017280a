"""Where a picture was taken, by what its camera, or who edited it, wrote into it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assay.extractors.shared.draft import Draft
from assay.extractors.shared.xmp import read_xmp
from assay.governance.domain import Locator, SegmentKind

__all__ = ["CameraPlaces", "place_in", "place_of"]

_GPS_IFD = 0x8825
_SIGNS = (  # of EXIF in JPEG and HEIC, in PNG, in WebP; of XMP in JPEG, in PNG, in WebP and GIF, in HEIC
    b"Exif\0", b"eXIf", b"EXIF", b"http://ns.adobe.com/xap/", b"XML:com.adobe.xmp", b"XMP ", b"application/rdf+xml",
)  # fmt: skip
_TIFF = (b"II*\0", b"MM\0*")
_MOST = 1_000


class CameraPlaces:
    """Says where the cameras of the pictures inside a file stood: of each distinct picture once, of 1,000 at most."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._seen: set[int] = set()

    def look(self, data: bytes, place: Locator) -> None:
        """Add the place of a picture, as the property `gps` of what stands at a Locator."""
        key = hash(data)
        if key in self._seen or len(self._seen) >= _MOST:
            return
        self._seen.add(key)
        if taken := place_in(data):
            self._draft.add(SegmentKind.PROPERTY, taken, replace(place, property="gps"))


def place_in(data: bytes) -> str:
    """Return the place of a picture inside another file, by its EXIF, else by its XMP; nothing where neither tells it.

    WebP has either behind the pixels, so their signs are looked for everywhere.
    """
    from PIL import Image

    if not (data.startswith(_TIFF) or any(sign in data for sign in _SIGNS)):
        return ""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return place_of(picture.getexif()) or _place_in_xmp(picture.info.get("xmp", b""))
    except Exception:  # noqa: BLE001 - broken pictures break in many ways
        return ""


def place_of(exif: Any) -> str:
    """Return the place in EXIF as decimal "lat, lon" at full precision (Exif 2.3, 4.6.6); nothing where it has none."""
    try:
        return _decimal(exif.get_ifd(_GPS_IFD))
    except Exception:  # noqa: BLE001 - broken EXIF breaks in many ways, and the picture may still be sound
        return ""


def _place_in_xmp(packet: bytes | str) -> str:
    return dict(read_xmp(packet if isinstance(packet, bytes) else packet.encode("utf-8", "replace"))).get("gps", "")


def _decimal(place: Mapping[int, Any]) -> str:
    """Return "lat, lon"; nothing where a half is missing or not a number, or both are nought: no place was known."""
    try:
        latitude = _degrees(place[2]) * (-1 if str(place.get(1, "N")).upper().startswith("S") else 1)
        longitude = _degrees(place[4]) * (-1 if str(place.get(3, "E")).upper().startswith("W") else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return ""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or latitude == longitude == 0:
        return ""
    return f"{latitude:.7f}, {longitude:.7f}"


def _degrees(parts: Any) -> float:
    numbers = [float(part) for part in parts] if not isinstance(parts, int | float) else [float(parts)]
    degrees: float = sum(number / 60.0**power for power, number in enumerate(numbers))
    if degrees != degrees:
        raise ValueError("not a number")
    return degrees
