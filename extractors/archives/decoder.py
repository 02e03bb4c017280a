"""Archives: zip, 7z, tar and single compressed files. Members become files of their own; nothing is written to disk."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from itertools import accumulate, groupby
from typing import IO, Any, BinaryIO, ClassVar

from assay.extractors.archives.coders import decoded
from assay.extractors.archives.sevenzip import Entry, Folder, read_directory
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.shared.zips import member_name, open_zip
from assay.governance.domain import Locator, Reason, SegmentKind, Status

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["ArchiveDecoder"]

_CHUNK = 1 << 20
_UNPACKERS: dict[str, Callable[[BinaryIO], Any]] = {
    "application/gzip": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    "application/x-bzip2": bz2.BZ2File,
    "application/x-xz": lzma.LZMAFile,
    "application/zstd": zstd.ZstdFile,
}
_BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, zstd.ZstdError, tarfile.TarError, zipfile.BadZipFile)


class ArchiveDecoder(BaseDecoder):
    """Members as embedded files, within the limits; their names are names alone, never places on a disk."""

    name: ClassVar[str] = "archive"
    version: ClassVar[str] = "3"
    places: ClassVar[tuple[str, ...]] = ("member",)
    bounds: ClassVar[tuple[str, ...]] = ("unpacked_bytes", "unpack_ratio", "archive_entries", "archive_depth")
    media_types: ClassVar[frozenset[str]] = frozenset(
        {
            "application/zip", "application/x-tar", "application/gzip", "application/x-bzip2", "application/x-xz",
            "application/x-7z-compressed", "application/vnd.rar", "application/zstd",
        }
    )  # fmt: skip

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Unpack by the media type."""
        if draft.media_type == "application/zip":
            _read_zip(file, draft)
        elif draft.media_type == "application/x-tar":
            _read_tar(file, draft)
        elif draft.media_type in _UNPACKERS:
            _read_stream(file, draft, name)
        elif draft.media_type == "application/x-7z-compressed":
            _read_7z(file.read(), draft)
        else:
            raise Stop(Status.FAILED, Reason.READER_MISSING)


def _read_zip(file: BinaryIO, draft: Draft) -> None:
    with open_zip(file, draft.limits) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        draft.facts["members"] = len(infos)
        unread = 0
        for info in infos:
            member = member_name(info)
            if not _read_zip_member(archive, info, member, draft):
                unread += 1
                draft.add(SegmentKind.PROPERTY, member, Locator(property="member"))
        draft.coverage = 1.0 - unread / len(infos) if infos else 1.0
    if infos and unread == len(infos) and not draft.children:
        raise Stop(Status.FAILED, draft.problems.pop().reason)


def _read_zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, member: str, draft: Draft) -> bool:
    where = Locator(member=member)
    if info.flag_bits & 0x1:
        draft.problem(Reason.ENCRYPTED, where)
        return False
    if not draft.room_for_child(info.file_size):
        draft.problem(Reason.ARCHIVE_LIMIT, where)
        return False
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size)
    except NotImplementedError:
        draft.problem(Reason.READER_MISSING, where)
        return False
    except (*_BROKEN, RuntimeError) as exc:
        draft.problem(Reason.PART_UNREADABLE, where, type(exc).__name__)
        return False
    return draft.child(member, data)


def _read_7z(data: bytes, draft: Draft) -> None:
    folders, entries = read_directory(data, draft.limits)
    unpacked = sum(folder.size for folder in folders)
    if unpacked > draft.limits.unpacked_bytes:
        raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "size")
    if unpacked > _CHUNK and unpacked > draft.limits.unpack_ratio * len(data):
        raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "ratio")
    unread = 0
    for number, members in groupby(entries, lambda it: it.folder):
        named = list(members)
        if number is None:
            for entry in named:
                draft.child(entry.name, b"")
        else:
            unread += _read_folder(data, folders[number], named, draft)
    draft.facts["members"] = len(entries)
    draft.coverage = 1.0 - unread / len(entries) if entries else 1.0
    if entries and unread == len(entries) and not draft.children:
        raise Stop(Status.FAILED, draft.problems.pop().reason)


def _read_folder(data: bytes, folder: Folder, entries: Sequence[Entry], draft: Draft) -> int:
    """Unpack a block and hand its files on; returns how many could not be read."""
    reason, block = None, b""
    if not folder.whole:
        reason = Reason.READER_MISSING
    elif not draft.room_for_child(folder.size):
        reason = Reason.ARCHIVE_LIMIT
    else:
        try:
            block = decoded(data[slice(*folder.packed)], folder.coders)
        except Stop as stop:
            reason = Reason.PART_UNREADABLE if stop.reason is Reason.MALFORMED else stop.reason
    unread = 0
    starts = [0, *accumulate(size for size, _ in folder.parts)]
    for entry in entries:
        size, digest = folder.parts[entry.part]
        found = block[starts[entry.part] : starts[entry.part] + size]
        wrong = reason or (Reason.PART_UNREADABLE if digest is not None and zlib.crc32(found) != digest else None)
        if wrong is None and draft.child(entry.name, found):
            continue
        unread += 1
        if wrong is not None:
            draft.problem(wrong, Locator(member=entry.name))
        draft.add(SegmentKind.PROPERTY, entry.name, Locator(property="member"))
    return unread


def _read_tar(file: IO[bytes], draft: Draft) -> None:
    members = unread = unpacked = 0
    try:
        with tarfile.open(fileobj=file, mode="r:") as archive:
            while (info := archive.next()) is not None:
                if members >= draft.limits.archive_entries:
                    raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "entries")
                if info.isdir():
                    continue
                members += 1
                where = Locator(member=info.name)
                unpacked += info.size
                if unpacked > draft.limits.unpacked_bytes:
                    raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "size")
                if not info.isfile():
                    draft.problem(Reason.SPECIAL_FILE, where)
                    unread += 1
                    continue
                if not draft.room_for_child(info.size):
                    draft.problem(Reason.ARCHIVE_LIMIT, where)
                    unread += 1
                    continue
                stream = archive.extractfile(info)
                data = stream.read() if stream else b""
                if len(data) < info.size:
                    draft.problem(Reason.TRUNCATED, where)
                unread += not draft.child(info.name, data)
    except tarfile.ReadError as exc:
        if not members:
            raise Stop(Status.FAILED, Reason.MALFORMED, type(exc).__name__) from exc
        draft.problem(Reason.TRUNCATED)
    draft.facts["members"] = members
    if members:
        draft.coverage = 1.0 - unread / members


def _read_stream(file: BinaryIO, draft: Draft, name: str) -> None:
    """Unpack one compressed stream up to the limit; a tar inside is opened as if it stood alone."""
    opened = _UNPACKERS[draft.media_type](file)
    data, broken = _capped(opened, file, draft)
    if broken and not data:
        raise Stop(Status.FAILED, broken)
    if data[257:262] == b"ustar":
        _read_tar(io.BytesIO(data), draft)
    else:
        draft.facts["members"] = 1
        draft.child(_inner_name(name), data)
    if broken:
        draft.problem(broken)


def _capped(opened: Any, file: BinaryIO, draft: Draft) -> tuple[bytes, Reason | None]:
    size = file.seek(0, 2)
    file.seek(0)
    most = min(draft.limits.unpacked_bytes, draft.limits.decoder_memory_bytes // 4)
    by_ratio = max(_CHUNK, draft.limits.unpack_ratio * size)
    pieces: list[bytes] = []
    total = 0
    try:
        while piece := opened.read1(_CHUNK):
            total += len(piece)
            if total > min(most, by_ratio):
                raise Stop(Status.SKIPPED, Reason.ARCHIVE_LIMIT, "ratio" if total > by_ratio else "size")
            pieces.append(piece)
    except EOFError:
        return b"".join(pieces), Reason.TRUNCATED
    except _BROKEN:
        return b"".join(pieces), Reason.MALFORMED if not pieces else Reason.PART_UNREADABLE
    return b"".join(pieces), None


def _inner_name(name: str) -> str:
    base = name.replace("\\", "/").rpartition("/")[2] or "content"
    stem, dot, suffix = base.rpartition(".")
    renamed = {"tgz": "tar", "tbz2": "tar", "txz": "tar", "tzst": "tar"}.get(suffix.lower())
    return f"{stem}.{renamed}" if renamed else stem if dot and stem else base
