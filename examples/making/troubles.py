"""The trouble of real shares: an archive with an old copy, and files that are broken on purpose."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from making.contracts import CLAUSES
from making.files import write, zipped
from making.paper import grid, heading, pdf, text
from making.pictures import badge
from making.story import CONTRACT, STAFF
from making.tables import customer_rows, payroll

__all__ = ["PASSWORD", "write_troubles"]

PASSWORD = "silver-lake-1900"  # noqa: S105 - opens two samples, so that a test can look inside


_OLD = (
    "客户回访记录（旧系统导出）\n\n二月回访客户十二家，其中九家表示满意，两家希望缩短上门时间，一家询问第五间冷库的报价。\n"
    "三月计划：更换三台记录仪的电池，整理备件，给所有客户发送新的报警联系人。\n"
)
_GARBLED = _OLD.encode("gb18030").decode("latin-1").encode()  # what a converter made of it once: nobody can read it


def _draft() -> bytes:
    """Return the contract's text as it stood a week before: one clause differs."""
    lines = [f"Service contract (draft), Contract No. {CONTRACT}", ""]
    for title, words in CLAUSES:
        lines += [title, words.replace("two working days", "three working days"), ""]
    return "\n".join(lines).encode()


def _archive() -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("name", "resident_id", "mobile", "city"))
    rows.writerows(customer_rows()[2:6])
    return zipped({
        "2023/contract-draft.txt": _draft(),
        "2023/customers-old.csv": text.getvalue().encode(),
        "2023/readme.txt": b"Copied from the old share before the move.\n",
    })  # fmt: skip


_WORDS = """things I always forget

printer in the hall: 4418
share: user backup, password: Quay-Ladder-1907
cloud storage of the loggers (mine, ask before use!)
  LTAI5tSampleKey00example
  aws_access_key_id = AKIAIOSFODNN7EXAMPLE
  aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""


def _laptop() -> bytes:
    """Return what was saved of an old laptop: a zip in a zip, and in the inner one a note with a key."""
    inner = zipped(
        {"desktop/remember.txt": _WORDS.encode(), "desktop/todo.txt": b"return the laptop\nask for a new badge\n"}
    )
    return zipped(
        {"laptop-2019/desktop.zip": inner, "laptop-2019/readme.txt": b"Saved before the laptop was given back.\n"}
    )


def _locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, ByteStringObject

    writer = PdfWriter(
        PdfReader(io.BytesIO(pdf([heading("Board minutes"), text("Not for this reader.")], title="Board minutes")))
    )
    writer._ID = ArrayObject([ByteStringObject(b"assay-sample-001"), ByteStringObject(b"assay-sample-001")])
    writer.encrypt(PASSWORD, algorithm="RC4-128")  # the one cipher of PDF that needs no random bytes
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _locked_sheet() -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(payroll())).encrypt(PASSWORD, buffer)
    return buffer.getvalue()


def write_troubles(root: Path) -> None:
    """Write `archive/` and `broken/`."""
    write(root, "archive/backup-2023.zip", _archive())
    prices = [("Model", "Price in yuan"), *((f"Logger model {n}", f"{n * 95}.00") for n in range(1, 20))]
    whole = pdf([heading("Price list 2024"), grid(prices, (240, 120))], title="Price list 2024", author=STAFF[2].name)
    write(root, "broken/price-list-cut.pdf", whole[: len(whole) * 3 // 5])
    write(root, "archive/old-laptop.zip", _laptop())
    write(root, "broken/旧系统导出.txt", _GARBLED)
    write(root, "broken/board-minutes-locked.pdf", _locked_pdf())
    write(root, "broken/payroll-locked.xlsx", _locked_sheet())
    write(root, "broken/empty.txt", b"")
    write(root, "broken/visitor-list.pdf", badge())  # a picture that someone renamed
