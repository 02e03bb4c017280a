"""PDFium's functions that are asked about every line, by plain addresses.

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
    )


def address(pointer: Any) -> int:
    """Return where one of the bindings' pointers points to."""
    return int(ctypes.cast(pointer, _POINTER).value or 0)
