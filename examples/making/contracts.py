"""The contracts: a bilingual DOCX, a Chinese PDF, a scan, and the texts they share."""

from __future__ import annotations

import io
from pathlib import Path

from making.files import MADE, font, settle, write
from making.story import CONTRACT, PURCHASE, SEED, STAFF, SUPPLIER_USCC

__all__ = ["CLAUSES", "page", "service_contract", "write_contracts"]

CLAUSES = (
    ("1. Subject", "Yunting Instruments installs and looks after twelve temperature loggers in the cold rooms of "
     "Silver Lake Market, reads them every ten minutes and reports each room that leaves its range."),
    ("2. Term", "This contract runs from 1 January 2024 to 31 December 2025. It renews by one year unless either "
     "side gives three months' notice in writing."),
    ("3. Price", "The service costs 186,400.00 yuan a year, billed in four equal parts of 46,600.00 yuan at the end "
     "of each quarter. Work outside clause 1 is billed only after a written order."),
    ("4. Response", "A failed logger is replaced within two working days. A room that reports no reading for one "
     "hour counts as failed."),
    ("5. Data", "Readings belong to Silver Lake Market. Yunting Instruments keeps them for three years, shows them to "
     "nobody else and deletes them at the end of the contract."),
    ("6. Liability", "Each side is liable for spoiled goods up to the yearly price, and without limit where it acted "
     "on purpose or with gross negligence."),
    ("7. Disputes", "A bill that is disputed within thirty days is not due until both sides have agreed on it in "
     "writing."),
)  # fmt: skip
_CHINESE = (
    "甲方（客户）：银湖集市有限公司，联系人 Helen Carter。",
    "乙方（服务方）：云汀仪器有限公司，统一社会信用代码 {uscc}，法定代表人 {head}。",
    "乙方为甲方冷库安装并维护十二台温度记录仪，年服务费人民币186,400.00元，按季度等额结算。",
    "对账单有异议的，甲方应在三十日内书面提出；双方书面确认前该笔款项不予支付。",
)


def service_contract() -> bytes:
    """Return the bilingual service contract as DOCX."""
    from docx import Document

    document = Document()
    properties = document.core_properties
    properties.author, properties.title = STAFF[0].name, f"Service contract {CONTRACT}"
    properties.created = properties.modified = MADE
    properties.last_modified_by, properties.revision = STAFF[0].name, 1
    document.add_heading("Service contract 服务合同", 0)
    document.add_paragraph(f"Contract No. {CONTRACT}　合同编号：{CONTRACT}")
    document.add_paragraph("between Silver Lake Market (the customer, represented by Helen Carter) and Yunting "
                           "Instruments Co., Ltd. (the supplier).")  # fmt: skip
    for heading, text in CLAUSES:
        document.add_heading(heading, 2)
        document.add_paragraph(text)
    document.add_heading("中文摘要", 2)
    for line in _CHINESE:
        document.add_paragraph(line.format(uscc=SUPPLIER_USCC, head=STAFF[1].name))
    table = document.add_table(rows=1, cols=3)
    rows = [("Quarter 季度", "Due 到期日", "Amount 金额")]
    rows += [(f"2024 Q{n}", f"2024-{n * 3:02d}-28", "46,600.00元") for n in range(1, 5)]
    for index, row in enumerate(rows):
        cells = table.rows[0].cells if index == 0 else table.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            cell.text = value
    buffer = io.BytesIO()
    document.save(buffer)
    return settle(buffer.getvalue())


def page(title: str, lines: list[str], *, author: str = "") -> bytes:
    """Return a one-page A4 PDF with an embedded subset of a Chinese TrueType font."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Zen", font(), subfontIndex=0))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setFont("Zen", 18)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 80, title)
    canvas.setFont("Zen", 11.5)
    for index, line in enumerate(lines):
        canvas.drawString(68, A4[1] - 130 - index * 25, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _purchase() -> bytes:
    buyer = STAFF[2]
    return page("采购合同", [
        f"合同编号：{PURCHASE}",
        "甲方（采购方）：云汀仪器有限公司",
        f"统一社会信用代码：{SUPPLIER_USCC}",
        "乙方（供应方）：临溪传感器厂（示例）",
        "",
        f"一、为履行服务合同（合同编号：{CONTRACT}），甲方向乙方采购温度探头十二支。",
        "二、单价人民币1,280.00元，合计人民币15,360.00元（大写：壹万伍仟叁佰陆拾元整）。",
        "三、乙方于2024年1月10日前交货，交货地点为甲方仓库。",
        f"四、甲方经办人：{buyer.name}，手机：{buyer.mobile}。",
        f"五、甲方付款卡号：{buyer.card}。",
        "六、质保期二十四个月，自验收合格之日起算。",
        "七、本合同一式两份，双方各执一份，签字盖章后生效。",
        "",
        "甲方（签字）：____________　　乙方（签字）：____________",
        "签订日期：2023年12月18日",
    ], author=buyer.name)  # fmt: skip


def _supplement() -> bytes:
    return page("补充协议", [
        f"合同编号：{CONTRACT}",
        "甲方：银湖集市有限公司",
        "乙方：云汀仪器有限公司",
        "",
        "一、自2024年4月1日起，冷库由四间增至五间。",
        "二、新增一间的年服务费为人民币9,400.00元。",
        "三、其余条款不变。",
        "",
        f"乙方经办人：{STAFF[1].name}",
        f"联系电话：{STAFF[1].mobile}",
        "日期：2024年3月20日",
    ])  # fmt: skip


def _scanned(pdf: bytes, *, dpi: int = 130) -> bytes:
    """Return the PDF's first page as a scanner would: a slightly turned, noisy picture and no text."""
    import numpy as np
    import pypdfium2
    from PIL import Image
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    sheet = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil()
    sheet = sheet.rotate(0.5, resample=Image.Resampling.BICUBIC, fillcolor=255)
    noise = np.random.default_rng(SEED).normal(-6, 7, (sheet.height, sheet.width))
    grey = np.clip(np.asarray(sheet, dtype=float) + noise, 0, 255).astype("uint8")
    picture = io.BytesIO()
    Image.fromarray(grey).save(picture, "JPEG", quality=55, dpi=(dpi, dpi))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(io.BytesIO(picture.getvalue())), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write_contracts(root: Path) -> None:
    """Write `contracts/`."""
    write(root, "contracts/service-contract.docx", service_contract())
    write(root, "contracts/采购合同.pdf", _purchase())
    write(root, "contracts/supplement-scan.pdf", _scanned(_supplement()))
