"""The trouble of real shares: an archive with an old copy, and files that are broken on purpose."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from making.contracts import CLAUSES, page
from making.files import write, zipped
from making.pictures import badge
from making.story import CONTRACT, STAFF
from making.tables import customer_rows, payroll

__all__ = ["PASSWORD", "write_troubles"]

PASSWORD = "silver-lake-1900"  # noqa: S105 - opens two samples, so that a test can look inside


def _draft() -> bytes:
    """Return the contract's text as it stood a week before: one clause differs."""
    lines = [f"Service contract (draft), Contract No. {CONTRACT}", ""]
    for heading, text in CLAUSES:
        lines += [heading, text.replace("two working days", "three working days"), ""]
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


def _locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, ByteStringObject

    writer = PdfWriter(PdfReader(io.BytesIO(page("Board minutes", ["Not for this reader."]))))
    writer._ID = ArrayObject([ByteStringObject(b"assay-sample-001"), ByteStringObject(b"assay-sample-001")])
    writer.encrypt(PASSWORD, algorithm="RC4-128")  # the one cipher of PDF that needs no random bytes
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _locked_sheet() -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(payroll())).encrypt(PASSWORD, buffer)
    return buffer.getvalue()


def write_troubles(root: Path) -> None:
    """Write `archive/` and `broken/`."""
    write(root, "archive/backup-2023.zip", _archive())
    whole = page("Price list 2024", [f"Logger model {n}: {n * 95}.00 yuan" for n in range(1, 20)], author=STAFF[2].name)
    write(root, "broken/price-list-cut.pdf", whole[: len(whole) * 3 // 5])
    write(root, "broken/board-minutes-locked.pdf", _locked_pdf())
    write(root, "broken/payroll-locked.xlsx", _locked_sheet())
    write(root, "broken/empty.txt", b"")
    write(root, "broken/visitor-list.pdf", badge())  # a picture that someone renamed
