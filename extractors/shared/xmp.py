"""XMP in a picture: every text of the packet as a property of its own name, and the place where it was taken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.extractors.shared.draft import Stop
from assay.extractors.shared.safe_xml import parse_xml

__all__ = ["read_xmp"]

_NAMES = {
    "creator": "author", "rights": "copyright", "subject": "keywords", "Headline": "headline",
    "CreatorTool": "software", "CreateDate": "created", "ModifyDate": "modified", "DateCreated": "taken",
    "City": "city", "Country": "country", "Location": "place", "State": "state", "Name": "name_shown",
    "SerialNumber": "camera_serial", "LensSerialNumber": "lens_serial", "OwnerName": "owner",
    "PersonInImage": "person_shown",
}  # fmt: skip
_KEPT = frozenset(
    {"title", "description", "Instructions", "Source", "Credit", "CaptionWriter", "TransmissionReference"}
)
_HOLDERS = frozenset({"Alt", "Bag", "Seq", "li", "Description", "RDF", "xmpmeta", "value"})
_NOISE = re.compile(r"\s*(?:[\d.:/TZ+-]+|(?:xmp|uuid|adobe)[.:][\w:.-]+|[A-Fa-f0-9-]{32,}|True|False)\s*")
_DEGREES = re.compile(r"\s*(\d{1,3})(?:,(\d+(?:\.\d+)?))?(?:,(\d+(?:\.\d+)?))?([NSEW])\s*")
_MOST, _LONGEST_PACKET = 500, 4 << 20


def read_xmp(packet: bytes) -> Iterator[tuple[str, str]]:
    """Yield (property, text); of places `gps` as decimal "lat, lon". A packet that is broken yields nothing.

    Source: ISO 16684-1 (XMP): a value stands in an attribute, in an element, or in the items of a list in it.
    """
    start, end = packet.find(b"<"), packet.rfind(b">")
    try:
        root = parse_xml(packet[start : min(end + 1, _LONGEST_PACKET)], recover=True)
    except Stop:
        return
    halves: dict[str, str] = {}
    found = 0
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        pairs = [(_local(str(key)), str(value)) for key, value in element.attrib.items()]
        pairs.append((_name_of(element), str(element.text or "")))
        for name, text in pairs:
            if name.startswith(("GPSLatitude", "GPSLongitude")) and not name.endswith("Ref"):
                halves[name] = text
            elif (known := _known(name, text)) and found < _MOST:
                found += 1
                yield known, text.strip()
    place = _degrees(halves.get("GPSLatitude", "")), _degrees(halves.get("GPSLongitude", ""))
    if place[0] is not None and place[1] is not None:
        yield "gps", f"{place[0]:.7f}, {place[1]:.7f}"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _name_of(element: object) -> str:
    """Return the nearest name that means something: an item of a list means what the list does."""
    while element is not None:
        name = _local(str(element.tag))  # type: ignore[attr-defined]
        if name not in _HOLDERS:
            return name
        element = element.getparent()  # type: ignore[attr-defined]
    return ""


def _known(name: str, text: str) -> str:
    """Return the property's name; empty for what is no text that anybody wrote."""
    if not text.strip() or name in ("lang", "about", "parseType", "resource", "xmptk"):
        return ""
    if name in _NAMES:
        return _NAMES[name]
    if name in _KEPT or name.startswith("MSIP_Label_"):
        return name if name.startswith("MSIP") else name.lower()
    return "" if _NOISE.fullmatch(text) or len(text.strip()) < 3 else f"xmp_{name.lower()}"[:64]


def _degrees(text: str) -> float | None:
    """Read "33,51.59S" or "33,51,35S" as decimal degrees."""
    match = _DEGREES.fullmatch(text)
    if match is None:
        return None
    degrees = float(match[1]) + float(match[2] or 0) / 60 + float(match[3] or 0) / 3600
    return -degrees if match[4] in "SW" else degrees
