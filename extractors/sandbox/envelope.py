"""What a decoder hands back, in one memory file: a heading, the blobs, an index in msgpack, and where it stands.

Layout: 512 bytes of heading (media type and decoder, written before decoding, so that they are known when the
decoder dies), pixels, samples and embedded files one after the other, the index, then 24 bytes of footer.
The reading side trusts nothing: every range and size is checked, and anything strange is a ValueError.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgpack  # type: ignore[import-untyped]

from assay.governance.domain import NOWHERE, Box, Decoded, Embedded, Extraction, Locator, from_plain, to_plain

__all__ = ["Heading", "Opened", "Picture", "Recording", "read", "read_all", "read_heading", "write", "write_heading"]

_HEADING = 512
_MAGIC = b"ASSAYv1\n"
_FOOTER = struct.Struct("<8sQQ")
_CHUNK = 16 << 20
_MOST_INDEX = 384 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What is known of a file before it is decoded."""

    media_type: str
    decoder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A bitmap that stands in the memory file from `at` on; the rest as in `Bitmap`."""

    at: int
    width: int
    height: int
    place: Locator = NOWHERE
    area: Box | None = None
    offset: int = 0

    @property
    def length(self) -> int:
        """Bytes of its pixels."""
        return self.width * self.height * 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Samples that stand in the memory file: `length` bytes from `at` on."""

    at: int
    length: int
    rate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A checked envelope; pixels and samples stay where they are."""

    extraction: Extraction
    pictures: tuple[Picture, ...]
    recording: Recording | None
    children: tuple[Embedded, ...]
    more: bool = False


def write_heading(descriptor: int, heading: Heading) -> None:
    """Write the heading and move behind it."""
    body = msgpack.packb(to_plain(heading), unicode_errors="replace")
    os.pwrite(descriptor, (_MAGIC + body)[:_HEADING].ljust(_HEADING, b"\0"), 0)
    os.lseek(descriptor, _HEADING, os.SEEK_SET)


def write(descriptor: int, decoded: Decoded) -> None:
    """Write blobs, index and footer behind the heading; raises OSError (EFBIG) when it grows over the limit."""
    index: dict[str, Any] = {"extraction": to_plain(decoded.extraction)}
    at = os.lseek(descriptor, _HEADING, os.SEEK_SET)
    pictures = []
    for bitmap in decoded.bitmaps:
        picture = Picture(
            at=at, width=bitmap.width, height=bitmap.height,
            place=bitmap.place, area=bitmap.area, offset=bitmap.offset,
        )  # fmt: skip
        pictures.append(to_plain(picture))
        at += _write_all(descriptor, bitmap.rgb)
    index["pictures"] = pictures
    if decoded.sound is not None:
        length = _write_all(descriptor, decoded.sound.pcm)
        index["recording"] = {"at": at, "length": length, "rate": decoded.sound.rate}
        at += length
    children = []
    for child in decoded.children:
        length = _write_all(descriptor, child.data)
        children.append({"member": child.member, "at": at, "length": length})
        at += length
    index["children"] = children
    index["more"] = decoded.more
    body = msgpack.packb(index, unicode_errors="replace")
    _write_all(descriptor, body)
    _write_all(descriptor, _FOOTER.pack(_MAGIC, at, len(body)))


def _write_all(descriptor: int, data: bytes) -> int:
    view = memoryview(data).cast("B")
    done = 0
    while done < len(view):
        done += os.write(descriptor, view[done : done + _CHUNK])
    return done


def read_heading(descriptor: int) -> Heading | None:
    """Return the heading, None when it is not there; raises as `read` does when it is not whole."""
    start = os.pread(descriptor, _HEADING, 0)
    if not start.startswith(_MAGIC):
        return None
    unpacker = msgpack.Unpacker(max_buffer_size=_HEADING)
    unpacker.feed(start[len(_MAGIC) :])
    heading = from_plain(Heading, unpacker.unpack())
    return heading if _printable(heading.media_type) and _printable(heading.decoder or "") else None


def _printable(text: str) -> bool:
    return len(text) <= 128 and text.isascii() and text.isprintable()


def read(descriptor: int, *, most_embedded: int) -> Opened:
    """Check and open an envelope that nobody writes any more; embedded files are together no larger than said.

    Raises:
        ValueError, TypeError, KeyError, AttributeError, RecursionError, msgpack.UnpackException: it is not one.
    """
    size = os.fstat(descriptor).st_size
    if size < _HEADING + _FOOTER.size:
        raise ValueError("too short")
    magic, end, length = _FOOTER.unpack(os.pread(descriptor, _FOOTER.size, size - _FOOTER.size))
    if magic != _MAGIC or end < _HEADING or length > _MOST_INDEX or end + length + _FOOTER.size != size:
        raise ValueError("no footer")
    index = msgpack.unpackb(read_all(descriptor, end, length))
    extraction = from_plain(Extraction, index["extraction"])
    _check(extraction)
    pictures = from_plain(tuple[Picture, ...], index["pictures"])
    recording = from_plain(Recording, index["recording"]) if "recording" in index else None
    ranges = [(picture.at, picture.length) for picture in pictures]
    for picture in pictures:
        if min(picture.width, picture.height) < 1 or picture.offset < 0:
            raise ValueError("a picture without pixels")
        if picture.area is not None and not _is_region(picture.area):
            raise ValueError("a picture outside its page")
    if recording is not None:
        ranges.append((recording.at, recording.length))
        if recording.length % 2 or recording.rate != 16_000:
            raise ValueError("not 16-bit samples at 16 kHz")
    children = []
    for child in index["children"]:
        at, size, member = child["at"], child["length"], child["member"]
        if not (isinstance(at, int) and isinstance(size, int) and isinstance(member, str)):
            raise TypeError("not an embedded file")
        ranges.append((at, size))
        children.append((member, at, size))
    _check_ranges(ranges, end)
    if sum(size for _, _, size in children) > most_embedded:
        raise ValueError("embedded files over the limit")
    return Opened(
        extraction=extraction, pictures=pictures, recording=recording,
        children=tuple(Embedded(member=member, data=read_all(descriptor, at, size)) for member, at, size in children),
        more=index["more"] is True,
    )  # fmt: skip


def _is_region(box: Box) -> bool:
    x0, y0, x1, y1 = box
    return 0.0 <= x0 <= x1 <= 1.0 and 0.0 <= y0 <= y1 <= 1.0


def read_all(descriptor: int, at: int, length: int) -> bytes:
    """Return bytes of the memory file; raises ValueError when it is shorter."""
    pieces = []
    while length > 0:
        piece = os.pread(descriptor, min(length, _CHUNK), at)
        if not piece:
            raise ValueError("shorter than it says")
        pieces.append(piece)
        at, length = at + len(piece), length - len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _check(extraction: Extraction) -> None:
    if not 0.0 <= extraction.coverage <= 1.0 or not _printable(extraction.media_type):
        raise ValueError("not an extraction")
    for place, segment in enumerate(extraction.segments):
        if segment.index != place or any(not 0 <= a.start <= a.end <= len(segment.text) for a in segment.anchors):
            raise ValueError("segments out of order")
        if segment.confidence is not None and not 0.0 <= segment.confidence <= 1.0:
            raise ValueError("not a confidence")


def _check_ranges(ranges: Iterable[tuple[int, int]], end: int) -> None:
    """Blobs follow one another without overlap, so that a small file cannot claim to hold a large one."""
    before = _HEADING
    for at, length in ranges:
        if length < 0 or at != before or at + length > end:
            raise ValueError("a range outside the file")
        before = at + length
