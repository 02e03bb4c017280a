"""Tables: a workbook with customers and pay, a customer list, and what a spreadsheet did to long numbers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from making.files import MADE, settle, write
from making.story import CONTRACT, CUSTOMERS, STAFF

__all__ = ["customer_rows", "payroll", "write_tables"]

_CUSTOMER = ("客户姓名", "身份证号", "手机号", "银行卡号", "住址", "旧系统卡号", "客户等级")
_PAY = ("工号", "员工姓名", "身份证号", "工资卡号", "月工资", "绩效奖金")


def customer_rows() -> list[tuple[str, str, str, str]]:
    """Return name, resident number, mobile and city of every customer."""
    return [(who.name, who.resident_id, who.mobile, who.address[:6]) for who in CUSTOMERS]


def _workbook(sheets: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": "客户与工资", "author": STAFF[4].name, "created": MADE})
        for name, (header, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(header) - 1, 22)
            for number, row in enumerate([header, *rows]):
                sheet.write_row(number, 0, row)
    return settle(buffer.getvalue())


def _customers() -> bytes:
    customers: list[tuple[object, ...]] = [
        # The old system's card number was opened as a number once: its last digits are gone for good.
        (who.name, who.resident_id, who.mobile, who.card, who.address, float(who.card), "AB"[n % 2])
        for n, who in enumerate(CUSTOMERS)
    ]
    bills: list[tuple[object, ...]] = [
        (CONTRACT, "银湖集市有限公司", f"2024 Q{quarter}", amount)
        for quarter, amount in ((1, 48960.0), (2, 46600.0), (3, 46600.0), (4, 46600.0))
    ]
    return _workbook({
        "客户": (_CUSTOMER, customers),
        "员工工资": (_PAY, _pay()),
        "账单": (("合同编号", "客户名称", "账期", "金额"), bills),
    })  # fmt: skip


def _pay() -> list[tuple[object, ...]]:
    return [
        (f"YT{100 + n}", who.name, who.resident_id, who.card, 9800 + n * 750, 1200 + n * 300)
        for n, who in enumerate(STAFF)
    ]


def payroll() -> bytes:
    """Return the payroll alone, as XLSX."""
    return _workbook({"员工工资": (_PAY, _pay())})


def _list() -> bytes:
    """Return the customer list as older software here writes it: GB18030, CRLF."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(("客户姓名", "证件号码", "联系电话", "城市", "备注"))
    for number, row in enumerate(customer_rows()):
        rows.writerow((*row, "" if number % 3 else "月结客户"))
    return text.getvalue().encode("gb18030")


def write_tables(root: Path) -> None:
    """Write the tables of `finance/`."""
    write(root, "finance/客户与工资.xlsx", _customers())
    write(root, "finance/customers.csv", _list())
