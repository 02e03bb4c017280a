"""From lines to paragraphs, list items, headings and table rows, each with the boxes of its lines and values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from assay.extractors.pdf.lines import Glyphs, Line, Piece, is_apart
from assay.extractors.pdf.space import Rect, Space, union
from assay.extractors.pdf.tables import Table
from assay.extractors.pdf.text_shapes import glued, has_values, is_bullet, is_spaced, tidy, value_parts
from assay.governance.domain import Anchor, Locator, SegmentKind

__all__ = ["Block", "blocks"]

_MOST_LINES = 60
_NEAR, _REGULAR, _SAME_PITCH = 0.9, 1.7, 0.2
_SAME_SIZE = 1.3
_LARGER, _LONGEST_HEADING, _HEADING_LINES = 1.2, 200, 3
_ZONE, _EDGE = 0.08, 0.12


class Block(NamedTuple):
    """A piece of a page's text that will be a segment. `margin` says that it stands where headers and footers do."""

    kind: SegmentKind
    text: str
    locator: Locator
    anchors: tuple[Anchor, ...]
    margin: bool = False


class _Writer:
    """Puts lines together to one text and keeps where in it which box begins."""

    def __init__(self, glyphs: Glyphs, space: Space) -> None:
        self._glyphs, self._box = glyphs, space.box
        self._parts: list[str] = []
        self._length = 0
        self.anchors: list[Anchor] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def line(self, line: Line, *, drop: bool) -> None:
        """Add a line, its last sign left out where it is a hyphen that goes."""
        mark = "hidden" if line.hidden else None
        if len(line.pieces) == 1:
            piece = line.pieces[0]
            text = piece.text
            if drop or has_values(text):
                self._piece(piece, spaced=is_spaced(text), drop=drop, mark=mark)
            else:
                plain = text.isascii() and text.isprintable()  # nearly every line
                self._add(text if plain else tidy(text, spaced=is_spaced(text)), piece.rect, mark)
            return
        spaced = is_spaced(line.text)
        for number, piece in enumerate(line.pieces):
            if number and is_apart(line.pieces[number - 1], piece):
                self.put(" ")
            last = number == len(line.pieces) - 1
            self._piece(piece, spaced=spaced, drop=drop and last, mark=mark)

    def _piece(self, piece: Piece, *, spaced: bool, drop: bool, mark: str | None) -> None:
        text = piece.text
        ranges = value_parts(text)
        if len(ranges) < 2:
            self._add(tidy(text[:-1] if drop else text, spaced=spaced), piece.rect, mark)
            return
        length = len(text)
        for start, end in ranges:
            rect = self._glyphs.rect(piece.start + start, piece.start + end)
            part = text[start : end - 1 if drop and end == length else end]
            self._add(tidy(part, spaced=spaced), rect or piece.rect, mark)

    def _add(self, text: str, rect: Rect, mark: str | None) -> None:
        if text:
            at = self._length
            self._length = end = at + len(text)
            self._parts.append(text)
            self.anchors.append(Anchor(start=at, end=end, box=self._box(rect), mark=mark))


def blocks(items: Sequence[Line | Table], glyphs: Glyphs, space: Space, number: int) -> Iterator[Block]:
    """Yield the blocks of page `number` from lines and tables in reading order."""
    sizes = sorted((line.size, len(line.text)) for line in items if isinstance(line, Line))
    body = _weighted_median(sizes)
    tables = 0
    paragraph: list[Line] = []
    for item in items:
        if isinstance(item, Line) and paragraph and _continues(paragraph, item, space):
            paragraph.append(item)
            continue
        if paragraph:
            yield _paragraph(paragraph, body, glyphs, space, number)
            paragraph = []
        if isinstance(item, Line):
            paragraph = [item]
        else:
            tables += 1
            yield from _rows(item, f"table[{tables}]", glyphs, space, number)
    if paragraph:
        yield _paragraph(paragraph, body, glyphs, space, number)


def _weighted_median(sizes: Sequence[tuple[float, int]]) -> float:
    half, seen = sum(weight for _, weight in sizes) / 2, 0
    for size, weight in sizes:
        seen += weight
        if seen >= half:
            return size
    return 0.0


def _continues(paragraph: Sequence[Line], line: Line, space: Space) -> bool:
    """Say whether a line goes on with a paragraph: just below or beside, of like size, no new bullet, as visible."""
    upper = paragraph[-1]
    if len(paragraph) >= _MOST_LINES or upper.hidden != line.hidden:
        return False
    if upper.soft and line.row == upper.row + 1:
        return True
    if upper.size > _SAME_SIZE * line.size or line.size > _SAME_SIZE * upper.size:
        return False
    above, below = upper.rect, line.rect
    tall = max(above.y1 - above.y0, below.y1 - below.y0)
    gap = below.y0 - above.y1
    if gap < -0.2 * tall:  # the same row, or above: another column
        same_row = abs(below.y0 - above.y0) < 0.5 * tall
        return same_row and 0 <= below.x0 - above.x1 < 2 * tall and not is_bullet(line.text)
    if below.x0 >= above.x1 or above.x0 >= below.x1 or _in_zone(above, space) != _in_zone(below, space):
        return False
    if gap > _NEAR * tall:
        if len(paragraph) < 2 or gap > _REGULAR * tall:
            return False
        pitch, before = below.y1 - above.y1, above.y1 - paragraph[-2].rect.y1
        if abs(pitch - before) > _SAME_PITCH * tall or abs(below.x0 - above.x0) >= tall:
            return False
    return not is_bullet(line.text)


def _in_zone(rect: Rect, space: Space) -> int:
    """Return -1 in the zone of headers, 1 in that of footers, else 0."""
    if rect.y1 < _ZONE * space.height:
        return -1
    return 1 if rect.y0 > (1 - _ZONE) * space.height else 0


def _paragraph(lines: Sequence[Line], body: float, glyphs: Glyphs, space: Space, number: int) -> Block:
    writer = _Writer(glyphs, space)
    _write(lines, writer)
    rect = union([line.rect for line in lines]) if len(lines) > 1 else lines[0].rect
    edge = _EDGE * space.height
    margin = rect.y1 < edge or rect.y0 > space.height - edge
    text = writer.text
    return Block(
        kind=_kind(lines, text, body), text=text, locator=Locator(page=number, box=space.box(rect)),
        anchors=tuple(writer.anchors), margin=margin and len(lines) <= _HEADING_LINES,
    )  # fmt: skip


def _write(lines: Sequence[Line], writer: _Writer, *, between: str = "\n") -> None:
    if len(lines) == 1:
        writer.line(lines[0], drop=False)
        return
    right = max([line.rect.x1 for line in lines])
    texts = [line.text for line in lines]
    for place, (line, below) in enumerate(pairwise(lines)):
        drop, glue = glued(texts[place], texts[place + 1], full=right - line.rect.x1 <= 1.5 * line.size)
        if glue and below.row == line.row:
            glue = "\t"
        writer.line(line, drop=drop)
        writer.put(between if glue == "\n" else glue)
    writer.line(lines[-1], drop=False)


def _kind(lines: Sequence[Line], text: str, body: float) -> SegmentKind:
    if is_bullet(lines[0].text):
        return SegmentKind.LIST_ITEM
    if len(lines) > _HEADING_LINES or len(text) > _LONGEST_HEADING or text[-1] in ".,;" or text[0].islower():
        return SegmentKind.PARAGRAPH
    large = median(line.size for line in lines) >= _LARGER * body > 0
    return SegmentKind.HEADING if large and any(map(str.isalpha, text)) else SegmentKind.PARAGRAPH


def _rows(table: Table, part: str, glyphs: Glyphs, space: Space, number: int) -> Iterator[Block]:
    """Yield a table row by row: cells parted by tabs, empty ones left out."""
    for row, cells in enumerate(table.rows, start=1):
        writer = _Writer(glyphs, space)
        filled = [cell for cell in cells if cell]
        for place, cell in enumerate(filled):
            if place:
                writer.put("\t")
            _write(cell, writer, between=" ")
        rect = union([line.rect for cell in filled for line in cell])
        yield Block(
            kind=SegmentKind.TABLE_ROW, text=writer.text, anchors=tuple(writer.anchors),
            locator=Locator(page=number, box=space.box(rect), part=part, row=row),
        )  # fmt: skip
