"""What hostile files are made of, and how one is decoded without the sandbox."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from assay.extractors.sniffing.sniff import HEAD_BYTES, sniff
from assay.governance.domain import Decoded, Decoder, Limits

__all__ = ["LAUGHS", "decode", "office", "pack"]

LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 12}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


def pack(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def office(kind: str, members: Mapping[str, bytes]) -> bytes:
    """Return a small office file with some of its parts replaced."""
    buffer = io.BytesIO()
    if kind == "docx":
        import docx  # type: ignore[import-untyped]

        docx.Document().save(buffer)
    elif kind == "pptx":
        import pptx  # type: ignore[import-untyped]

        deck = pptx.Presentation()
        deck.slides.add_slide(deck.slide_layouts[6])
        deck.save(buffer)
    else:
        import openpyxl  # type: ignore[import-untyped]

        openpyxl.Workbook().save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()} | dict(members))


def decode(decoders: dict[str, Decoder], data: bytes, name: str) -> Decoded:
    file = io.BytesIO(data)
    media_type = sniff(data[:HEAD_BYTES], name, file)
    decoder = decoders.get(media_type)
    if decoder is None:
        pytest.skip(f"no reader of {media_type}")
    file.seek(0)
    return decoder.decode(file, name=name, media_type=media_type, limits=Limits())
