"""The bank's papers, the firm's own accounts, and what it must not charge less than."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from making.files import MADE, settle, write
from making.numbers import card, uscc
from making.paper import grid, heading, pdf, space, text
from making.story import BANK, CONTRACT, CUSTOMERS, IBAN, PURCHASE, STAFF, YUNTING_EN

__all__ = ["write_finance"]

_LINES = (
    ("2024-03-01", "Opening balance", "", "", "412,806.15"),
    ("2024-03-05", "Wages March, 5 employees", "61,250.00", "", "351,556.15"),
    ("2024-03-11", f"Linxi Sensors, contract no. {PURCHASE}", "15,360.00", "", "336,196.15"),
    ("2024-03-19", "Rent, workshop and store", "18,400.00", "", "317,796.15"),
    ("2024-03-22", "North Quay Fish Co., invoice YT-2024-0097", "", "23,100.00", "340,896.15"),
    ("2024-03-26", "Card fees", "86.40", "", "340,809.75"),
    ("2024-04-03", f"RETURNED: direct debit contract no. {CONTRACT}, 48,960.00, disputed", "", "", "340,809.75"),
    ("2024-04-05", "Closing balance", "", "", "340,809.75"),
)


def _statement() -> bytes:
    return pdf([
        text("Statement of account", size=16, bold=True), space(4),
        grid([("Account holder", YUNTING_EN), ("IBAN", IBAN), ("Period", "2024-03-01 to 2024-04-05"),
              ("Currency", "CNY")], (110, 300), head=False),
        space(14),
        grid([("Date", "Details", "Debit", "Credit", "Balance"), *_LINES], (62, 238, 54, 54, 62), right=(2, 3, 4)),
        space(14),
        text("A direct debit that the payer's bank returned is shown without an amount. Please tell us within thirty "
             "days if an entry is not yours.", size=9),
    ], title="Statement of account 2024-03", author="Heron and Reed Bank", house=BANK,
        foot="Heron & Reed Bank is invented for this sample.")  # fmt: skip


def _guarantee() -> bytes:
    return pdf([
        text("Date: 22 January 2024", align=2), space(8),
        text("To: Silver Lake Market, Market Hall, Office 2"), space(6),
        heading("Performance guarantee", size=15), space(6),
        text(f"We have been told that you and {YUNTING_EN} (the supplier) made contract no. {CONTRACT} on the care of "
             "temperature loggers, and that the supplier owes you a guarantee of ten per cent of the yearly price."),
        text("At the supplier's request we, Heron and Reed Bank, undertake to pay you any sum up to 18,640.00 yuan "
             "within five working days of your first written demand, which must say in what the supplier failed."),
        text("This guarantee ends on 31 January 2026, whether or not it is given back to us. It may not be passed on."),
        text("Demands are to be signed by two persons and sent to the address at the head of this letter, for the "
             "attention of Trade Services."), space(30),
        text("For Heron and Reed Bank"), space(26), text("Oliver Marsh, Trade Services"),
    ], title="Performance guarantee", author="Oliver Marsh", house=BANK,
        foot="Heron & Reed Bank is invented for this sample.")  # fmt: skip


_FLOOR = (
    ("Logger, installed", "1,010.00", "1,620.00", "1,390.00"),
    ("Yearly care, a room", "24,800.00", "46,600.00", "34,200.00"),
    ("Gateway", "640.00", "1,150.00", "980.00"),
)


def _floor() -> bytes:
    """Return a calculation as DOCX whose header marks it as a core commercial secret."""
    from docx import Document

    document: Any = Document()
    properties = document.core_properties
    properties.author, properties.title = STAFF[2].name, "2024 报价底线"
    properties.created = properties.modified = MADE
    document.sections[0].header.paragraphs[0].text = "核心商业秘密★5年"
    document.add_heading("2024年度报价底线", 1)
    document.add_paragraph(
        "下表为成本、标准报价与可接受的最低报价（元）。低于底线的报价须总经理书面批准，不得以邮件方式外发。"
    )
    table = document.add_table(rows=1, cols=4, style="Light Grid Accent 1")
    for index, row in enumerate([("项目", "成本", "标准报价", "底线"), *_FLOOR]):
        cells = table.rows[0].cells if index == 0 else table.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            cell.text = value
    buffer = io.BytesIO()
    document.save(buffer)
    return settle(buffer.getvalue())


def _suppliers() -> bytes:
    """Return the suppliers' accounts as a spreadsheet saves them for Excel: UTF-8 with a mark, quoted."""
    rows = [
        ("临溪传感器厂（示例）", uscc("91000000MA0XNX1CR"), "330012345000017", "许闻笛", "月结30天"),
        ("青陶包装制品有限公司（示例）", uscc("91000000MA0QTPAC2"), "330012345000025", "范予安", "货到付款"),
        ("北堤物流有限公司（示例）", uscc("91000000MA0BDWLG3"), "330012345000033", "岳临川", "月结60天"),
        ("微澜电子有限公司（示例）", uscc("91000000MA0WLDQ14"), "330012345000041", "庄小满", "预付30%"),
    ]
    text_ = io.StringIO()
    lines = csv.writer(text_, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    lines.writerow(("供应商", "统一社会信用代码", "对公账号", "联系人", "付款条件"))
    lines.writerows(rows)
    return b"\xef\xbb\xbf" + text_.getvalue().encode()


def _refunds() -> bytes:
    """Return a list of refunds whose card numbers a spreadsheet had turned into powers of ten before it saved them."""
    text_ = io.StringIO()
    lines = csv.writer(text_, lineterminator="\n", delimiter="\t")
    lines.writerow(("refund", "name", "card", "amount", "reason"))
    for number, who in enumerate(CUSTOMERS[:6]):
        reason = ("double payment", "cancelled visit", "deposit")[number % 3]
        lines.writerow((f"R-{number + 41:04d}", who.name, f"{float(card(int(who.card[6:18]))):.5E}",
                        f"{(number + 2) * 118.5:.2f}", reason))  # fmt: skip
    return text_.getvalue().encode()


def write_finance(root: Path) -> None:
    """Write the bank's papers and the accounts of `finance/`."""
    write(root, "finance/bank-statement-2024-03.pdf", _statement())
    write(root, "finance/guarantee-heron-reed.pdf", _guarantee())
    write(root, "finance/报价底线.docx", _floor())
    write(root, "finance/供应商账户.csv", _suppliers())
    write(root, "finance/refunds.tsv", _refunds())
