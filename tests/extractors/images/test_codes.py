"""Codes and faces: found where they are, and nowhere else."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from assay.extractors.images.faces import find_faces
from assay.governance.domain import SegmentKind, Status

DOCUMENTS = Path(__file__).parents[4] / "shared" / "data" / "documents"


def png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def code(text: str, kind: str, *, scale: int = 4) -> Image.Image:
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    return Image.fromarray(np.array(made.to_image(scale=scale)))


def sheet(*pictures: tuple[Image.Image, tuple[int, int]], size: tuple[int, int] = (1_000, 800)) -> Image.Image:
    page = Image.new("RGB", size, "white")
    for picture, at in pictures:
        page.paste(picture, at)
    return page


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("QRCode", "https://example.com/pay?id=42", "QR Code"),
        ("QRCode", "联系人 李娜 13800000000", "QR Code"),
        ("DataMatrix", "LOT-4471", "Data Matrix"),
        ("Aztec", "boarding pass", "Aztec"),
        ("PDF417", "licence D1234567", "PDF417"),
        ("Code128", "INV-2024-0007", "Code 128"),
        ("EAN13", "4006381333931", "EAN-13"),
    ],
)
@pytest.mark.parametrize("turned", [0, 90, 180])
def test_a_code_is_text_with_its_place(read, kind: str, text: str, name: str, turned: int) -> None:  # type: ignore[no-untyped-def]
    picture = code(text, kind, scale=4)
    if picture.width > 500:
        picture = code(text, kind, scale=2)
    page = sheet((picture, (300, 300))).rotate(turned, expand=True)
    seen = read(png(page), "a.png").extraction
    found = [segment for segment in seen.segments if segment.kind is SegmentKind.CELL]
    assert [(segment.text, segment.context) for segment in found] == [(text, name)]
    assert (seen.facts["codes"], seen.facts["code_kinds"]) == (1, [name])
    x0, y0, x1, y1 = found[0].locator.box
    assert 0.1 < x0 <= x1 < 0.9
    assert 0.1 < y0 <= y1 < 0.9


def test_several_codes_are_counted_by_kind(read) -> None:  # type: ignore[no-untyped-def]
    page = sheet(
        (code("one", "QRCode"), (50, 50)),
        (code("two", "QRCode"), (600, 50)),
        (code("B-77-2024", "Code128", scale=2), (50, 500)),
    )
    seen = read(png(page), "a.png").extraction
    assert (seen.facts["codes"], seen.facts["code_kinds"]) == (3, ["Code 128", "QR Code"])
    assert seen.status is Status.COMPLETE


def test_lines_and_text_are_no_code(read) -> None:  # type: ignore[no-untyped-def]
    page = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(page)
    for x in range(0, 800, 9):
        draw.line((x, 0, x, 300), fill="black", width=3 + x % 4)
    for y in range(320, 600, 20):
        draw.text((20, y), "The quick brown fox jumps over the lazy dog 0123456789", fill="black")
    assert "codes" not in read(png(page), "a.png").extraction.facts


def test_a_face_is_counted_and_what_is_none_is_not(read) -> None:  # type: ignore[no-untyped-def]
    if not (DOCUMENTS / "media").is_dir():
        pytest.skip("the shared documents are not here")
    seen = read((DOCUMENTS / "media/lena-face.jpg").read_bytes(), "a.jpg").extraction
    assert seen.facts["faces"] == 1
    x0, y0, x1, y1 = seen.facts["face_boxes"][0]["box"]
    assert x0 < 0.5 < x1
    assert y0 < 0.4 < y1
    for name in ("media/cat.jpg", "duplicates/mixed_images/ukbench00120.jpg", "receipts/000.jpg"):
        seen = read((DOCUMENTS / name).read_bytes(), "a.jpg").extraction
        assert (seen.facts["faces"], "face_boxes" in seen.facts) == (0, False), name


def test_noise_has_no_face() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (400, 600), dtype=np.uint8)
    assert find_faces(noise) == []
