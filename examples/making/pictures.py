"""Pictures: an invoice, a customer form, a photo with its place in it, a whiteboard, a pass, a badge out of focus."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from making.files import write
from making.optics import face, jpeg, photographed, png, sheet
from making.scenes import harbour
from making.story import CONTRACT, CUSTOMERS, IBAN, ORDER, SEED, STAFF

__all__ = ["badge", "invoice", "invoice_photo", "write_pictures"]

_INK, _GREY = "#1f4e5f", "#5b666b"


def invoice() -> Any:
    """Return the disputed invoice as its maker's program draws it."""
    picture, draw = sheet(1240, 1100)
    draw.rectangle((0, 0, 1240, 16), fill=_INK)
    draw.text((80, 60), "YUNTING INSTRUMENTS", fill=_INK, font=face(40, bold=True, chinese=False))
    draw.text((80, 114), "Temperature you can trust", fill=_GREY, font=face(20, chinese=False))
    draw.text((930, 64), "INVOICE", fill=_INK, font=face(44, chinese=False))
    facts = (
        ("Invoice No.", "YT-2024-0118"), ("Invoice date", "2024-03-31"), ("Contract No.", CONTRACT),
        ("Due", "2024-04-30"),
    )  # fmt: skip
    for row, (name, value) in enumerate(facts):
        draw.text((700, 190 + row * 46), name, fill=_GREY, font=face(26, chinese=False))
        draw.text((930, 190 + row * 46), value, fill="black", font=face(26, bold=row in {0, 2}, chinese=False))
    draw.text((80, 190), "Bill to", fill=_GREY, font=face(24, chinese=False))
    for row, line in enumerate(("Silver Lake Market", "Attention: Helen Carter", "Market Hall, Office 2")):
        draw.text((80, 230 + row * 42), line, fill="black", font=face(27, chinese=False))
    draw.rectangle((80, 430, 1160, 484), fill="#e4ecef")
    lines = (
        ("Description", "Qty", "Amount"), ("Temperature monitoring, Q1 2024", "12", "46,600.00"),
        (f"Inspection 18 March, work order {ORDER}", "1", "2,360.00"),
    )  # fmt: skip
    for row, (what, count, amount) in enumerate(lines):
        top, letters = 441 + row * 70, face(25, bold=row == 0, chinese=False)
        draw.text((100, top), what, fill="black", font=letters)
        draw.text((900, top), count, fill="black", font=letters, anchor="ra")
        draw.text((1140, top), amount, fill="black", font=letters, anchor="ra")
        draw.line((80, top + 50, 1160, top + 50), fill="#b9c3c7", width=2)
    draw.text((610, 690), "Amount due", fill="black", font=face(30, bold=True, chinese=False))
    draw.text((1140, 690), "48,960.00 yuan", fill="black", font=face(30, bold=True, chinese=False), anchor="ra")
    draw.text((80, 840), "Payable to: Yunting Instruments", fill="black", font=face(26, chinese=False))
    draw.text((80, 886), f"IBAN: {IBAN}", fill="black", font=face(28, chinese=False))
    draw.text((80, 1020), "Thank you for your business.", fill=_GREY, font=face(20, chinese=False))
    return picture


def invoice_photo() -> bytes:
    """Return the invoice as the customer photographed it: on a desk, with a ring around the sum."""
    from PIL import ImageDraw

    picture = invoice()
    draw = ImageDraw.Draw(picture)
    for grow in range(4):
        draw.arc((590 - grow, 655 - grow, 1195 + grow, 760 + grow), 12, 352, fill="#c22b2b", width=4)
    draw.text((1080, 775), "?!", fill="#c22b2b", font=face(60, chinese=False))
    return jpeg(photographed(picture, seed=SEED), quality=72)


def _form() -> bytes:
    person = CUSTOMERS[0]
    picture, draw = sheet(1100, 800, "#fbfaf5")
    draw.text((550, 70), "客户登记表", fill="black", font=face(44), anchor="mm")
    draw.text((1000, 120), "编号 0217", fill="#555555", font=face(24), anchor="ra")
    rows = (
        ("姓名", person.name), ("公民身份号码", person.resident_id), ("手机号", person.mobile),
        ("住址", person.address), ("登记日期", "2024年2月6日"),
    )  # fmt: skip
    draw.rectangle((60, 160, 1040, 660), outline="#444444", width=3)
    for index, (label, value) in enumerate(rows):
        top = 160 + index * 100
        draw.line((60, top, 1040, top), fill="#444444", width=2)
        draw.text((185, top + 50), label, fill="#333333", font=face(29), anchor="mm")
        draw.text((330, top + 50), value, fill="#14306e", font=face(29 if len(value) > 20 else 33), anchor="lm")
    draw.line((310, 160, 310, 660), fill="#444444", width=2)
    draw.text((80, 700), "本人同意云汀仪器为提供服务之目的使用以上信息。", fill="#555555", font=face(22))
    pen, x, y = random.Random(SEED), 830.0, 735.0
    for _ in range(26):
        to = (x + pen.uniform(2, 9), y + pen.uniform(-22, 22))
        draw.line((x, y, *to), fill="#14306e", width=3)
        x, y = to[0], 735 + (to[1] - 735) * 0.5
    return png(picture)


def _photo() -> bytes:
    """Return a view of a harbour as JPEG; its EXIF says where (open sea) and who took it."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Example", "Sketch 1", STAFF[3].name
    exif[0x0132] = "2024:03:08 10:24:31"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (30.0, 41.0, 12.48)
    place[3], place[4] = "E", (125.0, 17.0, 45.96)
    return jpeg(harbour(), quality=80, exif=exif)


def _small() -> bytes:
    """Return the same view as somebody sent it on: smaller, squeezed, and without its EXIF."""
    return jpeg(harbour().resize((480, 320)), quality=45)


def _whiteboard() -> bytes:
    picture, draw = sheet(1200, 820, "#f4f5f3")
    draw.rectangle((6, 6, 1193, 813), outline="#9aa0a3", width=12)
    words = (
        ((80, 60), "第五间冷库上线", 52, "#1d3f8f"), ((100, 170), "1. 4月1日 安装三台记录仪", 38, "#222222"),
        ((100, 250), "2. 网关改到新机柜", 38, "#222222"), ((100, 330), "3. 4月8日 新闻稿", 38, "#222222"),
        ((640, 470), "访客 WiFi: lakehouse", 38, "#b3261e"), ((640, 550), "密码: Heron-Lake-41", 38, "#b3261e"),
    )  # fmt: skip
    for place, line, size, colour in words:
        draw.text(place, line, fill=colour, font=face(size))
    draw.rounded_rectangle((610, 440, 1110, 630), 24, outline="#b3261e", width=5)
    draw.line((120, 640, 330, 640), fill="#1d3f8f", width=6)
    draw.polygon([(330, 622), (330, 658), (370, 640)], fill="#1d3f8f")
    return jpeg(photographed(picture, seed=SEED + 1, size=(1280, 900), wood=False), quality=70)


def badge(*, blur: float = 0) -> bytes:
    """Return a photo of a visitor's badge as JPEG, out of focus by so many pixels."""
    from PIL import ImageFilter

    picture, draw = sheet(900, 560, "#d8cfc0")
    draw.rounded_rectangle((120, 70, 780, 490), 22, fill="white", outline="#999999", width=4)
    draw.rectangle((120, 96, 780, 190), fill=_INK)
    draw.ellipse((430, 78, 470, 92), fill="#8b8f91")
    draw.text((160, 112), "VISITOR", fill="white", font=face(56, bold=True, chinese=False))
    draw.text((160, 250), "Cold room 4", fill="black", font=face(44, chinese=False))
    draw.text((160, 350), "2024-03-08", fill="black", font=face(44, chinese=False))
    return jpeg(picture.filter(ImageFilter.GaussianBlur(blur)), quality=75)


def _pass() -> bytes:
    """Return a pass for a technician: the number to call stands in its QR code alone."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel  # type: ignore[import-untyped]

    code = QRCode(4, QRErrorCorrectLevel.M)
    code.addData(f"TEL:{STAFF[4].mobile}")
    code.make()
    picture, draw = sheet(760, 480, "#eef2f3")
    draw.rectangle((0, 0, 760, 84), fill=_INK)
    draw.text((40, 18), "维修通行证", fill="white", font=face(42))
    for row, line in enumerate(("云汀仪器 · 技术服务", "区域：冷库 1–5", "有效期至 2024-12-31", "请扫码联系持证人")):
        draw.text((40, 130 + row * 72), line, fill="black", font=face(32))
    count, side = code.getModuleCount(), 9
    draw.rectangle((420, 120, 420 + (count + 4) * side, 120 + (count + 4) * side), fill="white")
    for row in range(count):
        for column in range(count):
            if code.isDark(row, column):
                x, y = 438 + column * side, 138 + row * side
                draw.rectangle((x, y, x + side - 1, y + side - 1), fill="black")
    return png(picture)


def write_pictures(root: Path) -> None:
    """Write `photos/` and the invoice."""
    write(root, "finance/invoice-2024-03.png", png(invoice()))
    write(root, "photos/customer-form.png", _form())
    write(root, "photos/harbour-visit.jpg", _photo())
    write(root, "photos/harbour-visit-small.jpg", _small())
    write(root, "photos/白板.jpg", _whiteboard())
    write(root, "photos/service-pass.png", _pass())
    write(root, "photos/badge-blurred.jpg", badge(blur=15))
