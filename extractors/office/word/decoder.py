"""Word documents: body, tables, text boxes, tracked changes, headers, footers, notes, comments, properties."""

from __future__ import annotations

import zipfile
from typing import Any, BinaryIO, ClassVar

from assay.extractors.office.drawings import write_drawings
from assay.extractors.office.embedded import add_embedded
from assay.extractors.office.ooxml import Relation, main_part, read_part, relations, stem
from assay.extractors.office.pictures import Pictures
from assay.extractors.office.properties import ole_properties, ooxml_properties
from assay.extractors.office.word.body import BodyWriter
from assay.extractors.office.word.styles import Numbering, Styles
from assay.extractors.office.word.text import ANCESTOR_FALLBACK, W, line_of
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.shared.zips import open_zip, read_member
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["DocxDecoder", "read_docx"]

_OLE = b"\xd0\xcf\x11\xe0"
_BEFORE = {"header": SegmentKind.HEADER, "footer": SegmentKind.FOOTER}
_AFTER = {"footnotes": SegmentKind.NOTE, "endnotes": SegmentKind.NOTE, "comments": SegmentKind.COMMENT}


class DocxDecoder(BaseDecoder):
    """DOCX by its own XML, part by part, so that nothing a document can hide is passed over.

    python-docx opens the same parts and leaves out tracked changes, text boxes, content controls and notes.
    """

    name: ClassVar[str] = "docx"
    version: ClassVar[str] = "4"
    places: ClassVar[tuple[str, ...]] = ("part", "row", "column")
    bounds: ClassVar[tuple[str, ...]] = ("characters", "unpacked_bytes", "unpack_ratio", "ocr_pages")
    media_types: ClassVar[frozenset[str]] = frozenset(
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
    )

    @classmethod
    def warm(cls) -> None:
        """Import lxml and the picture reader."""
        import lxml.etree  # type: ignore[import-untyped]  # noqa: F401
        import olefile  # type: ignore[import-untyped]  # noqa: F401
        import PIL.Image  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Check for bombs and encryption, then read headers, body and the rest."""
        if file.read(4) == _OLE:
            ole_properties(file, draft)
            raise Stop(Status.FAILED, Reason.MALFORMED)
        read_docx(file, draft)


def read_docx(file: BinaryIO, draft: Draft) -> None:
    """Read a Word document; places are `body/p[n]`, `body/tbl[n]` with row and column, `header1/p[n]`, `comments/p[n]`.

    Raises:
        Stop: truncated, malformed, or a bomb.
    """
    with open_zip(file, draft.limits) as archive:
        main = main_part(archive, "word/document.xml")
        data = read_member(archive, main)
        if data is None:
            raise Stop(Status.FAILED, Reason.MALFORMED)
        ooxml_properties(archive, draft)
        links = relations(archive, main)
        styles = Styles(_optional(archive, links, "styles", draft))
        pictures, drawn = Pictures(archive, draft), set[str]()
        _side_parts(archive, links, _BEFORE, styles, draft)
        writer = BodyWriter(draft, styles, Numbering(_optional(archive, links, "numbering", draft), styles), links)
        writer.write(data)
        _side_parts(archive, links, _AFTER, styles, draft)
        write_drawings(archive, links, draft, drawn)
        for shown in writer.pictures:
            target = links.get(shown.relation)
            if target is not None and not target.external:
                pictures.add(target.target, Locator(part=shown.part), offset=shown.offset)
        pictures.rest("word/media/")
        pictures.close()
        inside = [name for name in archive.namelist() if name.startswith("word/embeddings/")]
        add_embedded(archive, [*inside, *(link.target for link in links.values() if link.kind == "aFChunk")], draft)
        draft.facts |= writer.facts
        if any(relation.kind == "vbaProject" for relation in links.values()):
            draft.facts["macros"] = True
    draft.checked["text"] = "yes"


def _optional(archive: zipfile.ZipFile, links: dict[str, Relation], kind: str, draft: Draft) -> Any | None:
    """Return the root of the one part of a kind, where there is one."""
    member = next((relation.target for relation in links.values() if relation.kind == kind), "")
    return read_part(archive, member, draft) if member in archive.NameToInfo else None


def _side_parts(
    archive: zipfile.ZipFile, links: dict[str, Relation], kinds: dict[str, SegmentKind], styles: Styles, draft: Draft
) -> None:
    """Read the parts of some kinds that the document points to, each once."""
    members = {relation.target: relation.kind for relation in links.values() if relation.kind in kinds}
    for member, kind in members.items():
        root = read_part(archive, member, draft)
        if root is not None:
            _side_part(root, stem(member), kinds[kind], styles, draft)


def _side_part(root: Any, part: str, kind: SegmentKind, styles: Styles, draft: Draft) -> None:
    shown = (p for p in root.iter("{*}p") if next(p.iterancestors(ANCESTOR_FALLBACK), None) is None)
    for number, paragraph in enumerate(shown, start=1):
        holder = next(paragraph.iterancestors(f"{W}comment"), None)
        author = holder.get(f"{W}author") or "" if holder is not None else ""
        line = line_of(paragraph, styles.hidden)
        draft.add(kind, line.text, Locator(part=f"{part}/p[{number}]"), context=author, anchors=line.anchors)
        draft.property("comment_author", author)
    if kind is SegmentKind.COMMENT:
        draft.facts["comments"] = len(list(root.iter(f"{W}comment")))
