"""The contracts: a bilingual DOCX and its earlier version, a Chinese PDF, a scan, an NDA, and the texts they share."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from making.files import MADE, settle, write, zipped
from making.optics import scanned
from making.paper import grid, heading, pdf, space, text
from making.story import CONTRACT, CUSTOMER, PURCHASE, SEED, STAFF, SUPPLIER_USCC, YUNTING

__all__ = ["CLAUSES", "service_contract", "write_contracts"]

CLAUSES = (
    ("1. Subject", "Yunting Instruments installs and looks after twelve temperature loggers in the cold rooms of "
     "Silver Lake Market, reads them every ten minutes and reports each room that leaves its range."),
    ("2. Term", "This contract runs from 1 January 2024 to 31 December 2025. It renews by one year unless either "
     "side gives three months' notice in writing."),
    ("3. Price", "The service costs 186,400.00 yuan a year, billed in four equal parts of 46,600.00 yuan at the end "
     "of each quarter. Work outside clause 1 is billed only after a written order."),
    ("4. Response", "A failed logger is replaced within two working days. A room that reports no reading for one "
     "hour counts as failed, and looking after it is part of the service."),
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


def service_contract(*, review: bool = False) -> bytes:
    """Return the bilingual service contract as DOCX, or the version before it with a colleague's comment in it."""
    from docx import Document
    from docx.shared import Pt

    document: Any = Document()
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Times New Roman", Pt(11)
    properties = document.core_properties
    properties.author, properties.title = STAFF[0].name, f"Service contract {CONTRACT}"
    properties.created = properties.modified = MADE
    properties.last_modified_by, properties.revision = STAFF[0].name, 1
    document.add_heading("Service contract 服务合同", 0)
    document.add_paragraph(f"Contract No. {CONTRACT}　合同编号：{CONTRACT}")
    document.add_paragraph("between Silver Lake Market (the customer, represented by Helen Carter) and Yunting "
                           "Instruments Co., Ltd. (the supplier).")  # fmt: skip
    for title, words in CLAUSES:
        document.add_heading(title, 2)
        clause = document.add_paragraph(words.replace("two working days", "five working days") if review else words)
        if review and title.startswith("3"):
            said = "We can go down to 171,000 a year, not lower. Take this comment out before it leaves the house!"
            comment = document.add_comment(runs=clause.runs, text=said, author=STAFF[0].name, initials="G")
            comment._comment_elm.date = MADE
    document.add_heading("中文摘要", 2)
    for line in _CHINESE:
        document.add_paragraph(line.format(uscc=SUPPLIER_USCC, head=STAFF[1].name))
    table = document.add_table(rows=1, cols=3, style="Light Grid Accent 1")
    rows = [("Quarter 季度", "Due 到期日", "Amount 金额")]
    rows += [(f"2024 Q{n}", f"2024-{n * 3:02d}-28", "46,600.00元") for n in range(1, 5)]
    for index, row in enumerate(rows):
        cells = table.rows[0].cells if index == 0 else table.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            cell.text = value
    buffer = io.BytesIO()
    document.save(buffer)
    return settle(buffer.getvalue())


def _purchase() -> bytes:
    buyer = STAFF[2]
    return pdf([
        heading("采购合同"), space(10),
        text(f"合同编号：{PURCHASE}", align=2), space(6),
        text(f"甲方（采购方）：{YUNTING}"),
        text(f"统一社会信用代码：{SUPPLIER_USCC}"),
        text("乙方（供应方）：临溪传感器厂（示例）"), space(8),
        text(f"一、为履行服务合同（合同编号：{CONTRACT}），甲方向乙方采购下列货物："),
        grid([("品名", "型号", "数量", "单价（元）", "金额（元）"),
              ("温度探头", "LX-T12", "12", "1,280.00", "15,360.00")],
             (130, 110, 60, 85, 85), right=(2, 3, 4)),
        space(6), text("合计人民币15,360.00元（大写：壹万伍仟叁佰陆拾元整）。"),
        text("二、乙方于2024年1月10日前交货，交货地点为甲方仓库；运费由乙方承担。"),
        text(f"三、甲方经办人：{buyer.name}，手机：{buyer.mobile}。"),
        text(f"四、甲方付款卡号：{buyer.card}。货到验收合格后十日内付清。"),
        text("五、质保期二十四个月，自验收合格之日起算；质保期内免费更换。"),
        text("六、因本合同产生的争议，双方协商解决；协商不成的，提交甲方所在地仲裁机构仲裁。"),
        text("七、本合同一式两份，双方各执一份，签字盖章后生效。"), space(30),
        text("甲方（盖章）：云汀仪器有限公司　　　　　　　　乙方（盖章）：临溪传感器厂（示例）"), space(6),
        text("签订日期：2023年12月18日"),
    ], title="采购合同", author=buyer.name, sealed=(205, 350, YUNTING))  # fmt: skip


def _supplement() -> bytes:
    return pdf([
        heading("补充协议"), space(14),
        text(f"合同编号：{CONTRACT}"),
        text(f"甲方：{CUSTOMER}"),
        text(f"乙方：{YUNTING}"), space(10),
        text("甲乙双方就上述服务合同达成补充协议如下："),
        text("一、自2024年4月1日起，冷库由四间增至五间，温度记录仪相应增至十五台。"),
        text("二、新增一间的年服务费为人民币9,400.00元，随每季度账单结算。"),
        text("三、2024年4月1日以前的巡检与维护，均包含在原合同价款之内，不另收费。"),
        text("四、其余条款不变。本协议一式两份，自双方盖章之日起生效。"), space(24),
        text(f"乙方经办人：{STAFF[1].name}"),
        text(f"联系电话：{STAFF[1].mobile}"),
        text("日期：2024年3月20日"),
    ], title="补充协议", sealed=(430, 330, YUNTING))  # fmt: skip


_NDA = (
    "This agreement is made between Yunting Instruments Co., Ltd. and Kühlhaus Seerosenweg GmbH, who talk about a "
    "first order of twelve loggers and want to speak freely.",
    "1. Confidential information is whatever one side tells the other about its customers, prices and plans and does "
    "not itself publish.",
    "2. Each side keeps the confidential information of the other secret, uses it for this talk alone and gives it to "
    "nobody who need not know it.",
    "3. This duty ends three years after the last of the talks.",
    "4. Neither side owes the other an order.",
)  # fmt: skip


def _nda() -> bytes:
    """Return an agreement about secrecy as ODT: it speaks of confidential things and is not marked as one."""
    spaces = " ".join(f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for prefix, name in
                      (("office", "office"), ("text", "text"), ("meta", "meta"), ("manifest", "manifest")))  # fmt: skip
    kind = "application/vnd.oasis.opendocument.text"
    body = "".join(f"<text:p>{line}</text:p>" for line in _NDA)
    content = (f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
               f'<office:body><office:text><text:h text:outline-level="1">Agreement on secrecy</text:h>{body}'
               "</office:text></office:body></office:document-content>")  # fmt: skip
    entries = "".join(f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
                      for path, media in (("/", kind), ("content.xml", "text/xml")))  # fmt: skip
    manifest = (f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {spaces} manifest:version="1.3">{entries}'
                "</manifest:manifest>")  # fmt: skip
    return zipped({"mimetype": kind.encode(), "content.xml": content.encode(),
                   "META-INF/manifest.xml": manifest.encode()})  # fmt: skip


def write_contracts(root: Path) -> None:
    """Write `contracts/`."""
    write(root, "contracts/service-contract.docx", service_contract())
    write(root, "contracts/service-contract (review).docx", service_contract(review=True))
    write(root, "contracts/采购合同.pdf", _purchase())
    write(root, "contracts/supplement-scan.pdf", scanned(_supplement(), seed=SEED))
    write(root, "contracts/nda-seerosenweg.odt", _nda())
