"""Tables to segments: one header row, then one column a block of at most 1,000 rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assay.extractors.draft import Draft
from assay.governance.domain import Anchor, Locator, Reason, SegmentKind

__all__ = ["BLOCK_ROWS", "MAX_CELLS", "TableWriter", "column_letter", "is_header", "names_of"]

BLOCK_ROWS = 1_000
MAX_CELLS = 1_000_000
_LONGEST_NAME = 64
_VALUE = re.compile(r"@|://|\d{6,}|^[\d\s.,:/%¥$€£+()-]*\d[\d\s.,:/%¥$€£+()-]*$|\d{3,}[-\s]\d{3,}")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_COLUMN_WORDS = re.compile(
    r"\b(?:name|id|no|number|code|date|time|type|status|phone|mobile|tel|e-?mail|address|city|country|state|zip|age|sex"
    r"|gender|amount|price|total|qty|quantity|title|category|description|remarks?|notes?|value|key|label|text|url|user"
    r"|account|col(?:umn)?[ _]?\d*|field|bank|company|department|dept|team|birth|language|lang|currency|unit"
    r"|salary)s?\b"
    r"|姓名|名称|编号|号码|证件|身份证|电话|手机|邮箱|地址|住址|日期|时间|类型|类别|状态|性别|年龄|金额|价格|数量|单位|部门|公司"
    r"|备注|说明|标题|账号|账户|卡号|开户行|序号|职务|岗位|工号|合同|客户|供应商|产品|型号|城市|省份|籍贯|民族|学历|工资"
    r"|編號|號碼|電話|手機|郵箱|類型|狀態|性別|年齡|金額|價格|數量|單位|部門|備註|說明|標題|帳號|客戶",
    re.IGNORECASE,
)

Row = tuple[int, Sequence[str]]


def column_letter(place: int) -> str:
    """Return the spreadsheet letter of a column that counts from 0: A, B, … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_header(row: Sequence[str], below: Sequence[Sequence[str]] = ()) -> bool:
    """Say whether a row names columns.

    Its cells are short distinct words, none like a value, and something speaks for it: values below that are of
    another shape, or a word that columns are called by. A row of people's names alone is data, not a header.
    """
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells or len(cells) < len([cell for cell in _widest(row, below) if cell.strip()]) / 2:
        return False
    if any(len(cell) > _LONGEST_NAME or (_VALUE.search(cell) and not _YEAR.fullmatch(cell)) for cell in cells):
        return False
    if len(set(cells)) < len(cells) * 0.6:
        return False
    if any(
        cell.strip() and cell.strip() == under.strip()
        for other in below[:3]
        for cell, under in zip(row, other, strict=False)
    ):
        return False
    if any(_COLUMN_WORDS.search(cell.replace("_", " ")) for cell in cells):
        return True
    return any(_VALUE.search(cell) for other in below[:5] for cell in other)


def _widest(row: Sequence[str], below: Sequence[Sequence[str]]) -> Sequence[str]:
    return max([row, *below[:5]], key=lambda cells: sum(bool(cell.strip()) for cell in cells))


def names_of(header: Sequence[str] | None, width: int) -> list[str]:
    """Return what the columns are called in locators: the header's text, the letter where there is none."""
    names: list[str] = []
    for place in range(width):
        text = " ".join(header[place].split()) if header and place < len(header) else ""
        names.append(text if text and text not in names else column_letter(place))
    return names


class TableWriter:
    """Writes one sheet's rows into a draft as they come; holds one block of rows at a time."""

    def __init__(self, draft: Draft, *, sheet: str | None = None) -> None:
        self._draft, self._sheet = draft, sheet
        self._names: list[str] = []
        self._header: Sequence[str] | None = None
        self._block: list[Row] = []
        self.rows = self.width = 0

    def write(self, rows: Iterator[Row]) -> None:
        """Write all rows; `row` numbers are those of the file, counting from 1."""
        first = [row for _, row in zip(range(12), rows, strict=False)]
        self._open(first)
        for row in rows:
            if not self._take(row):
                break
        self._flush()

    def _open(self, first: list[Row]) -> None:
        """Find the header among the first rows; what stands above it is a title, row by row."""
        filled = [row for row in first if any(cell.strip() for cell in row[1])]
        most = max((sum(bool(cell.strip()) for cell in cells) for _, cells in filled), default=0)
        head = 0
        while head < min(5, len(filled)) and most > 1 and sum(bool(c.strip()) for c in filled[head][1]) == 1:
            head += 1
        if head < len(filled) and is_header(filled[head][1], [cells for _, cells in filled[head + 1 :]]):
            titles, header, rest = filled[:head], filled[head], filled[head + 1 :]
            for number, cells in [*titles, header]:
                self._row(number, cells)
            self._header = header[1]
            self.width = len(header[1])
        else:
            rest = filled
        for row in rest:
            if not self._take(row):
                return

    def _row(self, number: int, cells: Sequence[str]) -> None:
        self.rows += 1
        kept = [cell for cell in cells if cell.strip()]
        self._draft.add(SegmentKind.TABLE_ROW, "\t".join(kept), Locator(sheet=self._sheet, row=number))

    def _take(self, row: Row) -> bool:
        if self._draft.full:
            return False
        cells = self._draft.facts.get("cells", 0) + sum(bool(cell) for cell in row[1])
        if cells > MAX_CELLS:
            self._draft.problem(Reason.TEXT_LIMIT, Locator(sheet=self._sheet, row=row[0]), "cells")
            self._draft.full = True
            return False
        self._draft.facts["cells"] = cells
        self.rows += 1
        self._block.append(row)
        if len(self._block) >= BLOCK_ROWS:
            self._flush()
        return True

    def _flush(self) -> None:
        if not self._block:
            return
        self.width = max(self.width, *(len(cells) for _, cells in self._block))
        if len(self._names) < self.width:
            self._names = names_of(self._header, self.width)
        for place, name in enumerate(self._names):
            self._column(place, name)
        self._block = []

    def _column(self, place: int, name: str) -> None:
        texts: list[str] = []
        anchors: list[Anchor] = []
        at = 0
        for number, cells in self._block:
            text = cells[place] if place < len(cells) else ""
            if not text.strip():
                continue
            texts.append(text)
            anchors.append(Anchor(start=at, end=at + len(text), row=number))
            at += len(text) + 1
        context = " ".join(self._header[place].split()) if self._header and place < len(self._header) else ""
        where = Locator(sheet=self._sheet, column=name)
        self._draft.add(SegmentKind.COLUMN, "\n".join(texts), where, context=context, anchors=anchors)
