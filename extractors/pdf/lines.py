"""The printed lines of one PDF page: pieces of text with their places, cut where the page leaves a gap."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from assay.extractors.pdf.calls import address, calls
from assay.extractors.pdf.space import Rect, Space, union
from assay.extractors.pdf.text_shapes import is_bullet

__all__ = ["Glyphs", "Line", "Piece", "is_apart", "read_lines"]

_LINE = re.compile(r"[^\s\ufffe\x02][^\r\n\ufffe\x02]*[\ufffe\x02]?|[\ufffe\x02]")
_SOFT = ("\ufffe", "\x02")
_TOKEN = re.compile(r"\S+")
_GAP, _BACK, _BESIDE, _WORD_GAP = 1.0, 0.6, 0.5, 0.12
_RISEN = 0.35
_UP, _DOWN = re.compile(r"[A-Z0-9bdfhijklt()\[\]{}|/!?&%$#@]"), re.compile(r"[gjpqy_,;()\[\]{}|/@Q$]")
_BOTH, _ONE, _NONE = 0.95, 0.72, 0.5
_SIGN, _BULLET_GAP = 4, 4.0
_MOST_AT_ONCE = 20_000


@dataclass(slots=True)
class Piece:
    """A run of characters in one row without a gap: `start` and `end` count PDFium's text, `text` is that text."""

    text: str
    start: int
    end: int
    rect: Rect


@dataclass(slots=True)
class Line:
    """Pieces that follow one another in a row.

    `text` is theirs as PDFium gives it, parted by a space where the page parts them; `row` is PDFium's own line;
    `soft` says that a word is cut by a hyphen at its end, `hidden` that nobody sees it.
    """

    pieces: list[Piece]
    text: str
    rect: Rect
    size: float
    row: int
    soft: bool = False
    hidden: bool = False

    def add(self, other: Line) -> None:
        """Go on with what stands to the right."""
        self.text += (" " if is_apart(self.pieces[-1], other.pieces[0]) else "") + other.text
        self.pieces += other.pieces
        self.rect = self.rect.joined(other.rect)
        self.size = max(self.size, other.size)
        self.soft = other.soft


def is_apart(before: Piece, after: Piece) -> bool:
    """Say whether a space belongs between two pieces of one line."""
    if before.text[-1:].isspace() or after.text[:1].isspace():
        return False
    return after.rect.x0 - before.rect.x1 > _WORD_GAP * max(before.rect.height, after.rect.height)


@lru_cache(maxsize=1)
def _buffer() -> Any:
    """Return room for the text of nearly every page; ctypes takes longer to make one of the right length."""
    return (ctypes.c_ushort * (_MOST_AT_ONCE + 1))()


def _characters(textpage: Any, count: int) -> str:
    """Return all characters of a page; nothing where there are too many, or PDFium leaves some at its ends out."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    if not 0 < count <= _MOST_AT_ONCE:
        return ""
    written = pdfium.FPDFText_GetText(textpage, 0, count, _buffer())
    return bytes(memoryview(_buffer())[: max(0, written - 1)]).decode("utf-16-le", "ignore")


def _all_characters(page: Any) -> str:
    textpage = page.get_textpage()
    try:
        return str(textpage.get_text_range())
    finally:
        textpage.close()


class Glyphs:
    """The text of a page as PDFium sees it, and the rectangle of any range of it; `at` is its address."""

    def __init__(self, page: Any, textpage: Any, space: Space) -> None:
        import pypdfium2.raw as pdfium

        self.raw = textpage
        count = pdfium.FPDFText_CountChars(self.raw)
        self.text: str = _characters(self.raw, count) or _all_characters(page)
        self._aligned = count == len(self.text)
        self._rect_of = space.rect
        self._corners = tuple(ctypes.c_double() for _ in range(4))
        self._to_corners = tuple(map(ctypes.addressof, self._corners))
        self._count, self._get, self.at = calls().count_rects, calls().rect, address(self.raw)
        self._index = pdfium.FPDFText_GetCharIndexFromTextIndex

    def index(self, place: int) -> int:
        """Return PDFium's character for a place in the text; -1 where there is none."""
        return place if self._aligned else int(self._index(self.raw, place))

    def rect(self, start: int, end: int) -> Rect | None:
        """Return the smallest rectangle around a range; None where nothing of it is drawn."""
        rects = self.rects(start, end)
        return (rects[0] if len(rects) == 1 else union(rects)) if rects else None

    def rects(self, start: int, end: int) -> list[Rect]:
        """Return the rectangles of a range, one a run of characters that are drawn together."""
        page, get, rect_of = self.at, self._get, self._rect_of
        if self._aligned:
            count = self._count(page, start, end - start)
        else:
            first, last = self.index(start), self.index(end - 1)
            count = self._count(page, first, last - first + 1) if 0 <= first <= last else 0
        left, top, right, bottom = self._corners
        to_left, to_top, to_right, to_bottom = self._to_corners
        return [
            rect_of(left.value, bottom.value, right.value, top.value)
            for place in range(count)
            if get(page, place, to_left, to_top, to_right, to_bottom)
        ]


def read_lines(glyphs: Glyphs) -> list[Line]:
    """Return the lines of a page in the order of its content, cut at gaps, superscripts taken into their line."""
    lines: list[Line] = []
    text, last = glyphs.text, None
    for row, (start, end) in enumerate(_spans(text)):
        for piece in _pieces(glyphs, start, end):
            soft = piece.end == end and text[end - 1] in _SOFT
            line = Line([piece], piece.text, piece.rect, _em(piece), row, soft)
            beside = last is not None and piece.rect.y0 <= last.rect.y1
            if last is not None and beside and (_goes_on(last, line) or (last.row == row and _is_item(last, line))):
                last.add(line)
            else:
                lines.append(line)
                last = line
    return lines


def _em(piece: Piece) -> float:
    """Return the size of the print: a tight box around small letters is half of it, with a stem up or down more."""
    _, top, _, bottom = piece.rect
    tall, text = bottom - top, piece.text
    if not text.isascii():
        return tall / _BOTH
    up, down = _UP.search(text), _DOWN.search(text)
    return tall / (_BOTH if up and down else _ONE if up or down else _NONE)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of PDFium's lines, without white space at their ends; a cut word ends one."""
    for match in _LINE.finditer(text):
        start, end = match.span()
        while text[end - 1].isspace():
            end -= 1
        yield start, end


def _pieces(glyphs: Glyphs, start: int, end: int) -> list[Piece]:
    """Cut one of PDFium's lines where a gap, a jump back or another height says that it is several."""
    rects = glyphs.rects(start, end)
    if not rects:
        return []
    if len(rects) == 1:
        return [Piece(glyphs.text[start:end], start, end, rects[0])]
    if not any([_is_cut(a, b) for a, b in pairwise(rects)]):
        return [Piece(glyphs.text[start:end], start, end, union(rects))]
    pieces: list[Piece] = []
    last = None
    for token in _TOKEN.finditer(glyphs.text, start, end):
        begin, stop = token.span()
        rect = glyphs.rect(begin, stop)
        if rect is None:
            continue
        if last is None or _is_cut(last.rect, rect):
            last = Piece(token[0], begin, stop, rect)
            pieces.append(last)
        else:
            last.end, last.rect = stop, last.rect.joined(rect)
    for piece in pieces:
        piece.text = glyphs.text[piece.start : piece.end]
    return pieces


def _is_cut(left: Rect, right: Rect) -> bool:
    """Say whether two neighbours of a line stand apart: far to the right, back to the left, above or below."""
    ax0, ay0, ax1, ay1 = left
    bx0, by0, _, by1 = right
    tall = max(ay1 - ay0, by1 - by0, 1.0)
    if bx0 - ax1 > _GAP * tall or bx0 < ax0 - _BACK * tall:
        return True
    return min(ay1, by1) - max(ay0, by0) < -0.5 * tall


def _goes_on(line: Line, more: Line) -> bool:
    """Say whether a line goes on just to the right: an index above it, words in another print."""
    _, top, edge, bottom = line.rect
    x0, y0, x1, y1 = more.rect
    if x1 <= edge or y0 > bottom or y1 < top or line.soft:
        return False
    low, high = sorted((bottom - top, y1 - y0))
    return -_RISEN * high <= x0 - edge <= _BESIDE * high and min(bottom, y1) - max(top, y0) >= _RISEN * low


def _is_item(sign: Line, line: Line) -> bool:
    """Say whether a line is what follows a bullet or number that stands apart from it in the same row."""
    if len(sign.pieces) != 1 or len(sign.pieces[0].text) > _SIGN:
        return False
    gap, tall = line.rect.x0 - sign.rect.x1, max(sign.rect.height, line.rect.height)
    return 0 <= gap <= _BULLET_GAP * tall and is_bullet(sign.pieces[0].text)
