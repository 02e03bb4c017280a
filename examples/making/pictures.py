"""Pictures: an invoice, a customer form, a photo with its place in it, a photo out of focus."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

from making.files import font, write
from making.story import CONTRACT, CUSTOMERS, SEED, STAFF

__all__ = ["badge", "write_pictures"]

IBAN = "GB82 WEST 1234 5698 7654 32"  # the sample number of the standard's own documentation


def _face(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(font(), size)


def _sheet(width: int, height: int, colour: str = "white") -> tuple[Any, Any]:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height), colour)
    return picture, ImageDraw.Draw(picture)


def _png(picture: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _invoice() -> bytes:
    picture, draw = _sheet(1100, 900)
    draw.rectangle((0, 0, 1100, 90), fill="#1f4e5f")
    draw.text((60, 22), "YUNTING INSTRUMENTS", fill="white", font=_face(40))
    lines = (
        ("Invoice No. YT-2024-0118", 34), ("Invoice date: 2024-03-31", 26),
        (f"Contract No. {CONTRACT}", 30), ("Bill to: Silver Lake Market", 28), ("Attention: Helen Carter", 28),
        ("Temperature monitoring, first quarter 2024", 26), ("12 loggers, 91 days", 26),
        ("Amount due: 48,960.00 yuan", 32), ("Payable to: Yunting Instruments", 26), (f"IBAN: {IBAN}", 30),
    )  # fmt: skip
    top = 130
    for text, size in lines:
        draw.text((60, top), text, fill="black", font=_face(size))
        top += size + 38
    draw.line((60, 108, 1040, 108), fill="#1f4e5f", width=3)
    return _png(picture)


def _form() -> bytes:
    person = CUSTOMERS[0]
    picture, draw = _sheet(1000, 720, "#fbfaf5")
    draw.text((360, 36), "客户登记表", fill="black", font=_face(46))
    rows = (
        ("姓名", person.name), ("公民身份号码", person.resident_id), ("手机号", person.mobile),
        ("住址", person.address), ("登记日期", "2024年2月6日"),
    )  # fmt: skip
    for index, (label, value) in enumerate(rows):
        top = 140 + index * 104
        draw.rectangle((50, top, 950, top + 84), outline="#777777", width=2)
        draw.line((280, top, 280, top + 84), fill="#777777", width=2)
        draw.text((70, top + 24), label, fill="#333333", font=_face(30))
        draw.text((300, top + 26), value, fill="black", font=_face(28 if len(value) > 20 else 32))
    return _png(picture)


def _harbour() -> Any:
    picture, draw = _sheet(960, 640, "#bcd9ea")
    draw_random = random.Random(SEED)
    draw.ellipse((720, 60, 820, 160), fill="#f6d36b")
    draw.polygon([(0, 360), (220, 210), (420, 350), (640, 230), (960, 370), (960, 420), (0, 420)], fill="#7f9c86")
    draw.rectangle((0, 400, 960, 640), fill="#3f7390")
    for _ in range(160):
        x, y = draw_random.randrange(960), draw_random.randrange(410, 630)
        draw.line((x, y, x + draw_random.randrange(12, 46), y), fill="#6fa0bb", width=2)
    draw.polygon([(300, 440), (520, 440), (480, 490), (340, 490)], fill="#7a3b2e")
    draw.polygon([(400, 250), (400, 430), (500, 430)], fill="#f7f4ec")
    draw.rectangle((640, 300, 840, 420), fill="#c9c2b4")
    draw.rectangle((720, 360, 760, 420), fill="#5d5348")
    return picture


def _photo() -> bytes:
    """Return a drawn harbour as JPEG; its EXIF says where (open sea) and who took it."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Example", "Sketch 1", STAFF[3].name
    exif[0x0132] = "2024:03:08 10:24:31"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (30.0, 41.0, 12.48)
    place[3], place[4] = "E", (125.0, 17.0, 45.96)
    buffer = io.BytesIO()
    _harbour().save(buffer, "JPEG", quality=80, exif=exif)
    return buffer.getvalue()


def badge(*, blur: float = 0) -> bytes:
    """Return a photo of a visitor's badge as JPEG, out of focus by so many pixels."""
    from PIL import ImageFilter

    picture, draw = _sheet(900, 560, "#e8e4da")
    draw.rectangle((120, 90, 780, 470), fill="white", outline="#999999", width=4)
    draw.text((170, 140), "VISITOR", fill="#1f4e5f", font=_face(60))
    draw.text((170, 250), "Cold room 4", fill="black", font=_face(44))
    draw.text((170, 340), "2024-03-08", fill="black", font=_face(44))
    buffer = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(blur)).save(buffer, "JPEG", quality=75)
    return buffer.getvalue()


def write_pictures(root: Path) -> None:
    """Write `photos/` and the invoice."""
    write(root, "finance/invoice-2024-03.png", _invoice())
    write(root, "photos/customer-form.png", _form())
    write(root, "photos/harbour-visit.jpg", _photo())
    write(root, "photos/badge-blurred.jpg", badge(blur=15))
