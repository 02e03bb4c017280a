"""Tables to segments: one header row, then one column a block of at most 10,000 rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from assay.extractors.shared.draft import Draft
from assay.extractors.tables.timeseries import TableProfile
from assay.governance.domain import Locator, Reason, SegmentKind

__all__ = ["BLOCK_ROWS", "MAX_CELLS", "TableWriter", "column_letter", "is_header", "names_of"]

BLOCK_ROWS = 10_000
MAX_CELLS = 10_000_000
_BLOCK_CHARACTERS = 1_000_000
_WIDEST_GAP = 1_000
_LINE_END = re.compile(r"\r\n|\n|\r")
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
    names: dict[str, int] = {}
    for place in range(width):
        text = " ".join(header[place].split()) if header and place < len(header) else ""
        names[text if text and text not in names else _letter_apart(place, names)] = place
    return list(names)


def _letter_apart(place: int, taken: Mapping[str, int]) -> str:
    """Return a column's letter; `B:2` where another column is called B already."""
    letter = column_letter(place)
    return letter if letter not in taken else f"{letter}:{place + 1}"


class TableWriter:
    """Writes one sheet's rows into a draft as they come; holds one block of rows at a time.

    Of a block each column becomes one `lined` segment: a line a row, blank ones between the filled cells kept, so
    that line and row number go together without an object a cell.
    """

    def __init__(self, draft: Draft, *, sheet: str | None = None, part: str | None = None) -> None:
        self._draft, self._sheet, self._part = draft, sheet, part
        self._names: list[str] = []
        self._header: Sequence[str] | None = None
        self._block: list[Sequence[str]] = []
        self._first = self._characters = 0
        self.rows = self.width = 0
        self.profile = TableProfile()

    def write(self, rows: Iterator[Row], *, header: Sequence[str] | None = None) -> None:
        """Write all rows; `row` numbers are those of the file, counting from 1.

        `header` are the columns' names where the format has them; else they are looked for in the first rows.
        """
        if header is None:
            self._open([row for _, row in zip(range(12), rows, strict=False)])
        else:
            self._header, self.width = header, len(header)
        for row in rows:
            if not self._take(row):
                break
        self._flush()

    @property
    def header(self) -> Sequence[str] | None:
        """What the columns are called, None where nothing says so."""
        return self._header

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
        where = Locator(sheet=self._sheet, row=number, part=self._part)
        self._draft.add(SegmentKind.TABLE_ROW, "\t".join(kept), where)

    def _take(self, row: Row) -> bool:
        if self._draft.full:
            return False
        number, cells = row
        gap = number - self._first - len(self._block)
        if self._block and (gap < 0 or gap > _WIDEST_GAP):
            self._flush()
        if not self._block:
            self._first = number
        elif gap:
            self._block.extend([()] * gap)
        self.rows += 1
        self._block.append(cells)
        self._characters += len(cells) + sum(map(len, cells))
        if len(self._block) >= BLOCK_ROWS or self._characters >= _BLOCK_CHARACTERS:
            self._flush()
        return True

    def _flush(self) -> None:
        if not self._block:
            return
        block, self._block, self._characters = self._block, [], 0
        filled = sum(len(cells) - cells.count("") for cells in block)
        room = MAX_CELLS - self._draft.facts.get("cells", 0)
        self._draft.facts["cells"] = min(filled, room) + MAX_CELLS - room
        if filled > room:
            block = block[: max(1, len(block) * room // filled)] if room else []
        self.width = max([self.width, *map(len, block)])
        if len(self._names) < self.width:
            self._names = names_of(self._header, self.width)
        columns = list(zip_longest(*block, fillvalue="")) or [()] * self.width
        self.profile.see(self._header, columns)
        for place, cells in enumerate(columns):
            self._column(place, cells)
        if filled > room:
            cut = Locator(sheet=self._sheet, row=self._first + len(block), part=self._part)
            self._draft.problem(Reason.TEXT_LIMIT, cut, "cells")
            self._draft.full = True

    def _column(self, place: int, cells: Sequence[str]) -> None:
        text = "\n".join(cells)
        if "\r" in text or text.count("\n") >= len(cells):
            text = "\n".join([_LINE_END.sub("\r", cell) for cell in cells])
        kept = text.lstrip("\n")
        row = self._first + len(text) - len(kept)
        context = " ".join(self._header[place].split()) if self._header and place < len(self._header) else ""
        where = Locator(sheet=self._sheet, column=self._names[place], row=row, part=self._part)
        self._draft.add(SegmentKind.COLUMN, kept.rstrip("\n"), where, context=context, lined=True)
