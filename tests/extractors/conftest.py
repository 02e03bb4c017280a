"""Small real files, made here, and one way to read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from importlib.metadata import entry_points

import pytest

from assay.extractors.finish import finish
from assay.extractors.sniff import HEAD_BYTES, sniff
from assay.governance.domain import Decoded, Decoder, Limits

Read = Callable[..., Decoded]


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
