"""One sheet as an XLSX file (ECMA-376): a bold head that stays in sight, texts and numbers, and no formula."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from assay.governance.domain import UsageError

__all__ = ["write_workbook"]

_MOST_ROWS = 1_048_576
_MOST_SIGNS = 32_767
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACK}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACK}/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
        '<sheets><sheet name="assets" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACK}/relationships">'
        f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_REL}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


def write_workbook(path: Path, heads: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> int:
    """Write a workbook of one sheet and return how many rows stand under its head.

    Raises:
        UsageError: there are more rows than a sheet has.
    """
    written = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _PARTS.items():
            book.writestr(name, _HEAD + text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            last = _column(len(heads))
            _put(sheet, f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">')
            _put(sheet, '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>')
            _put(sheet, f'</sheetViews><cols><col min="1" max="{len(heads)}" width="22"/></cols><sheetData>')
            _put(sheet, _row(1, heads, style=' s="1"'))
            for written, cells in enumerate(rows, start=1):
                if written >= _MOST_ROWS:
                    raise UsageError("these are more assets than a workbook has rows; export csv or jsonl")
                _put(sheet, _row(written + 1, cells))
            _put(sheet, f'</sheetData><autoFilter ref="A1:{last}{written + 1}"/></worksheet>')
    return written


def _put(sheet: IO[bytes], text: str) -> None:
    sheet.write(text.encode("utf-8", "replace"))


def _row(number: int, cells: Sequence[str | float | None], *, style: str = "") -> str:
    return f'<row r="{number}">' + "".join(_cells(number, cells, style)) + "</row>"


def _cells(number: int, cells: Sequence[str | float | None], style: str) -> Iterator[str]:
    for place, cell in enumerate(cells, start=1):
        at = f'r="{_column(place)}{number}"{style}'
        if isinstance(cell, str):
            text = cell if len(cell) <= _MOST_SIGNS else cell[: _MOST_SIGNS - 1] + "…"
            yield f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(_NO_XML.sub("�", text))}</t></is></c>'
        elif cell is not None:
            yield f"<c {at}><v>{cell}</v></c>"


def _column(number: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
