"""Files that unpack to too much, or claim to: refused before they are unpacked."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import struct
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator

import pytest
from hostile_parts import LAUGHS, office, pack
from seven_files import seven

from assay.extractors.sandbox import ConfinedSandbox
from assay.governance.domain import FileRef, Limits, Perceived, Reason, Status

MIB = 1 << 20
SMALL = Limits(
    decoder_memory_bytes=256 * MIB,
    unpacked_bytes=32 * MIB,
    archive_entries=1_000,
    cpu_seconds_per_unit=3,
    stall_seconds=20,
)
REFUSED = {
    Reason.ARCHIVE_LIMIT, Reason.PIXEL_LIMIT, Reason.MALFORMED, Reason.TRUNCATED, Reason.PART_UNREADABLE,
    Reason.TEXT_LIMIT, Reason.FILE_TOO_LARGE, Reason.NO_TEXT_FOUND, Reason.MEMORY_LIMIT, Reason.READER_MISSING,
}  # fmt: skip
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>\
&i;</w:t></w:r></w:p></w:body></w:document>'


def zeros(compress: Callable[[bytes], bytes], size: int) -> bytes:
    return compress(bytes(size))


def overlapping(entries: int = 900) -> bytes:
    """A zip whose directory names one member many times: what is stored once unpacks again and again."""
    whole = pack({"a.txt": os.urandom(60_000)})
    directory = whole.rindex(b"PK\x01\x02")
    end = whole.rindex(b"PK\x05\x06")
    entry = whole[directory:end]
    size = len(entry) * entries
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, entries, entries, size, directory, 0)
    return whole[:directory] + entry * entries + tail


def sparse_tar() -> bytes:
    """An old GNU sparse member that says it is a terabyte and stores next to nothing."""
    header = bytearray(tarfile.TarInfo("sparse.txt").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = b"S"
    header[386:410] = b"00000000000\0" + b"00000000001\0"
    header[483:495] = (1 << 40).to_bytes(12, "big")
    header[483] |= 0x80
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + b"x".ljust(512, b"\0") + bytes(1_024)


def stacked_pdf(layers: int = 3) -> bytes:
    """A page whose content was deflated several times: a few hundred bytes of a gigabyte."""
    body = bytes(40 * MIB)
    packer = zlib.compressobj(9)
    data = packer.compress(body) + packer.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    filters = b"[" + b"/FlateDecode " * layers + b"]"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(data), filters, data),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    )


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(4 * MIB), 9)) + chunk(b"IEND", b"")


def tiff(width: int, height: int) -> bytes:
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 4, height),
            (279, 4, 0xFFFFFF)]  # fmt: skip
    fields = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + fields + bytes(4)


def wav(said: int) -> bytes:
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", said, b"WAVE", b"fmt ", 16, 1, 2, 192_000, 768_000, 4, 16)
    return head + struct.pack("<4sI", b"data", said - 36) + bytes(4_000)


def zstd(size: int) -> bytes:
    """Frames of one repeated byte, made by hand: 128 KiB in four bytes each."""
    block = struct.pack("<I", (1 | 1 << 1 | (128 << 10) << 3))[:3]  # last, RLE
    frame = b"\x28\xb5\x2f\xfd" + b"\x80\x58" + struct.pack("<I", 128 << 10)[:4] + block + b"\0"
    return frame * (size // (128 << 10))


BOMBS: dict[str, Callable[[], bytes]] = {
    "ratio.zip": lambda: pack({"zeros.txt": bytes(40 * MIB)}),
    "nested.zip": lambda: pack({f"{n}.zip": pack({"zeros.txt": bytes(4 * MIB)}) for n in range(30)}),
    "many.zip": lambda: pack({f"{n}": b"" for n in range(1_001)}),
    "overlapping.zip": overlapping,
    "zeros.txt.gz": lambda: zeros(gzip.compress, 40 * MIB),
    "zeros.txt.bz2": lambda: zeros(bz2.compress, 40 * MIB),
    "zeros.txt.xz": lambda: zeros(lzma.compress, 40 * MIB),
    "zeros.txt.zst": lambda: zstd(40 * MIB),
    "strings.xlsx": lambda: office("xlsx", {"xl/sharedStrings.xml": b"<sst><si><t>" + b"a" * (40 * MIB)}),
    "entities.docx": lambda: office("docx", {"word/document.xml": (LAUGHS + DOCUMENT).encode()}),
    "stacked.pdf": stacked_pdf,
    "wide.png": lambda: png(65_535, 65_535),
    "wide.tiff": lambda: tiff(60_000, 60_000),
    "long.wav": lambda: wav(0xFFFFFFF0),
    "sparse.tar": sparse_tar,
    "ratio.7z": lambda: seven({"zeros.txt": bytes(40 * MIB)}),
    "said.7z": lambda: seven({"a.txt": b"words"}, said=1 << 60),
    "laughs.svg": lambda: (LAUGHS + '<svg xmlns="http://www.w3.org/2000/svg"><text>&i;</text></svg>').encode(),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox() as made:
        ask(made, b"warm", "warm.txt")
        yield made


def ask(sandbox: ConfinedSandbox, data: bytes, name: str) -> Perceived:
    descriptor = os.memfd_create("hostile")
    try:
        os.write(descriptor, data)
        return sandbox.perceive(FileRef(fd=descriptor, size=len(data), name=name), SMALL)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_refused_and_not_unpacked(sandbox: ConfinedSandbox, name: str) -> None:
    """In no more than 256 MiB, and with next to nothing handed on."""
    data = BOMBS[name]()
    assert len(data) < 16 * MIB
    begun = time.monotonic()
    seen = ask(sandbox, data, name)
    assert time.monotonic() - begun < SMALL.stall_seconds
    assert seen.extraction.status is not Status.COMPLETE or sum(map(len, [c.data for c in seen.children])) < MIB
    assert seen.extraction.reason in REFUSED | {None}
    assert sum(len(child.data) for child in seen.children) <= max(2 * len(data), MIB)
    assert sum(len(segment.text) for segment in seen.extraction.segments) < MIB
