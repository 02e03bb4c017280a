"""What a PDF page is made of beside text: its pictures with their places, its drawn paths, nested forms opened."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assay.extractors.pdf.calls import address, calls
from assay.extractors.pdf.space import Rect, Space

__all__ = ["Image", "Survey", "survey"]

_MOST_OBJECTS, _DEEPEST = 6_000, 4
_MOST_PATHS = 3_000

Matrix = tuple[float, float, float, float, float, float]
Shown = Callable[[float, float, float, float], Rect]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Image(NamedTuple):
    """A picture on a page: PDFium's object, and its place as shown."""

    item: Any
    rect: Rect


@dataclass(slots=True, kw_only=True)
class Survey:
    """The pictures and paths of a page; `drawn` counts paths and shadings, `whole` says that nothing was left out."""

    images: list[Image] = field(default_factory=list)
    paths: list[tuple[Any, Shown]] = field(default_factory=list)
    shades: list[Rect] = field(default_factory=list)
    drawn: int = 0
    whole: bool = True

    def covered(self, space: Space) -> float:
        """Return the share of the page that its pictures cover, counted as if they did not overlap."""
        area = space.width * space.height
        return float(sum(
            max(0.0, min(rect.x1, space.width) - max(rect.x0, 0.0))
            * max(0.0, min(rect.y1, space.height) - max(rect.y0, 0.0))
            for _, rect in self.images
        ) / area)  # fmt: skip


def survey(page: Any, space: Space) -> Survey:
    """Walk over a page's objects, at most 6,000 and four forms deep."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    seen = Survey()
    edges = tuple(ctypes.c_float() for _ in range(4))
    room = [_MOST_OBJECTS]
    for item, kind, matrix in _objects(page.raw, _SAME, 0, room):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            if pdfium.FPDFPageObj_GetBounds(item, *edges):
                seen.images.append(Image(item, _mapper(space, matrix)(*(edge.value for edge in edges))))
        elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING):
            seen.drawn += 1
            if kind == pdfium.FPDF_PAGEOBJ_SHADING:
                if pdfium.FPDFPageObj_GetBounds(item, *edges):
                    seen.shades.append(_mapper(space, matrix)(*(edge.value for edge in edges)))
            elif len(seen.paths) < _MOST_PATHS:
                seen.paths.append((item, _mapper(space, matrix)))
    seen.whole = room[0] >= 0
    return seen


def _objects(
    page: Any, matrix: Matrix, depth: int, room: list[int], form: Any = None
) -> Iterator[tuple[Any, int, Matrix]]:
    """Yield every object but text with its type and the matrix from its space to the page's, while there is room."""
    import pypdfium2.raw as pdfium

    asked = calls()
    if form is None:
        count, get, item_at, holder = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, asked.page_object, page
    else:
        count, get, holder = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, form
        item_at = asked.form_object
    type_of, nested, text = asked.object_type, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_TEXT
    at, left = address(holder), room[0]
    for place in range(count(holder)):
        kind = type_of(item_at(at, place))
        if kind == text:  # most of them
            left -= 1
        elif kind != nested:
            left -= 1
            if left >= 0:
                yield get(holder, place), kind, matrix
        elif depth < _DEEPEST:
            item = get(holder, place)
            room[0] = left
            yield from _objects(page, _combined(item, matrix), depth + 1, room, item)
            left = room[0]
        if left < 0:
            break
    room[0] = left


def _combined(form: Any, outer: Matrix) -> Matrix:
    import pypdfium2.raw as pdfium

    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(form, m)
    a, b, c, d, e, f = outer
    return (
        m.a * a + m.b * c, m.a * b + m.b * d, m.c * a + m.d * c, m.c * b + m.d * d,
        m.e * a + m.f * c + e, m.e * b + m.f * d + f,
    )  # fmt: skip


def _mapper(space: Space, matrix: Matrix) -> Shown:
    if matrix is _SAME:
        return space.rect

    def shown(left: float, bottom: float, right: float, top: float) -> Rect:
        a, b, c, d, e, f = matrix
        xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
        ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
        return space.rect(min(xs), min(ys), max(xs), max(ys))

    return shown
