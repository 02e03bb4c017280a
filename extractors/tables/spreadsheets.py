"""Spreadsheets: xlsx, xlsb, xls and ods."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from assay.extractors.office.pictures import Pictures
from assay.extractors.office.properties import odf_properties, ole_properties, ooxml_properties
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.shared.safe_xml import parse_xml
from assay.extractors.shared.zips import open_zip, read_member
from assay.extractors.tables.values import cell_text
from assay.extractors.tables.writer import Row, TableWriter
from assay.governance.domain import Limits, Locator, Reason, SegmentKind, Status

__all__ = ["SpreadsheetDecoder"]

_OLE = b"\xd0\xcf\x11\xe0"
_NOTES = re.compile(r"xl/(?:(?:threadedC|c)omments/|drawings/)?(?P<place>(?:threadedC|c)omments?\d*|drawing\d*)\.xml")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BYTES_A_CELL = 32


class SpreadsheetDecoder(BaseDecoder):
    """Workbooks by calamine: values as stored, one column block after another, every sheet, hidden ones too."""

    name: ClassVar[str] = "spreadsheet"
    version: ClassVar[str] = "5"
    places: ClassVar[tuple[str, ...]] = ("sheet", "row", "column")
    bounds: ClassVar[tuple[str, ...]] = ("characters", "unpacked_bytes", "unpack_ratio", "ocr_pages")
    media_types: ClassVar[frozenset[str]] = frozenset(
        {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.ms-excel",
            "application/vnd.ms-excel.sheet.binary.macroenabled.12",
            "application/vnd.oasis.opendocument.spreadsheet",
        }
    )

    @classmethod
    def warm(cls) -> None:
        """Import calamine and lxml."""
        import lxml.etree  # type: ignore[import-untyped]  # noqa: F401
        import python_calamine  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Check for bombs and encryption, then write every sheet."""
        import python_calamine

        sparse: frozenset[int] = frozenset()
        head = file.read(8)
        if head.startswith(_OLE):
            ole_properties(file, draft)
        else:
            with open_zip(file, draft.limits) as archive:
                (odf_properties if "content.xml" in archive.namelist() else ooxml_properties)(archive, draft)
                _comments(archive, draft)
                pictures = Pictures(archive, draft)
                pictures.rest("xl/media/")
                pictures.rest("Pictures/")
                pictures.close()
                sparse = _sparse_sheets(archive, draft.limits)
        file.seek(0)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        except python_calamine.PasswordError as exc:
            raise Stop(Status.FAILED, Reason.ENCRYPTED) from exc
        draft.facts["sheets"] = len(book.sheet_names)
        for sheet in book.sheet_names:
            draft.property("sheet", sheet)
        for place, sheet in enumerate(book.sheet_names):
            if draft.full:
                draft.coverage = place / len(book.sheet_names)
                break
            if place in sparse:
                draft.problem(Reason.MEMORY_LIMIT, Locator(sheet=sheet), "sparse")
            else:
                self._sheet(book, sheet, draft)
        draft.checked["text"] = "yes"

    def _sheet(self, book: Any, sheet: str, draft: Draft) -> None:
        try:
            rows = book.get_sheet_by_name(sheet)
        except Exception as exc:  # noqa: BLE001 - calamine's own tree, chart sheets among it
            draft.problem(Reason.PART_UNREADABLE, Locator(sheet=sheet), type(exc).__name__)
            return
        writer = TableWriter(draft, sheet=sheet)
        writer.write(_rows(rows, draft))
        writer.profile.settle(draft)
        draft.facts["rows"] = draft.facts.get("rows", 0) + writer.rows


def _rows(sheet: Any, draft: Draft) -> Iterator[Row]:
    """Yield rows with the numbers the sheet shows, cells from column A on."""
    if sheet.start is None:
        return
    # Rows begin at the sheet's first row, used or not; cells at the first used column.
    blank = [""] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [*blank, *(cell_text(cell, draft.facts) for cell in cells)]


def _sparse_sheets(archive: zipfile.ZipFile, limits: Limits) -> frozenset[int]:
    """Find sheets whose used range would not fit into memory as a dense table, before they are opened."""
    most = limits.decoder_memory_bytes // 4 // _BYTES_A_CELL
    found = set()
    for place, member in enumerate(_sheet_members(archive)):
        data = read_member(archive, member) or b""
        wide = 16_384 if re.search(rb'r="[A-Z]{3}[0-9]', data) else 702
        tall = 1_048_576 if re.search(rb'r="[A-Z]+[0-9]{6,}"', data) else 99_999
        if wide * tall <= most:
            continue
        cells = re.finditer(rb'r="([A-Z]{1,3})([0-9]{1,7})"', data)
        widest, tallest = b"", 0
        for cell in cells:
            if (len(cell[1]), cell[1]) > (len(widest), widest):
                widest = cell[1]
            tallest = max(tallest, int(cell[2]))
        if _column_number(widest) * tallest > most:
            found.add(place)
    return frozenset(found)


def _sheet_members(archive: zipfile.ZipFile) -> list[str]:
    """Return the sheets' members in the order of the workbook; nothing for formats other than xlsx."""
    book, links = read_member(archive, "xl/workbook.xml"), read_member(archive, "xl/_rels/workbook.xml.rels")
    if not book or not links:
        return []
    targets = {link.get("Id"): link.get("Target", "") for link in parse_xml(links).iter("{*}Relationship")}
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    return [
        target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for target in (targets.get(sheet.get(relation)) or "" for sheet in parse_xml(book).iter("{*}sheet"))
    ]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _comments(archive: zipfile.ZipFile, draft: Draft) -> None:
    """Read notes and text boxes, which no cell holds."""
    for member in archive.namelist():
        match = _NOTES.fullmatch(member)
        if match is None:
            continue
        place = match["place"]
        kind = SegmentKind.PARAGRAPH if place.startswith("drawing") else SegmentKind.COMMENT
        try:
            root = parse_xml(read_member(archive, member) or b"")
        except Stop:
            draft.problem(Reason.PART_UNREADABLE, Locator(part=place))
            continue
        tag = "{*}comment" if kind is SegmentKind.COMMENT else "{*}p"
        for count, element in enumerate(root.iter(tag, "{*}threadedComment"), start=1):
            text = "".join(node.text or "" for node in element.iter("{*}t", "{*}text"))
            cell = _CELL.fullmatch(element.get("ref") or "")
            row, column = (int(cell[2]), cell[1]) if cell else (None, None)
            draft.add(kind, text, Locator(part=f"{place}[{count}]", row=row, column=column))
