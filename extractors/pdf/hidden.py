"""Text that stands in a PDF and that nobody sees: not painted, off the page, too small, of the ground's colour."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

from assay.extractors.pdf.calls import calls
from assay.extractors.pdf.lines import Glyphs, Line
from assay.extractors.pdf.space import Rect, Space
from assay.extractors.pdf.survey import Survey

__all__ = ["mark_hidden"]

_TINY = 1.2
_NEARLY_WHITE = 235
_NEARLY_CLEAR = 8


def mark_hidden(glyphs: Glyphs, lines: Sequence[Line], space: Space, seen: Survey, *, scanned: bool) -> None:
    """Mark the lines that are hidden.

    On a `scanned` page unpainted text is the layer that OCR laid over the picture, which everybody reads. Pale
    text is hidden where nothing is drawn behind it: white print on a dark ground is not.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    colours = tuple(ctypes.c_uint() for _ in range(4))
    red, green, blue, alpha = colours
    to_colours, textpage = tuple(map(ctypes.addressof, colours)), glyphs.at
    asked = calls()
    object_of, mode_of, colour_of = asked.text_object, asked.render_mode, asked.fill_colour
    unpainted = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    grounds: list[Rect] | None = None
    index, wide, high = glyphs.index, space.width, space.height
    for line in lines:
        x0, y0, x1, y1 = line.rect
        if x1 <= 0 or y1 <= 0 or x0 >= wide or y0 >= high or (line.size < _TINY and any(map(str.isalnum, line.text))):
            line.hidden = True
            continue
        first = index(line.pieces[0].start)
        item = object_of(textpage, first)
        if item and mode_of(item) == unpainted:
            line.hidden = not scanned
        elif colour_of(textpage, first, *to_colours) and (
            alpha.value < _NEARLY_CLEAR
            or (red.value >= _NEARLY_WHITE and green.value >= _NEARLY_WHITE and blue.value >= _NEARLY_WHITE)
        ):
            if grounds is None:
                grounds = list(_grounds(seen))
            line.hidden = alpha.value < _NEARLY_CLEAR or not any(_is_behind(it, line.rect) for it in grounds)


def _is_behind(ground: Rect, rect: Rect) -> bool:
    x, y = (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2
    return ground.x0 <= x <= ground.x1 and ground.y0 <= y <= ground.y1


def _grounds(seen: Survey) -> Iterator[Rect]:
    """Yield the places that pictures, shadings and filled shapes of another colour than white cover."""
    import pypdfium2.raw as pdfium

    yield from (image.rect for image in seen.images)
    yield from seen.shades
    colours = tuple(ctypes.c_uint() for _ in range(4))
    edges = tuple(ctypes.c_float() for _ in range(4))
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    for path, shown in seen.paths:
        if not pdfium.FPDFPath_GetDrawMode(path, mode, stroked) or not mode.value:
            continue
        known = pdfium.FPDFPageObj_GetFillColor(path, *colours)
        *tones, alpha = (colour.value for colour in colours)
        plain = known and (alpha < _NEARLY_CLEAR or min(tones) >= _NEARLY_WHITE)
        if not plain and pdfium.FPDFPageObj_GetBounds(path, *edges):
            yield shown(*(edge.value for edge in edges))
