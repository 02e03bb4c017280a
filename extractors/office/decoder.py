"""Documents of many makers: slides, web pages, OpenDocument, OFD, e-books, rich text; old Office files converted."""

from __future__ import annotations

from typing import BinaryIO, ClassVar

from assay.extractors.html.reader import write_html
from assay.extractors.office.legacy import LEGACY, read_legacy
from assay.extractors.office.ofd import read_ofd
from assay.extractors.office.opendocument import read_epub, read_odt
from assay.extractors.office.properties import ole_properties
from assay.extractors.office.rich_text.reader import write_rtf
from assay.extractors.office.slides.reader import read_slides
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.shared.encodings import decode_text
from assay.governance.domain import Reason, Status

__all__ = ["OfficeDecoder"]

_OLE = b"\xd0\xcf\x11\xe0"
_SHELLS = frozenset({"application/x-ole-storage", "application/x-ole-encrypted"})
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


class OfficeDecoder(BaseDecoder):
    """Readers of our own: they lose no text, give real places, and need neither a temporary file nor a program."""

    name: ClassVar[str] = "office"
    version: ClassVar[str] = "6"
    places: ClassVar[tuple[str, ...]] = ("part", "page", "box", "row", "column", "member")
    bounds: ClassVar[tuple[str, ...]] = ("characters", "unpacked_bytes", "unpack_ratio", "ocr_pages")
    media_types: ClassVar[frozenset[str]] = _SHELLS | {
        *LEGACY,
        _SLIDES,
        "text/html",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.presentation",
        "application/epub+zip",
        "application/ofd",
        "application/rtf",
    }

    @classmethod
    def places_of(cls, media_type: str) -> tuple[str, ...]:
        """Return pages (slides, chapters) for what has them, boxes for what is laid out on them."""
        if media_type == _SLIDES or LEGACY.get(media_type, ("", ""))[1] == "pptx":
            return ("part", "page", "box", "row", "column")
        if media_type == "application/ofd":
            return ("page", "box", "member")
        paged = media_type in ("application/epub+zip", "application/vnd.oasis.opendocument.presentation")
        return ("part", "page", "row", "column") if paged else ("part", "row", "column")

    @classmethod
    def warm(cls) -> None:
        """Import lxml, the picture reader and the reader of compound files."""
        import lxml.html  # type: ignore[import-untyped]  # noqa: F401
        import olefile  # type: ignore[import-untyped]  # noqa: F401
        import PIL.Image  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read by the media type."""
        head = file.read(8)
        file.seek(0)
        if draft.media_type in LEGACY:
            read_legacy(file, draft)
        elif head.startswith(_OLE):
            ole_properties(file, draft)
            raise Stop(Status.FAILED, Reason.UNSUPPORTED_FORMAT)
        elif draft.media_type in _SHELLS:
            raise Stop(Status.FAILED, Reason.MALFORMED)
        elif draft.media_type == _SLIDES:
            read_slides(file, draft)
        elif draft.media_type == "text/html":
            _read_html(file, draft)
        elif draft.media_type == "application/epub+zip":
            read_epub(file, draft)
        elif draft.media_type == "application/ofd":
            read_ofd(file, draft)
        elif draft.media_type == "application/rtf":
            write_rtf(file.read(), draft)
        else:
            read_odt(file, draft)
        draft.checked["text"] = "yes"


def _read_html(file: BinaryIO, draft: Draft) -> None:
    text, encoding, whole = decode_text(file.read())
    if not whole:
        draft.problem(Reason.PART_UNREADABLE, detail="encoding")
    draft.facts |= {"encoding": encoding}
    write_html(text, draft)
