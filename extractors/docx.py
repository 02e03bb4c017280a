"""Word documents: body, tables, text boxes, tracked changes, headers, footers, notes, comments, properties."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from assay.extractors.docx_body import BodyWriter, paragraph_text
from assay.extractors.draft import BaseDecoder, Draft, Stop
from assay.extractors.office_properties import add_pictures, ole_properties, ooxml_properties
from assay.extractors.zips import open_zip, read_member
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["DocxDecoder"]

_OLE = b"\xd0\xcf\x11\xe0"
_PARTS = {
    "header": SegmentKind.HEADER,
    "footer": SegmentKind.FOOTER,
    "footnotes": SegmentKind.NOTE,
    "endnotes": SegmentKind.NOTE,
    "comments": SegmentKind.COMMENT,
}


class DocxDecoder(BaseDecoder):
    """DOCX by its own XML, part by part, so that nothing a document can hide is passed over.

    python-docx opens the same parts and leaves out tracked changes, text boxes, content controls and notes.
    """

    name: ClassVar[str] = "docx"
    version: ClassVar[str] = "1"
    media_types: ClassVar[frozenset[str]] = frozenset(
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
    )

    @classmethod
    def warm(cls) -> None:
        """Import lxml."""
        import lxml.etree  # type: ignore[import-untyped]  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Check for bombs and encryption, then read headers, body and the rest."""
        if file.read(4) == _OLE:
            ole_properties(file, draft)
            raise Stop(Status.FAILED, Reason.MALFORMED)
        with open_zip(file, draft.limits) as archive:
            main = _main_part(archive)
            data = read_member(archive, main)
            if data is None:
                raise Stop(Status.FAILED, Reason.MALFORMED)
            ooxml_properties(archive, draft)
            linked = list(_linked(archive, main))
            for kind, member in linked:
                if kind in ("header", "footer"):
                    _side_part(archive, member, kind, draft)
            writer = BodyWriter(draft)
            writer.write(data)
            for kind, member in linked:
                if kind in ("footnotes", "endnotes", "comments"):
                    _side_part(archive, member, kind, draft)
            add_pictures(archive, "word/media/", draft)
            draft.facts |= {"paragraphs": writer.paragraphs, "tables": writer.tables}
        draft.checked["text"] = "yes"


def _main_part(archive: zipfile.ZipFile) -> str:
    """Return the document part that the package points to."""
    for relation in _relations(archive, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _relations(archive: zipfile.ZipFile, member: str) -> list[Any]:
    from assay.extractors.safe_xml import parse_xml

    data = read_member(archive, member)
    return list(parse_xml(data).iter("{*}Relationship")) if data else []


def _linked(archive: zipfile.ZipFile, main: str) -> Iterator[tuple[str, str]]:
    """Yield kind and member of the parts that belong to the document, each once."""
    folder, base = posixpath.split(main)
    seen: set[str] = set()
    for relation in _relations(archive, f"{folder}/_rels/{base}.rels"):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        member = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if kind in _PARTS and member not in seen:
            seen.add(member)
            yield kind, member


def _side_part(archive: zipfile.ZipFile, member: str, kind: str, draft: Draft) -> None:
    from assay.extractors.safe_xml import parse_xml

    data = read_member(archive, member)
    try:
        root = parse_xml(data) if data else None
    except Stop:
        root = None
    if root is None:
        draft.problem(Reason.PART_UNREADABLE, Locator(part=kind))
        return
    stem = posixpath.basename(member).rpartition(".")[0]
    for number, paragraph in enumerate(root.iter("{*}p"), start=1):
        holder = next(paragraph.iterancestors("{*}comment"), None)
        author = holder.get(f"{{{holder.nsmap.get('w', '')}}}author") if holder is not None else None
        where = Locator(part=f"{stem}/p[{number}]")
        draft.add(_PARTS[kind], paragraph_text(paragraph), where, context=author or "")
        if author and all(segment.text != author for segment in draft.segments[-200:]):
            draft.property("comment_author", author)
