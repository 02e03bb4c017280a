"""PDF: text with the box of every line, forms, comments, attachments; pages without text as pictures for OCR."""

from __future__ import annotations

from typing import Any, BinaryIO, ClassVar

from assay.extractors.draft import BaseDecoder, Draft, Stop
from assay.extractors.pdf_marks import write_marks
from assay.extractors.pdf_page import needs_ocr, render
from assay.extractors.pdf_text import sane_characters, write_page
from assay.governance.domain import Locator, Reason, Status

__all__ = ["PdfDecoder"]

_TAIL = 1 << 16
_PASSWORD, _SECURITY = 4, 5
_PROPERTIES = {"Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords", "Creator": "creator"}
_DATES = {"CreationDate": "created", "ModDate": "modified"}


class PdfDecoder(BaseDecoder):
    """PDF by PDFium. Pages count from 1; boxes are fractions of the page as it is shown, rotation applied."""

    name: ClassVar[str] = "pdf"
    version: ClassVar[str] = "1"
    places: ClassVar[tuple[str, ...]] = ("page", "box", "part")
    bounds: ClassVar[tuple[str, ...]] = ("pages", "characters", "ocr_pages")
    media_types: ClassVar[frozenset[str]] = frozenset({"application/pdf"})

    @classmethod
    def warm(cls) -> None:
        """Import PDFium."""
        import pypdfium2  # type: ignore[import-untyped]  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read properties, then page by page, then attachments."""
        data = file.read()
        cut = _is_cut(data)
        document = _open(data, cut)
        try:
            _properties(document, draft)
            self._pages(document, draft)
            _attachments(document, draft)
        finally:
            document.close()
        if cut:
            draft.coverage = min(draft.coverage, 0.9)
            draft.problem(Reason.TRUNCATED)
        draft.checked["text"] = "yes"

    def _pages(self, document: Any, draft: Draft) -> None:
        total = len(document)
        if total == 0:
            raise Stop(Status.FAILED, Reason.MALFORMED, "no pages")
        counts = {"pages": total, "text_pages": 0, "image_pages": 0, "broken_pages": 0}
        draft.facts |= counts
        pictures = False
        for index in range(min(total, draft.limits.pages)):
            try:
                pictures |= _page(document, index, draft)
            except Exception as exc:  # noqa: BLE001 - one broken page is not a broken document
                draft.facts["broken_pages"] += 1
                draft.problem(Reason.PART_UNREADABLE, Locator(page=index + 1), type(exc).__name__)
            if draft.full:
                draft.coverage = (index + 1) / total
                break
        if total > draft.limits.pages:
            draft.problem(Reason.PAGE_LIMIT, Locator(page=draft.limits.pages + 1))
            draft.coverage = draft.limits.pages / total
        if draft.facts["broken_pages"] == total:
            del draft.problems[:]
            raise Stop(Status.FAILED, Reason.MALFORMED, "pages")
        draft.coverage = min(draft.coverage, 1.0 - draft.facts["broken_pages"] / total)
        whole = draft.bitmaps and not pictures
        draft.checked["pictures"] = "yes" if whole else "partial" if draft.bitmaps else "no" if pictures else "none"


def _page(document: Any, index: int, draft: Draft) -> bool:
    """Read one page; True where it shows pictures that nobody looks at."""
    page = document[index]
    try:
        offset = len(draft.segments)
        characters = write_page(page, index + 1, draft)
        write_marks(document, page, index + 1, draft)
        wanted, pictures = needs_ocr(page, characters)
        if characters:
            draft.facts["text_pages"] += 1
        if not wanted:
            return pictures
        draft.facts["image_pages"] += 1
        draft.bitmap(render(page, number=index + 1, offset=offset if not characters else len(draft.segments)))
        return False
    finally:
        page.close()


def _open(data: bytes, cut: bool) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as exc:
        code = getattr(exc, "err_code", None)
        if code in (_PASSWORD, _SECURITY):
            raise Stop(Status.FAILED, Reason.ENCRYPTED) from exc
        raise Stop(Status.FAILED, Reason.TRUNCATED if cut else Reason.MALFORMED) from exc
    if document.get_formtype() > 0:
        document.init_forms()
    return document


def _is_cut(data: bytes) -> bool:
    """Say whether a PDF ends before its end mark, or is shorter than a linearised one says it is."""
    head = data[:2048]
    at = head.find(b"/Linearized")
    if at >= 0:
        length = head.find(b"/L ", at)
        digits = head[length + 3 : length + 23].split(b"/")[0].split(b">")[0].strip()
        if length >= 0 and digits.isdigit() and int(digits) > len(data):
            return True
    return b"%%EOF" not in data[-_TAIL:] and b"startxref" not in data[-_TAIL:]


def _properties(document: Any, draft: Draft) -> None:
    values = document.get_metadata_dict(skip_empty=True)
    for key, name in (_PROPERTIES | _DATES).items():
        draft.property(name, values.get(key))
    title = (values.get("Title") or "").strip()
    draft.title = title if sane_characters(title) else None


def _attachments(document: Any, draft: Draft) -> None:
    import pypdfium2

    for number in range(1, document.count_attachments() + 1):
        try:
            attachment = document.get_attachment(number - 1)
            member = f"attachment[{number}]/{attachment.get_name()}"
            draft.child(member, bytes(attachment.get_data()))
        except pypdfium2.PdfiumError:
            draft.problem(Reason.PART_UNREADABLE, Locator(part=f"attachment[{number}]"))
