"""What lies in a personnel department: an application, a health check, a family day, a handbook."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

from making.files import MADE, settle, write, zipped
from making.paper import grid, heading, pdf, space, text
from making.story import CLINIC, GUESTS, SEED, STAFF, YUNTING

__all__ = ["write_people"]


def _application() -> bytes:
    from docx import Document

    who = GUESTS[0]
    document: Any = Document()
    properties = document.core_properties
    properties.author, properties.title = who.name, f"简历 {who.name}"
    properties.created = properties.modified = MADE
    document.add_heading("个人简历", 0)
    facts = (
        ("姓名", who.name), ("出生日期", "1900年10月26日"), ("身份证号", who.resident_id), ("手机", who.mobile),
        ("邮箱", f"{who.pinyin}@mail.example.com"), ("现住址", who.address), ("应聘岗位", "冷链技术服务工程师"),
        ("期望月薪", "12,000元"),
    )  # fmt: skip
    table = document.add_table(rows=0, cols=2, style="Light Grid Accent 1")
    for name, value in facts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, value
    document.add_heading("工作经历", 1)
    document.add_paragraph(
        "2021年至今，在一家冷库运营企业负责温控设备的安装、巡检与故障处理，带领四人小组，年均处理报警三百余次。"
    )
    document.add_paragraph("2018年至2021年，仪表维修技师，负责温度、压力传感器的校准，持有低压电工证。")
    document.add_heading("教育与语言", 1)
    document.add_paragraph("测控技术与仪器专业，本科。英语可用于工作邮件与电话沟通。")
    buffer = io.BytesIO()
    document.save(buffer)
    return settle(buffer.getvalue())


def _health() -> bytes:
    who = STAFF[3]
    rows = [
        ("项目", "结果", "参考范围", "提示"), ("血压", "148/94 mmHg", "90–139/60–89", "↑"),
        ("空腹血糖", "6.8 mmol/L", "3.9–6.1", "↑"), ("总胆固醇", "5.1 mmol/L", "2.8–5.7", ""),
        ("谷丙转氨酶", "31 U/L", "9–50", ""), ("身高 / 体重", "172 cm / 81 kg", "", ""),
    ]  # fmt: skip
    return pdf([
        heading("健康体检报告"), space(10),
        grid([("姓名", who.name, "病历号", "ZX20240311027"), ("身份证号", who.resident_id, "联系电话", who.mobile),
              ("单位", YUNTING, "体检日期", "2024年3月11日")], (60, 175, 65, 165), head=False),
        space(12), grid(rows, (110, 140, 130, 60)), space(12),
        text("诊断：1. 高血压1级；2. 空腹血糖受损，建议内分泌科复查，排除糖尿病。"),
        text("建议：低盐饮食，规律运动，每日早晚各测血压一次并记录，两周后心内科门诊复诊。"), space(24),
        text("主检医师：闻人朔", align=2),
    ], title="健康体检报告", author=CLINIC, house=CLINIC, foot="竹溪门诊部为虚构机构，仅用于示例")  # fmt: skip


def _family_day() -> bytes:
    """Return who brings which child to the family day: names of children, ages, allergies, a parent's number."""
    children = (
        ("顾小满", "女", 6, "花生"), ("秦一诺", "男", 9, "无"), ("白知夏", "女", 4, "牛奶"), ("温暖阳", "男", 11, "无"),
        ("贺星野", "男", 7, "青霉素"), ("白朵朵", "女", 8, "无"),
    )  # fmt: skip
    parents = (STAFF[0], STAFF[2], STAFF[3], STAFF[4], STAFF[1], STAFF[3])
    rows = io.StringIO()
    lines = csv.writer(rows, lineterminator="\n")
    lines.writerow(("儿童姓名", "性别", "年龄", "过敏史", "监护人", "监护人手机"))
    for child, parent in zip(children, parents, strict=True):
        lines.writerow((*child, parent.name, parent.mobile))
    return rows.getvalue().encode()


_REFERENCE = (
    "To whom it may concern",
    "Jonas Whitfield worked as a service engineer in our cold rooms from May 2019 to February 2024. He looked after "
    "the cooling plant, trained three apprentices and was on call every fourth week.",
    "He is careful, quick to find the cause of a fault and well liked by the stallholders. He leaves at his own wish "
    "to move to the coast, and we would gladly have him back.",
    "If you would like to know more, ring me on +44 20 7946 0321.",
    "Helen Carter",
    "Silver Lake Market, 1 March 2024",
)  # fmt: skip


def _reference() -> bytes:
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}}{\info{\title Reference}" \
           r"{\author Helen Carter}}\f0\fs24 "  # fmt: skip
    paragraphs = [rf"{{\b\fs30 {_REFERENCE[0]}}}\par\par", *(rf"{line}\par\par" for line in _REFERENCE[1:])]
    return (head + "\n".join(paragraphs) + "}").encode("cp1252")


_CHAPTERS = (
    ("欢迎", "欢迎加入云汀仪器。本手册说明日常工作中的约定，遇到问题请先问同事，再查手册。"),
    ("工作时间", "标准工作时间为周一至周五九点至十七点半，午休一小时。技术服务岗位轮值，值班后次日补休半天。"),
    (
        "出差与报销",
        "出差前在系统中提交申请。票据须在返回后十个工作日内提交；超出标准的住宿由部门负责人审批。",
    ),
    ("信息安全", "客户资料不得存入个人设备，不得通过私人邮箱外发。离开座位请锁屏。口令不写在便签、白板和共享文档里。"),
)


def _handbook() -> bytes:
    """Return the staff's handbook as EPUB."""
    page = ('<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="zh">'
            "<head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>")  # fmt: skip
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(1, 5))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(1, 5))
    package = ('<?xml version="1.0" encoding="UTF-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
               'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">'
               "urn:example:handbook-2024</dc:identifier><dc:title>员工手册（2024版）</dc:title><dc:language>zh"
               "</dc:language><dc:creator>人力资源部</dc:creator></metadata><manifest>"
               f"{items}</manifest><spine>{spine}</spine></package>")  # fmt: skip
    container = ('<?xml version="1.0"?><container version="1.0" '
                 'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                 '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
                 "</container>")  # fmt: skip
    return zipped({
        "mimetype": b"application/epub+zip", "META-INF/container.xml": container.encode(), "book.opf": package.encode(),
        **{f"c{n}.xhtml": page.format(*chapter).encode() for n, chapter in enumerate(_CHAPTERS, 1)},
    })  # fmt: skip


def _survey() -> bytes:
    """Return sixty answers to a survey that asked nobody for a name; some were sent twice."""
    draw, answers = random.Random(SEED), []
    says = (
        "忙闲不均，值班表可以更早公布",
        "设备好用",
        "报销流程太长",
        "培训很有帮助",
        "午休时间刚好",
        "希望增加英语课",
    )
    for number in (place % 54 for place in range(60)):
        answers.append({
            "编号": number + 1, "部门": "技术服务" if number % 2 else "生产", "满意度": 3 + number % 3,
            "会推荐": number % 4 > 0, "意见": says[number % 6],
        })  # fmt: skip
    draw.shuffle(answers)
    return "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers).encode()


def write_people(root: Path) -> None:
    """Write `hr/`."""
    write(root, "hr/简历-唐疏桐.docx", _application())
    write(root, "hr/体检报告.pdf", _health())
    write(root, "hr/亲子日报名.csv", _family_day())
    write(root, "hr/reference-whitfield.rtf", _reference())
    write(root, "hr/员工手册.epub", _handbook())
    write(root, "hr/survey-2024.jsonl", _survey())
