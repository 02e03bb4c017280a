"""The text of one PDF page in reading order, as blocks: what PDFium gives, set in lines, columns and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assay.extractors.pdf.blocks import Block, blocks
from assay.extractors.pdf.columns import gutter, in_order
from assay.extractors.pdf.hidden import mark_hidden
from assay.extractors.pdf.lines import Glyphs, Line, Piece, read_lines
from assay.extractors.pdf.rules import grids
from assay.extractors.pdf.space import Space, direction
from assay.extractors.pdf.survey import Survey, survey
from assay.extractors.pdf.tables import Table, aligned_tables, grid_tables, has_columns
from assay.extractors.shared.text_layer import legibility

__all__ = ["PageText", "read_page"]

_SCAN = 0.5
_FAR = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A page's blocks; `characters` counts what a reader could read, 0 where what stands there is no language.

    `legible` says that it is one or too little to tell, `hidden` counts the lines that nobody sees.

    `layer` says that the text is the layer which OCR laid over a scanned page.
    """

    blocks: tuple[Block, ...]
    characters: int
    legible: bool
    hidden: int = 0
    tables: int = 0
    layer: bool = False


def read_page(page: Any, number: int) -> tuple[PageText, Survey, Space]:
    """Read the text of a page, numbered from 1; returns with it what else is on the page, and its measures."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    textpage = pdfium.FPDFText_LoadPage(page.raw)
    if not textpage:
        raise ValueError("no text page")
    try:
        space = Space(page, direction(page, textpage))
        seen = survey(page, space)
        glyphs = Glyphs(page, textpage, space)
        lines = read_lines(glyphs)
        scanned = bool(seen.images) and seen.covered(space) >= _SCAN
        mark_hidden(glyphs, lines, space, seen, scanned=scanned)
        items = _arranged([line for line in lines if not line.hidden], glyphs, space, seen)
        items += [line for line in lines if line.hidden]
        done = tuple(blocks(items, glyphs, space, number))
        legible, characters = legibility([block.text for block in done])
        text = PageText(
            blocks=done, characters=characters, legible=legible, hidden=sum([line.hidden for line in lines]),
            tables=sum(isinstance(item, Table) for item in items), layer=scanned and bool(done),
        )  # fmt: skip
        return text, seen, space
    finally:
        pdfium.FPDFText_ClosePage(textpage)


def _arranged(lines: list[Line], glyphs: Glyphs, space: Space, seen: Survey) -> list[Line | Table]:
    """Take tables out of the lines and put both in reading order."""
    if not has_columns(lines):
        return list(in_order(lines, space))

    def cut(line: Line, places: Sequence[float]) -> list[Line]:
        return _cut(line, places, glyphs) if places else [line]

    ruled, rest = grid_tables(lines, grids(seen.paths), cut) if seen.paths else ([], lines)
    aligned, rest = aligned_tables(rest)
    tables = [*ruled, *aligned]
    rest = _rejoined(rest)
    if not tables:
        return list(in_order(rest, space))
    return list(in_order(_in_place(rest, tables, lines), space))


def _in_place(rest: Sequence[Line], tables: Sequence[Table], lines: Sequence[Line]) -> list[Line | Table]:
    """Put each table where the content of the page has its first line."""
    place_of = {id(line): place for place, line in enumerate(lines)}
    first = [
        (min(place_of.get(id(line), len(lines)) for row in table.rows for cell in row for line in cell), table)
        for table in tables
    ]
    placed: list[tuple[float, Line | Table]] = [(place - 0.5, table) for place, table in first]
    placed += [(place_of.get(id(line), len(lines)), line) for line in rest]
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _rejoined(lines: Sequence[Line]) -> list[Line]:
    """Put pieces of one of PDFium's lines together again where no gutter of columns runs between them."""
    split = sum(a.row == b.row for a, b in pairwise(lines))
    if not split:
        return list(lines)
    edge = gutter([line.rect for line in lines]) if split >= 3 else None
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        apart = last is None or last.row != line.row or not 0 <= line.rect.x0 - last.rect.x1 < _FAR * line.size
        if last is None or apart or (edge is not None and last.rect.x1 <= edge <= line.rect.x0):
            joined.append(line)
        else:
            last.add(line)
    return joined


def _cut(line: Line, places: Sequence[float], glyphs: Glyphs) -> list[Line]:
    """Cut a line at drawn lines that run through it, between its words."""
    parts: list[Line] = []
    for piece in line.pieces:
        at = 0
        for word in piece.text.split(" "):
            start, end = piece.start + at, piece.start + at + len(word)
            at += len(word) + 1
            rect = glyphs.rect(start, end) if word.strip() else None
            if rect is None:
                continue
            last = parts[-1] if parts else None
            if last is None or any(last.rect.x1 <= place + 1 and rect.x0 >= place - 1 for place in places):
                part = Piece(text=word, start=start, end=end, rect=rect)
                parts.append(_line(part, line))
            elif last.pieces[-1].start < piece.start:
                part = Piece(text=word, start=start, end=end, rect=rect)
                last.add(_line(part, line))
            else:
                whole = last.pieces[-1]
                before = len(whole.text)
                whole.text, whole.end = glyphs.text[whole.start : end], end
                last.text += whole.text[before:]
                whole.rect = last.rect = last.rect.joined(rect)
    return parts or [line]


def _line(part: Piece, line: Line) -> Line:
    """Return a line of one piece that is like the line which it was cut from."""
    return Line(
        pieces=[part], text=part.text, rect=part.rect, size=line.size, row=line.row, hidden=line.hidden
    )  # fmt: skip
