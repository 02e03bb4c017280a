"""The project of the fifth room: a plan, a deck, a calendar, the address book, a recording of a screen."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from making.files import MADE, settle, write
from making.optics import face, sheet
from making.story import CONTRACT, HELEN, ORDER, STAFF

__all__ = ["presentation", "write_projects"]

_TASKS = (
    ("T1", "现场勘查", 0, "2024-03-04", "2024-03-08", "完成"),
    ("T2", "签订补充协议", 1, "2024-03-11", "2024-03-20", "完成"),
    ("T3", "采购探头三支", 2, "2024-03-18", "2024-03-29", "完成"),
    ("T4", "安装与布线", 4, "2024-04-01", "2024-04-03", "完成"),
    ("T5", "网关割接", 4, "2024-04-03", "2024-04-05", "进行中"),
    ("T6", "验收并开始计费", 0, "2024-04-08", "2024-04-12", "未开始"),
)


def _plan() -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": "第五间冷库项目计划", "author": STAFF[0].name, "created": MADE})
        plan, head = book.add_worksheet("计划"), book.add_format({"bold": True, "bg_color": "#E4ECEF", "border": 1})
        plan.write_row(0, 0, (f"第五间冷库项目计划（合同编号：{CONTRACT}）",))
        plan.write_row(2, 0, ("编号", "任务", "负责人", "开始", "结束", "状态"), head)
        for row, (key, task, who, begin, end, state) in enumerate(_TASKS, 3):
            plan.write_row(row, 0, (key, task, STAFF[who].name, begin, end, state))
        plan.set_column(1, 1, 24)
        risks = book.add_worksheet("风险")
        risks.write_row(0, 0, ("风险", "影响", "措施"), head)
        risks.write_row(1, 0, ("补充协议生效前误开账单", "客户拒付", "财务核对合同起始日期"))
        risks.write_row(2, 0, ("网关割接期间数据中断", "漏报警", "安排夜间值守"))
        risks.set_column(0, 2, 28)
    return settle(buffer.getvalue())


def presentation(
    slides: list[tuple[str, list[str], str]], *, title: str, author: str, example: tuple[int, str] = (0, "")
) -> bytes:
    """Return slides (title, bullet points, notes) as PPTX; `example` is what a drawn page on one of them bears."""
    from pptx import Presentation
    from pptx.dml.color import RGBColor
    from pptx.util import Inches, Pt

    colour: Callable[[str], Any] = RGBColor.from_string
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = MADE
    for number, (heading, points, notes) in enumerate(slides, 1):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        band = slide.shapes.add_shape(1, 0, 0, deck.slide_width, Inches(1.2))
        band.fill.solid()
        band.fill.fore_color.rgb = colour("1F4E5F")
        band.line.fill.background()
        box = slide.shapes.add_textbox(Inches(0.6), Inches(0.2), Inches(12), Inches(0.8))
        box.text_frame.text = heading
        box.text_frame.paragraphs[0].font.size = Pt(32)
        box.text_frame.paragraphs[0].font.color.rgb = colour("FFFFFF")
        body = slide.shapes.add_textbox(Inches(0.8), Inches(1.7), Inches(11.6), Inches(5))
        body.text_frame.word_wrap = True
        for place, point in enumerate(points):
            paragraph = body.text_frame.paragraphs[0] if place == 0 else body.text_frame.add_paragraph()
            paragraph.text = point
            paragraph.font.size, paragraph.space_after = Pt(22), Pt(14)
        if example[0] == number:
            leaf = slide.shapes.add_shape(1, Inches(10.2), Inches(4.2), Inches(2.2), Inches(2.9))
            leaf.fill.solid()
            leaf.fill.fore_color.rgb = colour("FFFFFF")
            leaf.text_frame.text = example[1]
            leaf.text_frame.paragraphs[0].font.size = Pt(16)
            leaf.text_frame.paragraphs[0].font.color.rgb = colour("222222")
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    buffer = io.BytesIO()
    deck.save(buffer)
    return settle(buffer.getvalue())


def _deck() -> bytes:
    return presentation([
        ("A fifth cold room for Silver Lake Market",
         ["Kick-off, 6 March 2024", "Yunting Instruments, technical service"], ""),
        ("What changes", ["Four rooms become five, twelve loggers become fifteen",
                          f"Contract No. {CONTRACT} stays; a supplement adds 9,400.00 yuan a year from 1 April",
                          "The second gateway moves into the new cabinet"], ""),
        ("What must not go wrong", ["No gap in the readings of room 4 while the cable is moved",
                                    "No bill for room five before April"],
         f"Say it plainly: the customer has complained about bills before. Helen Carter reads every line ({HELEN})."),
    ], title="Kick-off: fifth cold room", author=STAFF[0].name)  # fmt: skip


def _calendar() -> bytes:
    entries = (
        ("kick-off", "20240306T060000Z", "20240306T070000Z", "Kick-off: fifth cold room", "Room 3", STAFF[0]),
        ("inspection", "20240318T010000Z", "20240318T030000Z", f"Inspection of room 4, work order {ORDER}",
         "Silver Lake Market, room 4", STAFF[4]),
        ("minutes", "20240409T060000Z", "20240409T070000Z", "一季度对账会议", "三楼会议室", STAFF[1]),
    )  # fmt: skip
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yunting Instruments//Calendar//EN"]
    for key, begin, end, summary, place, owner in entries:
        lines += ["BEGIN:VEVENT", f"UID:{key}-2024@yunting.example.com", "DTSTAMP:20240301T000000Z", f"DTSTART:{begin}",
                  f"DTEND:{end}", f"SUMMARY:{summary}", f"LOCATION:{place.replace(',', chr(92) + ',')}",
                  f"ORGANIZER;CN={owner.name}:mailto:{owner.mail}", "END:VEVENT"]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _contacts() -> bytes:
    cards = [(who.name, "云汀仪器有限公司", who.mobile, who.mail) for who in STAFF]
    cards.append(("Helen Carter", "Silver Lake Market", "+44 20 7946 0321", HELEN))
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nORG:{firm}\r\nTEL;TYPE=cell:{number}\r\nEMAIL:{mail}\r\nEND:VCARD\r\n"
        for name, firm, number, mail in cards
    ).encode()


_BILLS = (
    ("Invoice No.", "Customer", "Amount"), ("YT-2024-0097", "North Quay Fish", "23,100.00"),
    ("YT-2024-0118", "Silver Lake Market", "48,960.00"), ("YT-2024-0121", "Old Mill Dairy", "8,450.00"),
)  # fmt: skip
_BILL = (
    ("Invoice No.", "YT-2024-0118", ""), ("Contract No.", CONTRACT, ""), ("Monitoring, Q1", "46,600.00", ""),
    (f"Order {ORDER}", "2,360.00", ""), ("State", "disputed by customer", ""),
)  # fmt: skip


def _screens() -> list[Any]:
    """Return what the recording shows: a list of bills, then the one that is in dispute."""
    pictures = []
    for opened in (False, True):
        picture, draw = sheet(960, 600, "#f3f5f6")
        draw.rectangle((0, 0, 960, 54), fill="#1f4e5f")
        draw.text((24, 12), "Billing  Yunting Instruments", fill="white", font=face(24, chinese=False))
        draw.rectangle((0, 54, 170, 600), fill="#e0e6e8")
        for row, name in enumerate(("Bills", "Contracts", "Payments", "Settings")):
            draw.text((24, 84 + row * 48), name, fill="#1f4e5f", font=face(20, bold=row == 0, chinese=False))
        rows = _BILL if opened else _BILLS
        for row, cells in enumerate(rows):
            top = 96 + row * 66
            draw.rectangle((194, top, 936, top + 54), fill="white", outline="#c9d1d4")
            for place, cell in zip((210, 460, 760), cells, strict=True):
                draw.text((place, top + 14), cell, fill="black", font=face(22, bold=row == 0, chinese=False))
        pictures.append(picture)
    return pictures


def _film() -> bytes:
    """Return eight seconds of a screen as MP4, five frames a second."""
    import av
    import numpy as np

    buffer, screens = io.BytesIO(), _screens()
    with av.open(buffer, "w", format="mp4", options={"fflags": "+bitexact"}) as film:
        stream: Any = film.add_stream("libx264", rate=5, options={"crf": "23", "g": "10", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = 960, 600, "yuv420p"
        for number in range(40):
            image = np.asarray(screens[number >= 18])
            film.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        film.mux(stream.encode())
    return buffer.getvalue()


def write_projects(root: Path) -> None:
    """Write `projects/`."""
    write(root, "projects/fifth-room-plan.xlsx", _plan())
    write(root, "projects/kick-off.pptx", _deck())
    write(root, "projects/team.ics", _calendar())
    write(root, "projects/contacts.vcf", _contacts())
    write(root, "projects/billing-screen.mp4", _film())
