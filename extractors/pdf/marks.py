"""What stands on a PDF page outside its text: form fields, comments, links and files pinned to the page."""

from __future__ import annotations

import ctypes
from typing import Any

from assay.extractors.pdf.space import Rect, Space
from assay.extractors.pdf.strings import read_text
from assay.extractors.shared.draft import Draft
from assay.governance.domain import Locator, Reason, SegmentKind

__all__ = ["write_marks"]

_MOST_MARKS = 5_000
_CHOSEN = {"", "Off"}
_LONGEST_LINK, _NEAR = 2_000, 60


def write_marks(document: Any, page: Any, space: Space, number: int, draft: Draft) -> None:
    """Add the values of form fields (context: the field's name), the words of comments, targets of links, files.

    Links are read where they lead to an address that the text does not show: mail, telephone, the web.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    near = ""
    for index in range(min(_MOST_MARKS, pdfium.FPDFPage_GetAnnotCount(page.raw))):
        mark = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not mark:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(mark)
            if kind == pdfium.FPDF_ANNOT_POPUP:
                continue
            where = Locator(page=number)
            if (rect := _rect(mark, space)) is not None:
                where = Locator(page=number, box=space.box(rect))
            if kind == pdfium.FPDF_ANNOT_LINK:
                near = near or "\n".join([it.text for it in draft.segments[-_NEAR:]]).lower() + "\n"
                near += _link(document, mark, where, draft, near)
            elif kind == pdfium.FPDF_ANNOT_WIDGET:
                _field(document.formenv, mark, where, draft)
            else:
                _comment(mark, where, draft)
                _file(mark, kind, where, draft)
        finally:
            pdfium.FPDFPage_CloseAnnot(mark)


def _field(form: Any, mark: Any, where: Locator, draft: Draft) -> None:
    import pypdfium2.raw as pdfium

    if form is None:
        return
    draft.facts["form_fields"] = draft.facts.get("form_fields", 0) + 1
    value = read_text(lambda buffer, size: int(pdfium.FPDFAnnot_GetFormFieldValue(form.raw, mark, buffer, size)))
    if value.strip() in _CHOSEN:
        return
    name = read_text(lambda buffer, size: int(pdfium.FPDFAnnot_GetFormFieldAlternateName(form.raw, mark, buffer, size)))
    name = name or read_text(lambda buffer, size: int(pdfium.FPDFAnnot_GetFormFieldName(form.raw, mark, buffer, size)))
    draft.add(SegmentKind.CELL, value, where, context=name[:200])


def _comment(mark: Any, where: Locator, draft: Draft) -> None:
    author = _string(mark, b"T")
    draft.add(SegmentKind.COMMENT, _string(mark, b"Contents"), where, context=author)
    if author:
        draft.add(SegmentKind.PROPERTY, author, Locator(property="comment_author", page=where.page))


def _link(document: Any, mark: Any, where: Locator, draft: Draft, near: str) -> str:
    """Add the target of a link that does not stand in the text `near` it; return what was added, in small letters."""
    import pypdfium2.raw as pdfium

    action = pdfium.FPDFLink_GetAction(pdfium.FPDFAnnot_GetLink(mark))
    size = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
    if not 1 < size <= _LONGEST_LINK:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, size)
    target = buffer.value.decode("utf-8", "replace")
    shown = target.split(":", 1)[-1].strip("/").lower()
    if not shown or shown in near:
        return ""
    draft.add(SegmentKind.NOTE, target, where)
    return f"{target.lower()}\n"


def _file(mark: Any, kind: int, where: Locator, draft: Draft) -> None:
    import pypdfium2
    import pypdfium2.raw as pdfium

    if kind != pdfium.FPDF_ANNOT_FILEATTACHMENT:
        return
    raw = pdfium.FPDFAnnot_GetFileAttachment(mark)
    part = f"page[{where.page}]/attachment[{len(draft.children) + 1}]"
    try:
        attachment = pypdfium2.PdfAttachment(raw, None)
        draft.child(f"{part}/{attachment.get_name()}", bytes(attachment.get_data()))
    except (pypdfium2.PdfiumError, ValueError):
        draft.problem(Reason.PART_UNREADABLE, Locator(page=where.page, part=part))


def _string(mark: Any, key: bytes) -> str:
    import pypdfium2.raw as pdfium

    return read_text(lambda buffer, size: int(pdfium.FPDFAnnot_GetStringValue(mark, key, buffer, size))).strip()


def _rect(mark: Any, space: Space) -> Rect | None:
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(mark, rect):
        return None
    return space.rect(rect.left, rect.bottom, rect.right, rect.top)
