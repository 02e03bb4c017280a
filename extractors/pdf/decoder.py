"""PDF: text in reading order with the box of every line, tables, forms, comments, attachments; scans for OCR."""

from __future__ import annotations

from typing import Any, BinaryIO, ClassVar

from assay.extractors.pdf.cameras import PhotographReader
from assay.extractors.pdf.margins import mark_margins
from assay.extractors.pdf.marks import write_marks
from assay.extractors.pdf.page import needs_ocr, render
from assay.extractors.pdf.pictures import PictureTaker
from assay.extractors.pdf.properties import has_broken_stream, read_properties
from assay.extractors.pdf.text import read_page
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.governance.domain import Bitmap, Locator, Reason, Status

__all__ = ["PdfDecoder"]

_TAIL = 1 << 16
_PASSWORD, _SECURITY = 4, 5
_XFA = 2


class PdfDecoder(BaseDecoder):
    """PDF by PDFium. Pages count from 1; boxes are fractions of the page as it is shown, rotation applied."""

    name: ClassVar[str] = "pdf"
    version: ClassVar[str] = "7"
    places: ClassVar[tuple[str, ...]] = ("page", "box", "part", "row")
    bounds: ClassVar[tuple[str, ...]] = ("pages", "characters", "ocr_pages", "ocr_pictures")
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
            read_properties(document, data, draft)
            _Pages(document, data, draft).read()
            _forms(document, draft)
            _attachments(document, draft)
        finally:
            document.close()
        if cut:
            draft.coverage = min(draft.coverage, 0.9)
            draft.problem(Reason.TRUNCATED)
        draft.checked["text"] = "yes"

    def draw(self, file: BinaryIO, number: int) -> Bitmap | None:
        """Return a page as it is shown, so large that its letters can be read; None where there is none."""
        data = file.read()
        document = _open(data, _is_cut(data))
        try:
            if not 1 <= number <= len(document):
                return None
            page = document[number - 1]
            try:
                return render(page, number=number, offset=0)
            finally:
                page.close()
        finally:
            document.close()


class _Pages:
    """Reads the pages of one document into a draft; a page that breaks is noted and the next one read."""

    def __init__(self, document: Any, data: bytes, draft: Draft) -> None:
        self._document, self._draft = document, draft
        self._data = data
        self._pictures = PictureTaker(draft)
        self._photographs = PhotographReader(draft)
        self._margins: list[int] = []
        self._counts = dict.fromkeys(("text_pages", "image_pages", "broken_pages", "garbled_pages"), 0)
        self._hidden = self._tables = self._blank = 0

    def read(self) -> None:
        """Read all pages up to the limit.

        Raises:
            Stop: there is no page, or none could be read.
        """
        draft, total = self._draft, len(self._document)
        if total == 0:
            raise Stop(Status.FAILED, Reason.MALFORMED, "no pages")
        draft.facts["pages"] = total
        for index in range(min(total, draft.limits.pages)):
            try:
                self._page(index)
            except Exception as exc:  # noqa: BLE001 - one broken page is not a broken document
                self._counts["broken_pages"] += 1
                draft.problem(Reason.PART_UNREADABLE, Locator(page=index + 1), type(exc).__name__)
            if draft.full:
                draft.coverage = (index + 1) / total
                break
        if total > draft.limits.pages:
            draft.problem(Reason.PAGE_LIMIT, Locator(page=draft.limits.pages + 1))
            draft.coverage = draft.limits.pages / total
        mark_margins(draft, self._margins)
        self._say(total)

    def _say(self, total: int) -> None:
        draft, broken = self._draft, self._counts["broken_pages"]
        draft.facts |= self._counts
        if self._hidden:
            draft.facts["hidden_lines"] = self._hidden
        if self._tables:
            draft.facts["tables"] = self._tables
        if self._blank:
            draft.facts["blank_pages"] = self._blank
        if broken == total:
            del draft.problems[:]
            raise Stop(Status.FAILED, Reason.MALFORMED, "pages")
        if self._blank == total - broken and "restricted" not in draft.facts and has_broken_stream(self._data):
            draft.problem(Reason.PART_UNREADABLE, detail="blank")
            draft.coverage = 0.0
        draft.coverage = min(draft.coverage, 1.0 - broken / total)
        found = draft.bitmaps or draft.more
        draft.checked["pictures"] = "partial" if self._pictures.missed else "yes" if found else "none"

    def _page(self, index: int) -> None:
        draft, number = self._draft, index + 1
        page = self._document[index]
        try:
            text, seen, space = read_page(page, number)
            legible, characters = text.legible, text.characters
            if not legible:
                self._counts["garbled_pages"] += 1
            ahead = len(draft.segments)
            for block in text.blocks if legible else ():
                if block.margin:
                    self._margins.append(len(draft.segments))
                draft.add(block.kind, block.text, block.locator, anchors=block.anchors)
            write_marks(self._document, page, space, number, draft)
            self._photographs.read(seen, space, number)
            self._counts["text_pages"] += bool(characters)
            self._hidden += text.hidden
            self._tables += text.tables
            self._blank += not (text.blocks or seen.images or seen.drawn or len(draft.segments) > ahead)
            if not legible or needs_ocr(seen, space, characters):
                self._counts["image_pages"] += 1
                offset = len(draft.segments) if characters else ahead
                if not (draft.skip_picture() or draft.too_many_pictures(Locator(page=number))):
                    draft.bitmap(render(page, number=number, offset=offset))
            elif seen.images:
                self._pictures.take(page, seen, space, number=number, layer=text.layer)
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


def _forms(document: Any, draft: Draft) -> None:
    """Say that a form is drawn by a program inside it (XFA), which nothing here runs: its pages are a placeholder."""
    if document.get_formtype() == _XFA:
        draft.facts["form"] = "xfa"
        draft.problem(Reason.PART_UNREADABLE, detail="xfa")
        draft.coverage = min(draft.coverage, 0.5)


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


def _attachments(document: Any, draft: Draft) -> None:
    import pypdfium2

    for number in range(1, document.count_attachments() + 1):
        try:
            attachment = document.get_attachment(number - 1)
            member = f"attachment[{number}]/{attachment.get_name()}"
            draft.child(member, bytes(attachment.get_data()))
        except pypdfium2.PdfiumError:
            draft.problem(Reason.PART_UNREADABLE, Locator(part=f"attachment[{number}]"))
