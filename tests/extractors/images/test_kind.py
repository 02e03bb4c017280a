"""Kinds of pictures: told where measures and words agree, left open where they do not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from assay.extractors.images.kind import KINDS, UNKNOWN, kind_of
from assay.extractors.images.measures import measure
from assay.governance.domain import Locator, Segment, SegmentKind

DOCUMENTS = Path(__file__).parents[4] / "shared" / "data" / "documents"


def lines(*texts: str, area: float = 0.01) -> list[Segment]:
    box = (0.0, 0.0, area, 1.0)
    return [
        Segment(index=n, kind=SegmentKind.OCR_LINE, text=text, locator=Locator(box=box)) for n, text in enumerate(texts)
    ]


def facts(picture: Image.Image, **more: object) -> dict[str, object]:
    return {"width": picture.width, "height": picture.height, **measure(picture), **more}


def page(size: tuple[int, int] = (800, 1_100), ground: str = "white") -> Image.Image:
    picture = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    for y in range(60, size[1] - 60, 30):
        draw.text((60, y), "It was agreed that the work would begin in March.", fill="grey", font_size=22)
    return picture


def nature(mode: str = "RGB") -> Image.Image:
    noise = np.random.default_rng(4).normal(0, 60, (300, 400, 3))
    slope = np.linspace(0, 150, 400)[None, :, None]
    blurred = Image.fromarray(np.clip(noise + slope + (60, 20, 0), 0, 255).astype(np.uint8))
    return blurred.filter(ImageFilter.GaussianBlur(1)).convert(mode)


def chart() -> Image.Image:
    picture = Image.new("RGB", (600, 400), (240, 240, 230))
    draw = ImageDraw.Draw(picture)
    for place, colour in enumerate(("red", "green", "blue", "orange")):
        draw.rectangle((80 + 120 * place, 300 - 50 * place, 160 + 120 * place, 360), fill=colour)
    return picture


AGREED = ("It was agreed", "that the work", "would begin", "in March")
CARD = ("姓名 李娜", "性别 女 民族 汉", "出生 1901年2月3日", "公民身份号码")
BILL = ("TAX INVOICE", "Item Qty Price", "Total 12.00", "Thank you")


@pytest.mark.parametrize(
    ("picture", "text", "expected"),
    [
        (page(), lines(*AGREED, area=0.04), "document"),
        (page(ground="#202028"), lines(*AGREED), "screen"),
        (page(size=(1_920, 1_080)), lines(*AGREED, area=0.04), "screen"),
        (nature(), lines(), "photo"),
        (nature("L"), lines("stop"), "photo"),
        (nature(), None, "photo"),
        (chart(), lines("2024"), "drawing"),
        (page(size=(856, 540)), lines(*CARD), "id-card"),
        (page(), lines(*BILL), "invoice"),
        (page(), lines("电子发票", "金额 12.00", "税额 1.20"), "invoice"),
        (nature(), lines(*BILL), "invoice"),
        (page(), None, UNKNOWN),
        (page(), lines(), "drawing"),
        (Image.new("RGB", (400, 300), "black"), lines(), UNKNOWN),
        (page(size=(856, 540)), lines("公民身份号码", *AGREED, area=0.04), "document"),
        (page(), lines("The total of it", *AGREED, area=0.04), "document"),
    ],
)  # fmt: skip
def test_a_picture_is_of_the_kind_that_it_looks_like(picture, text, expected) -> None:  # type: ignore[no-untyped-def]
    assert kind_of(facts(picture), text) == expected
    assert expected in KINDS


def test_a_zone_that_checks_makes_it_a_card_and_an_unknown_script_no_drawing() -> None:
    assert kind_of(facts(page(), mrz=["TD3"]), lines("x")) == "id-card"
    assert kind_of(facts(page()), lines(), read=0.2) == UNKNOWN


def test_a_long_page_about_passports_is_no_card() -> None:
    words = ["passport", "nationality", "date of birth", *(f"line {number}" for number in range(40))]
    assert kind_of(facts(page(size=(850, 540)), faces=1), lines(*words)) != "id-card"


def test_photos_of_the_shared_documents_are_photos() -> None:
    if not (DOCUMENTS / "media").is_dir():
        pytest.skip("the shared documents are not here")
    for name in ("media/cat.jpg", "media/lena-face.jpg", "duplicates/mixed_images/ukbench09268.jpg"):
        with Image.open(io.BytesIO((DOCUMENTS / name).read_bytes())) as picture:
            assert kind_of(facts(picture.convert("RGB")), lines()) == "photo", name
    for name in ("receipts/000.jpg", "formats/img/DA-1p.png"):
        with Image.open(io.BytesIO((DOCUMENTS / name).read_bytes())) as picture:
            assert kind_of(facts(picture.convert("RGB")), None) == UNKNOWN, name
