"""Zip-based formats, looked at before any parser opens them: entries, unpacked size, ratio."""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

from assay.extractors.shared.draft import Stop
from assay.governance.domain import Limits, Reason, Status

__all__ = ["check_sizes", "member_name", "open_zip", "read_member"]

_TAIL = 66_000
_FREE = 1 << 20


def open_zip(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """Open a zip that stays within the limits; nothing is unpacked.

    Raises:
        Stop: skipped with archive-limit for a bomb, failed with truncated or malformed for a broken one.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        file.seek(0)
        begun = file.read(4) == b"PK\x03\x04"
        raise Stop(Status.FAILED, Reason.TRUNCATED if begun else Reason.MALFORMED)
    entries, directory = struct.unpack_from("<HI", tail, place + 10)
    if directory != 0xFFFFFFFF and directory > size:
        raise Stop(Status.FAILED, Reason.TRUNCATED)
    # A directory of so many bytes an entry is read whole into memory: refuse it before that happens.
    if (entries != 0xFFFF and entries > limits.archive_entries) or (
        _directory_bytes(tail, directory) > 512 * limits.archive_entries
    ):
        raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "entries")
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as exc:
        raise Stop(Status.FAILED, Reason.MALFORMED, type(exc).__name__) from exc
    check_sizes(archive.infolist(), limits, size)
    return archive


def check_sizes(infos: list[zipfile.ZipInfo], limits: Limits, size: int) -> None:
    """Refuse what unpacks to too much for a file of so many bytes, members that share their bytes counted once.

    Raises:
        Stop: skipped with archive-limit.
    """
    if len(infos) > limits.archive_entries:
        raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "entries")
    unpacked = sum(info.file_size for info in infos)
    packed = min(size, sum(info.compress_size for info in infos))
    if unpacked > limits.unpacked_bytes:
        raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "size")
    if unpacked > _FREE and unpacked > limits.unpack_ratio * max(1, packed):
        raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "ratio")


def _directory_bytes(tail: bytes, directory: int) -> int:
    """Return the central directory's size, from the Zip64 record where there is one."""
    place = tail.rfind(b"PK\x06\x06")
    if directory == 0xFFFFFFFF and place >= 0 and len(tail) >= place + 56:
        return int(struct.unpack_from("<Q", tail, place + 40)[0])
    return directory


def member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; old names without a UTF-8 flag are tried as UTF-8, then GB18030."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def read_member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a member's bytes, None where it is not there; never more than the directory said."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(info) as member:
        return member.read(info.file_size)
