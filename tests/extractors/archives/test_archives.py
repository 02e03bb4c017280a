"""ZIP, TAR and their kin: what is inside, under names that stay names, and archives that want to harm."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from assay.extractors.archives.decoder import zstd
from assay.governance.domain import Limits, Reason, Status


def tar(members: dict[str, bytes], *, links: bool = False) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        if links:
            link = tarfile.TarInfo("link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(link)
    return buffer.getvalue()


FILES = {"a/one.txt": b"one", "../../escape.txt": b"two", "/abs.txt": b"three"}


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("x.tar", bytes),
        ("x.tar.gz", gzip.compress),
        ("x.tar.bz2", bz2.compress),
        ("x.tar.xz", lzma.compress),
        ("x.tar.zst", zstd.compress),
        ("x.tzst", zstd.compress),
    ],
)
def test_members_become_files_and_their_names_stay_names(read, name: str, pack) -> None:  # type: ignore[no-untyped-def]
    done = read(pack(tar(FILES)), name)
    assert {c.member: c.data for c in done.children} == FILES
    assert done.extraction.status is Status.COMPLETE


def test_a_zip_gives_its_members(read, zipped) -> None:  # type: ignore[no-untyped-def]
    done = read(zipped(FILES), "x.zip")
    assert {c.member: c.data for c in done.children} == FILES
    assert (done.extraction.status, done.extraction.reason) == (Status.COMPLETE, None)


def test_chinese_names_of_old_zips_are_read(read) -> None:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("AAAA.txt", b"x")
    data = buffer.getvalue().replace(b"AAAA.txt", "名单".encode("gbk") + b".txt")
    assert read(data, "x.zip").children[0].member == "名单.txt"


@pytest.mark.parametrize(
    ("name", "pack", "member"),
    [
        ("a.txt.gz", gzip.compress, "a.txt"),
        ("a.csv.bz2", bz2.compress, "a.csv"),
        ("b.xz", lzma.compress, "b"),
        ("名单.txt.zst", zstd.compress, "名单.txt"),
    ],
)
def test_a_single_compressed_file_is_one_member(read, name: str, pack, member: str) -> None:  # type: ignore[no-untyped-def]
    done = read(pack(b"words"), name)
    assert [(c.member, c.data) for c in done.children] == [(member, b"words")]


def test_an_encrypted_member_is_said_and_the_others_are_read(read) -> None:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("open.txt", b"open")
        archive.writestr("locked.txt", b"locked")
    data = bytearray(buffer.getvalue())
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    done = read(bytes(data), "x.zip")
    seen = done.extraction
    assert (seen.status, seen.reason, seen.coverage) == (Status.PARTIAL, Reason.ENCRYPTED, 0.5)
    assert [c.member for c in done.children] == ["open.txt"]
    assert seen.problems[0].locator.member == "locked.txt"
    assert [s.text for s in seen.segments] == ["locked.txt"]


BIG = bytes(40 << 20)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.gz", gzip.compress(BIG)),
        ("x.bz2", bz2.compress(BIG)),
        ("x.xz", lzma.compress(BIG)),
        ("x.zst", zstd.compress(BIG)),
        ("x.tar", tar({"a": bytes(3 << 20)})),
    ],
)
def test_bombs_are_refused(read, name: str, data: bytes) -> None:  # type: ignore[no-untyped-def]
    done = read(data, name, limits=Limits(unpacked_bytes=2 << 20))
    assert (done.extraction.status, done.extraction.reason) == (Status.SKIPPED, Reason.ARCHIVE_LIMIT)
    assert done.children == ()


def test_zip_bombs_are_refused_by_ratio_size_and_number(read, zipped) -> None:  # type: ignore[no-untyped-def]
    assert read(zipped({"a": BIG}), "x.zip").extraction.reason is Reason.ARCHIVE_LIMIT
    stored = {f"{number}": bytes([number]) * 40_000 for number in range(60)}
    assert (
        read(zipped(stored), "x.zip", limits=Limits(unpacked_bytes=1 << 20)).extraction.reason is Reason.ARCHIVE_LIMIT
    )
    assert read(zipped(stored), "x.zip", limits=Limits(archive_entries=50)).extraction.reason is Reason.ARCHIVE_LIMIT
    assert read(zipped({"a": b"x" * 1_000}), "x.zip").extraction.status is Status.COMPLETE


@pytest.mark.parametrize(
    ("name", "change", "status", "reason"),
    [
        ("x.zip", lambda data: data[:-30], Status.FAILED, Reason.TRUNCATED),
        ("x.zip", lambda data: b"PK\x03\x04" + b"junk" * 100, Status.FAILED, Reason.TRUNCATED),
        ("x.gz", lambda data: gzip.compress(data)[:-20], Status.PARTIAL, Reason.TRUNCATED),
        ("x.gz", lambda data: b"\x1f\x8b\x08" + bytes(7) + b"\xff" * 100, Status.FAILED, Reason.MALFORMED),
        ("x.xz", lambda data: lzma.compress(data)[:20], Status.FAILED, Reason.TRUNCATED),
        ("x.zst", lambda data: zstd.compress(data)[:20], Status.FAILED, Reason.TRUNCATED),
        ("x.zst", lambda data: b"\x28\xb5\x2f\xfd" + b"\xff" * 100, Status.FAILED, Reason.MALFORMED),
    ],
)
def test_broken_archives_have_their_reason(read, zipped, name: str, change, status, reason) -> None:  # type: ignore[no-untyped-def]
    done = read(change(zipped({"a.txt": bytes(range(256)) * 50})), name).extraction
    assert (done.status, done.reason) == (status, reason)


def test_links_in_a_tar_are_not_followed(read) -> None:  # type: ignore[no-untyped-def]
    done = read(tar({"a.txt": b"a"}, links=True), "x.tar")
    assert [c.member for c in done.children] == ["a.txt"]
    assert (done.extraction.status, done.extraction.reason) == (Status.PARTIAL, Reason.SPECIAL_FILE)


def test_archives_without_a_reader_say_so(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b"Rar!\x1a\x07\x00" + bytes(100), "x").extraction
    assert (done.status, done.reason) == (Status.FAILED, Reason.READER_MISSING)


def test_an_archive_cut_in_the_middle_gives_what_came_before(read) -> None:  # type: ignore[no-untyped-def]
    data = tar({"a.txt": b"a" * 2_000, "b.txt": b"b" * 2_000})
    done = read(data[:3_600], "x.tar")
    assert done.children[0].data == b"a" * 2_000
    assert (done.extraction.status, done.extraction.reason) == (Status.PARTIAL, Reason.TRUNCATED)
