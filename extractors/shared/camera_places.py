"""Where a picture was taken, by what its camera wrote into it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

__all__ = ["place_in", "place_of"]

_GPS_IFD = 0x8825
_SIGN, _HEAD = b"Exif\0", 1 << 17


def place_in(data: bytes) -> str:
    """Return the place of a picture inside another file as `place_of` does; nothing where it cannot be read."""
    from PIL import Image

    if _SIGN not in data[:_HEAD]:
        return ""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return place_of(picture.getexif())
    except Exception:  # noqa: BLE001 - broken pictures break in many ways
        return ""


def place_of(exif: Any) -> str:
    """Return the place in EXIF as decimal "lat, lon" at full precision (Exif 2.3, 4.6.6); nothing where it has none."""
    try:
        return _decimal(exif.get_ifd(_GPS_IFD))
    except Exception:  # noqa: BLE001 - broken EXIF breaks in many ways, and the picture may still be sound
        return ""


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
