"""PDFium's functions that are asked about every line and every object, by plain addresses.

The bindings check every pointer that they are given; for a call that is made a hundred thousand times a file that
takes as long as the call itself. The signatures are those of `fpdf_text.h` and `fpdf_edit.h`.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any, NamedTuple

__all__ = ["Calls", "address", "calls"]

_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_int


class Calls(NamedTuple):
    """The functions; each takes and gives addresses where PDFium's takes and gives pointers."""

    count_rects: Any
    rect: Any
    text_object: Any
    render_mode: Any
    fill_colour: Any
    angle: Any
    is_generated: Any
    page_object: Any
    form_object: Any
    object_type: Any
    path_segment: Any
    segment_type: Any
    segment_point: Any


@cache
def calls() -> Calls:
    """Return the functions, bound once a process."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    def bound(function: Any, result: Any, *arguments: Any) -> Any:
        return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, _POINTER).value or 0)

    out = (_POINTER,) * 4
    return Calls(
        count_rects=bound(pdfium.FPDFText_CountRects, _NUMBER, _POINTER, _NUMBER, _NUMBER),
        rect=bound(pdfium.FPDFText_GetRect, _NUMBER, _POINTER, _NUMBER, *out),
        text_object=bound(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _NUMBER),
        render_mode=bound(pdfium.FPDFTextObj_GetTextRenderMode, _NUMBER, _POINTER),
        fill_colour=bound(pdfium.FPDFText_GetFillColor, _NUMBER, _POINTER, _NUMBER, *out),
        angle=bound(pdfium.FPDFText_GetCharAngle, ctypes.c_float, _POINTER, _NUMBER),
        is_generated=bound(pdfium.FPDFText_IsGenerated, _NUMBER, _POINTER, _NUMBER),
        page_object=bound(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _NUMBER),
        form_object=bound(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong),
        object_type=bound(pdfium.FPDFPageObj_GetType, _NUMBER, _POINTER),
        path_segment=bound(pdfium.FPDFPath_GetPathSegment, _POINTER, _POINTER, _NUMBER),
        segment_type=bound(pdfium.FPDFPathSegment_GetType, _NUMBER, _POINTER),
        segment_point=bound(pdfium.FPDFPathSegment_GetPoint, _NUMBER, _POINTER, _POINTER, _POINTER),
    )


def address(pointer: Any) -> int:
    """Return where one of the bindings' pointers points to."""
    return int(ctypes.cast(pointer, _POINTER).value or 0)
