"""What stands in a 7z archive: its folders (blocks packed as one), their coders, and the files in them.

Source: 7zFormat.txt of the LZMA SDK (public domain).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from assay.extractors.archives.coders import Coder, decoded
from assay.extractors.shared.draft import Stop
from assay.governance.domain import Limits, Reason, Status

__all__ = ["SIGNATURE", "Entry", "Folder", "read_directory"]

SIGNATURE = b"7z\xbc\xaf\x27\x1c"
_START = 32
_END, _HEADER, _FILES, _PACK, _UNPACK, _PARTS = 0x00, 0x01, 0x05, 0x06, 0x07, 0x08
_SIZE, _DIGEST, _FOLDER, _CODER_SIZE, _PART_COUNT, _EMPTY, _EMPTY_FILE, _NAMES, _PACKED_HEADER = (
    0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x11, 0x17,
)  # fmt: skip
_MOST_CODERS = 8
_BYTES_A_NAME = 512


@dataclass(slots=True, kw_only=True)
class Folder:
    """A block that was packed as one: `packed` is its range in the file, `coders` undo it from the first to the last.

    `parts` are the sizes and checksums of the files in it, one after the other. `whole` is False where its coders are
    no plain chain, as where it was packed as several `streams`: nothing here undoes those.
    """

    coders: list[Coder]
    whole: bool
    streams: int = 1
    size: int = 0
    packed: tuple[int, int] = (0, 0)
    digest: int | None = None
    parts: list[tuple[int, int | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of the archive; `folder` is None for an empty one, else it is part number `part` of that folder."""

    name: str
    folder: int | None = None
    part: int = 0


def read_directory(data: bytes, limits: Limits) -> tuple[list[Folder], list[Entry]]:
    """Return the folders and the files of an archive; only its directory is unpacked.

    Raises:
        Stop: truncated, malformed, encrypted, or with more entries than the limit.
    """
    if len(data) < _START:
        raise Stop(Status.FAILED, Reason.TRUNCATED)
    offset, size, digest = struct.unpack_from("<QQI", data, 12)
    if crc32(data[12:_START]) != struct.unpack_from("<I", data, 8)[0]:
        raise Stop(Status.FAILED, Reason.MALFORMED, "start")
    if _START + offset + size > len(data):
        raise Stop(Status.FAILED, Reason.TRUNCATED)
    header = data[_START + offset : _START + offset + size]
    try:
        for _ in range(4):  # a header may be packed, and packed again
            if not header:
                return [], []
            if crc32(header) != digest:
                raise Stop(Status.FAILED, Reason.MALFORMED, "header")
            cursor = _Cursor(header, limits.archive_entries)
            kind = cursor.byte()
            if kind == _HEADER:
                return _header(cursor)
            if kind != _PACKED_HEADER:
                break
            header, digest = _unpacked(data, _streams(cursor), limits)
    except (IndexError, struct.error, UnicodeDecodeError) as exc:
        raise Stop(Status.FAILED, Reason.MALFORMED, type(exc).__name__) from exc
    raise Stop(Status.FAILED, Reason.MALFORMED, "header")


def _unpacked(data: bytes, folders: Sequence[Folder], limits: Limits) -> tuple[bytes, int]:
    if len(folders) != 1:
        raise Stop(Status.FAILED, Reason.MALFORMED, "header")
    (folder,) = folders
    if folder.size > _BYTES_A_NAME * limits.archive_entries:
        raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "entries")
    start, end = folder.packed
    header = decoded(data[start:end], folder.coders)
    return header, crc32(header) if folder.digest is None else folder.digest


class _Cursor:
    """Reads a header from its start; counts are held against the limit of entries before anything is made of them."""

    def __init__(self, data: bytes, most: int) -> None:
        self._data, self._at, self._most = data, 0, most

    def byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def take(self, size: int) -> bytes:
        if size < 0 or self._at + size > len(self._data):
            raise IndexError
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self) -> int:
        """Read a number of one to nine bytes: the first one's leading ones say how many follow."""
        first, value = self.byte(), 0
        for place in range(8):
            if not first & (0x80 >> place):
                return value | (first & ((0x80 >> place) - 1)) << (8 * place)
            value |= self.byte() << (8 * place)
        return value

    def count(self) -> int:
        found = self.number()
        if found > self._most:
            raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "entries")
        return found

    def bits(self, count: int) -> list[bool]:
        data = self.take((count + 7) // 8)
        return [bool(data[place // 8] & (0x80 >> place % 8)) for place in range(count)]

    def digests(self, count: int) -> list[int | None]:
        known = [True] * count if self.byte() else self.bits(count)
        return [struct.unpack("<I", self.take(4))[0] if it else None for it in known]


def _streams(cursor: _Cursor) -> list[Folder]:
    """Read where the packed blocks lie and how they are undone."""
    folders: list[Folder] = []
    start, sizes = _START, list[int]()
    counted = False
    while (kind := cursor.byte()) != _END:
        if kind == _PACK:
            start += cursor.number()
            count = cursor.count()
            while (inner := cursor.byte()) != _END:
                if inner == _SIZE:
                    sizes = [cursor.number() for _ in range(count)]
                elif inner == _DIGEST:
                    cursor.digests(count)
                else:
                    raise IndexError
        elif kind == _UNPACK:
            folders = _folders(cursor)
        elif kind == _PARTS:
            _parts(cursor, folders)
            counted = True
        else:
            raise IndexError
    rest = iter(sizes)
    for folder in folders:
        held = [next(rest, -1) for _ in range(folder.streams)]
        if min(held) < 0:
            raise IndexError
        folder.packed = start, start + sum(held)
        start += sum(held)
        if not counted:
            folder.parts = [(folder.size, folder.digest)]
    return folders


def _folders(cursor: _Cursor) -> list[Folder]:
    if cursor.byte() != _FOLDER:
        raise IndexError
    count = cursor.count()
    if cursor.byte():  # the folders stand in a stream of their own
        raise Stop(Status.FAILED, Reason.READER_MISSING)
    chained = [_folder(cursor) for _ in range(count)]
    while (kind := cursor.byte()) != _END:
        if kind == _CODER_SIZE:
            for folder, _ in chained:
                for coder in folder.coders:
                    coder.size = cursor.number()
        elif kind == _DIGEST:
            for (folder, _), digest in zip(chained, cursor.digests(count), strict=True):
                folder.digest = digest
        else:
            raise IndexError
    for folder, chain in chained:
        folder.coders = [folder.coders[place] for place in chain]
        folder.size = folder.coders[-1].size
    return [folder for folder, _ in chained]


def _folder(cursor: _Cursor) -> tuple[Folder, list[int]]:
    """Read a folder's coders as they are written, and the order in which they undo it."""
    coders: list[Coder] = []
    ins = 0
    count = cursor.number()
    if not 1 <= count <= _MOST_CODERS:
        raise IndexError
    for _ in range(count):
        flags = cursor.byte()
        method = cursor.take(flags & 0x0F)
        takes, gives = (cursor.number(), cursor.number()) if flags & 0x10 else (1, 1)
        if gives != 1 or not 1 <= takes <= _MOST_CODERS:
            raise IndexError
        coders.append(Coder(method=method, properties=cursor.take(cursor.number()) if flags & 0x20 else b""))
        ins += takes
    pairs = [(cursor.number(), cursor.number()) for _ in range(count - 1)]  # (what takes, what gives)
    streams = ins - len(pairs)
    if streams > 1:
        for _ in range(streams):
            cursor.number()
    last = next((place for place in range(count) if all(place != gives for _, gives in pairs)), 0)
    if ins != count:  # one coder takes several streams (BCJ2)
        return Folder(coders=coders, whole=False, streams=streams), [last]
    takers = {gives: takes for takes, gives in pairs}
    chain = [place for place in range(count) if all(place != takes for takes, _ in pairs)][:1]
    while chain and chain[-1] in takers and len(chain) < count:
        chain.append(takers[chain[-1]])
    whole = sorted(chain) == list(range(count))
    return Folder(coders=coders, whole=whole, streams=streams), chain if whole else [last]


def _parts(cursor: _Cursor, folders: Sequence[Folder]) -> None:
    """Read how many files each folder holds, their sizes (the last one's is the rest) and their checksums."""
    counts, kind = [1] * len(folders), cursor.byte()
    if kind == _PART_COUNT:
        counts, kind = [cursor.count() for _ in folders], cursor.byte()
    sizes: list[list[int]] = [[] for _ in folders]
    for place, (folder, count) in enumerate(zip(folders, counts, strict=True)):
        if count:
            given = [cursor.number() for _ in range(count - 1)] if kind == _SIZE else []
            rest = folder.size - sum(given)
            if rest < 0 or (count > 1 and kind != _SIZE):
                raise IndexError
            sizes[place] = [*given, rest]
    kind = cursor.byte() if kind == _SIZE else kind
    unknown = [
        not (count == 1 and folder.digest is not None) for folder, count in zip(folders, counts, strict=True)
    ]  # fmt: skip
    digests: Iterator[int | None] = iter(())
    while kind != _END:
        if kind != _DIGEST:
            raise IndexError
        digests = iter(cursor.digests(sum(count for count, it in zip(counts, unknown, strict=True) if it)))
        kind = cursor.byte()
    for folder, found, it in zip(folders, sizes, unknown, strict=True):
        folder.parts = [(size, next(digests, None) if it else folder.digest) for size in found]


def _header(cursor: _Cursor) -> tuple[list[Folder], list[Entry]]:
    folders: list[Folder] = []
    kind = cursor.byte()
    while kind == 0x02:  # properties of the archive
        while cursor.byte() != _END:
            cursor.take(cursor.number())
        kind = cursor.byte()
    if kind == 0x03:  # streams of the header's own
        raise Stop(Status.FAILED, Reason.READER_MISSING)
    if kind == 0x04:
        folders = _streams(cursor)
        kind = cursor.byte()
    return folders, _entries(cursor, folders) if kind == _FILES else []


def _entries(cursor: _Cursor, folders: Sequence[Folder]) -> list[Entry]:
    count = cursor.count()
    names, empty, files = [""] * count, [False] * count, list[bool]()
    while (kind := cursor.byte()) != _END:
        inner = _Cursor(cursor.take(cursor.number()), count)
        if kind == _NAMES:
            if inner.byte():
                raise Stop(Status.FAILED, Reason.READER_MISSING)
            names = inner.take(len(inner._data) - 1).decode("utf-16-le", "replace").split("\0")[:count]
        elif kind == _EMPTY:
            empty = inner.bits(count)
        elif kind == _EMPTY_FILE:
            files = inner.bits(sum(empty))
    places = ((number, part) for number, folder in enumerate(folders) for part in range(len(folder.parts)))
    entries: list[Entry] = []
    hollow = 0
    for name, without in zip(names, empty, strict=True):
        if without:
            if hollow < len(files) and files[hollow]:
                entries.append(Entry(name=name))
            hollow += 1  # the others are folders
        else:
            number, part = next(places, (-1, 0))
            if number < 0:
                raise IndexError
            entries.append(Entry(name=name, folder=number, part=part))
    return entries
