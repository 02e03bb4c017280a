"""Small real files, made here, and one way to read them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Any

import pytest

from assay.extractors.shared.finish import finish
from assay.extractors.sniffing.sniff import HEAD_BYTES, sniff
from assay.governance.domain import Decoded, Decoder, Limits

Read = Callable[..., Decoded]


@pytest.fixture(autouse=True)
def _pixels() -> Iterator[None]:
    """Put Pillow's limit back, which decoders set for the process that they have to themselves elsewhere."""
    from PIL import Image

    most = Image.MAX_IMAGE_PIXELS
    yield
    Image.MAX_IMAGE_PIXELS = most


@pytest.fixture(scope="session")
def decoders() -> dict[str, Decoder]:
    """All installed decoders by media type."""
    kinds = [point.load()() for point in entry_points(group="assay.extractors")]
    return {media_type: kind for kind in kinds for media_type in kind.media_types}


@pytest.fixture(scope="session")
def read(decoders: dict[str, Decoder]) -> Read:
    """Sniff, decode and finish bytes as the sandbox's child does."""

    def read_bytes(data: bytes, name: str = "file", *, media_type: str = "", limits: Limits | None = None) -> Decoded:
        file = io.BytesIO(data)
        found = media_type or sniff(data[:HEAD_BYTES], name, file)
        decoder = decoders[found]
        file.seek(0)
        used = limits or Limits()
        return finish(decoder.decode(file, name=name, media_type=found, limits=used), used)

    return read_bytes


@pytest.fixture(scope="session")
def zipped() -> Callable[[dict[str, bytes]], bytes]:
    """Pack members into a zip."""

    def pack(members: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    return pack


@pytest.fixture(scope="session")
def compound() -> Callable[[dict[str, Any]], bytes]:
    """Write a compound file (OLE) of a tree: names to bytes (streams) or to further trees (storages)."""
    return _compound


_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def _compound(tree: dict[str, Any]) -> bytes:
    """Small streams stand in the mini stream, the others in sectors; a storage's entries are one chain of siblings."""
    entries: list[list[Any]] = []  # name, kind, child, right, stream

    def add(name: str, kind: int, content: Any) -> int:
        number = len(entries)
        entries.append([name, kind, _NONE, _NONE, content if isinstance(content, bytes) else b""])
        last = None
        for inner, value in content.items() if isinstance(content, dict) else ():
            child = add(inner, 1 if isinstance(value, dict) else 2, value)
            entries[number if last is None else last][2 if last is None else 3] = child
            last = child
        return number

    add("Root Entry", 5, tree)
    mini_fat: list[int] = []
    starts: dict[int, int] = {}
    mini = b""
    for number, entry in enumerate(entries):
        if 0 < len(entry[4]) < _CUTOFF:
            starts[number] = len(mini_fat)
            mini += entry[4].ljust(-(-len(entry[4]) // _MINI) * _MINI, b"\0")
            mini_fat += [*range(len(mini_fat) + 1, len(mini) // _MINI), _END]
    entries[0][4] = mini.ljust(_CUTOFF, b"\0")
    mini_fat += [_FREE] * (-len(mini_fat) % 128)
    body, fat = b"", list[int]()

    def place(stream: bytes) -> int:
        nonlocal body
        start, size = len(fat), -(-len(stream) // _SECTOR)
        fat.extend([*range(start + 1, start + size), _END])
        body += stream.ljust(size * _SECTOR, b"\0")
        return start

    first_mini = place(struct.pack(f"<{len(mini_fat)}I", *mini_fat)) if mini_fat else _END
    directory = b""
    for number, (name, kind, child, right, stream) in enumerate(entries):
        start = starts[number] if number in starts else place(stream) if stream else _END
        label = name.encode("utf-16-le") + b"\0\0"
        directory += label.ljust(64, b"\0") + struct.pack("<HBB3I", len(label), kind, 1, _NONE, right, child)
        directory += bytes(36) + struct.pack("<IQ", start, len(stream))
    first_entry = place(directory)
    tables = -(-len(fat) // 127)
    first_table = len(fat)
    fat += [_FAT] * tables
    fat += [_FREE] * (tables * 128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, first_entry, 0, _CUTOFF, first_mini, len(mini_fat) // 128, _END, 0)
    head += struct.pack("<109I", *range(first_table, first_table + tables), *[_FREE] * (109 - tables))
    return head + body + struct.pack(f"<{len(fat)}I", *fat)
