"""What stands on a PDF page outside its text: form fields and comments."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from assay.extractors.draft import Draft
from assay.extractors.pdf_text import to_fractions
from assay.governance.domain import Box, Locator, SegmentKind

__all__ = ["write_marks"]

_MOST_MARKS = 5_000
_CHOSEN = {"", "Off"}


def write_marks(document: Any, page: Any, number: int, draft: Draft) -> None:
    """Add the values of form fields (context: the field's name) and the words of comments."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    form = document.formenv
    for index in range(min(_MOST_MARKS, pdfium.FPDFPage_GetAnnotCount(page))):
        mark = pdfium.FPDFPage_GetAnnot(page, index)
        if not mark:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(mark)
            where = Locator(page=number, box=_box(page, mark))
            if kind == pdfium.FPDF_ANNOT_WIDGET and form is not None:
                _field(form, mark, where, draft)
            elif kind not in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_POPUP):
                author = _mark_text(mark, b"T")
                draft.add(SegmentKind.COMMENT, _mark_text(mark, b"Contents"), where, context=author)
                if author:
                    draft.add(SegmentKind.PROPERTY, author, Locator(property="comment_author", page=number))
        finally:
            pdfium.FPDFPage_CloseAnnot(mark)


def _field(form: Any, mark: Any, where: Locator, draft: Draft) -> None:
    import pypdfium2.raw as pdfium

    value = _text(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, mark, buffer, size))
    if value.strip() in _CHOSEN:
        return
    label = _text(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldAlternateName(form, mark, buffer, size))
    name = label or _text(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldName(form, mark, buffer, size))
    draft.add(SegmentKind.CELL, value, where, context=name[:200])


def _mark_text(mark: Any, key: bytes) -> str:
    import pypdfium2.raw as pdfium

    return _text(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(mark, key, buffer, size)).strip()


def _text(call: Callable[[Any, int], int]) -> str:
    import pypdfium2.raw as pdfium

    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _box(page: Any, mark: Any) -> Box | None:
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(mark, rect):
        return None
    return to_fractions(page, (rect.left, rect.bottom, rect.right, rect.top))
