"""7z: files of their own, and what cannot be unpacked, with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from seven_files import INSIDE, made, seven

from assay.governance.domain import Limits, Reason, SegmentKind, Status

METHODS = ("bcj and lzma2", "lzma", "bcj and lzma", "delta and lzma2", "deflate", "bzip2", "zstd", "stored")


@pytest.mark.parametrize("method", METHODS)
def test_files_of_a_7z_become_files_of_their_own(read, method: str) -> None:  # type: ignore[no-untyped-def]
    done = read(made(method), "x.7z")
    assert {c.member: c.data for c in done.children} == INSIDE
    assert (done.extraction.status, done.extraction.coverage) == (Status.COMPLETE, 1.0)
    assert done.extraction.facts["members"] == 2


@pytest.mark.parametrize(("method", "reason"), [("ppmd", Reason.READER_MISSING), ("locked", Reason.ENCRYPTED)])
def test_what_cannot_be_unpacked_is_named_with_the_reason(read, method: str, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(made(method), "x.7z")
    assert (done.extraction.status, done.extraction.reason, done.children) == (Status.FAILED, reason, ())
    assert [s.text for s in done.extraction.segments if s.kind is SegmentKind.PROPERTY] == list(INSIDE)


def test_empty_files_stay_and_folders_are_none(read) -> None:  # type: ignore[no-untyped-def]
    members = {"a.txt": b"words", "empty.txt": b"", "b.txt": b"more words"}
    done = read(seven(members, folders=("a", "b")), "x.7z")
    assert {c.member: c.data for c in done.children} == members
    assert read(seven({}, folders=("a",)), "x.7z").children == ()


def test_a_file_that_differs_from_its_checksum_is_unreadable(read) -> None:  # type: ignore[no-untyped-def]
    done = read(made("stored").replace(b"plain", b"plein"), "x.7z")
    assert [c.member for c in done.children] == ["名单.txt"]
    assert (done.extraction.status, done.extraction.coverage) == (Status.PARTIAL, 0.5)
    assert [(p.reason, p.locator.member) for p in done.extraction.problems] == [(Reason.PART_UNREADABLE, "a/one.txt")]


BOMB = seven({"a": bytes(40 << 20)})


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (BOMB, Limits()),
        (BOMB, Limits(unpacked_bytes=2 << 20)),
        (seven({"a": b"x"}, said=1 << 60), Limits()),
        (seven({"a": b"x"}, files=1 << 50), Limits()),
        (seven({str(it): b"x" for it in range(60)}), Limits(archive_entries=50)),
    ],
)
def test_bombs_are_refused_by_what_the_directory_says(read, data: bytes, limits: Limits) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "x.7z", limits=replace(limits, decoder_memory_bytes=1 << 30))
    assert (done.extraction.status, done.extraction.reason) == (Status.SKIPPED, Reason.ARCHIVE_LIMIT)
    assert done.children == ()


def test_every_cut_of_an_archive_ends_with_a_reason(read) -> None:  # type: ignore[no-untyped-def]
    data = made("bcj and lzma2")
    for size in range(6, len(data), 7):
        done = read(data[:size], "x.7z").extraction
        assert (done.status, done.reason) == (Status.FAILED, Reason.TRUNCATED), size


def test_every_altered_byte_ends_with_a_status(read) -> None:  # type: ignore[no-untyped-def]
    data = seven({"a.txt": b"words", "b.txt": b"more words"}, folders=("d",))
    for place in range(6, len(data)):
        done = read(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :], "x.7z").extraction
        assert (done.status is Status.COMPLETE) == (done.reason is None), place
