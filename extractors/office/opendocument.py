"""OpenDocument text and e-books, read from their own XML."""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import Any, BinaryIO
from urllib.parse import unquote

from assay.extractors.html.reader import write_html
from assay.extractors.office.pictures import Pictures
from assay.extractors.office.properties import odf_properties
from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.shared.encodings import decode_text
from assay.extractors.shared.safe_xml import parse_xml
from assay.extractors.shared.zips import open_zip, read_member
from assay.extractors.tables.cells import write_cells
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["read_epub", "read_odt"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ALONE = {f"{_OFFICE}annotation": SegmentKind.COMMENT, f"{_TEXT}note": SegmentKind.NOTE}
_MOST_REPEATS = 64
_SHOWN = re.compile(r"""<(?:img|image)\b[^>]{0,2000}?\b(?:src|href)\s*=\s*["']([^"':]{1,500})["']""", re.IGNORECASE)


def read_odt(file: BinaryIO, draft: Draft) -> None:
    """Read an odt or odp: body, tables, notes, comments, headers, footers, tracked changes, properties."""
    with open_zip(file, draft.limits) as archive:
        manifest = read_member(archive, "META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            raise Stop(Status.FAILED, Reason.ENCRYPTED)
        content = read_member(archive, "content.xml")
        if content is None:
            raise Stop(Status.FAILED, Reason.MALFORMED)
        odf_properties(archive, draft)
        styles = read_member(archive, "styles.xml")
        if styles:
            for kind, tag in ((SegmentKind.HEADER, "header"), (SegmentKind.FOOTER, "footer")):
                for element in parse_xml(styles).iter(f"{{*}}{tag}"):
                    draft.add(kind, _flat(element).strip(), Locator(part=tag))
        body = parse_xml(content).find(f"{_OFFICE}body")
        if body is not None:
            _Body(draft).walk(body)
        pictures = Pictures(archive, draft)
        pictures.rest("Pictures/")
        pictures.close()


class _Body:
    """Counts paragraphs, tables, notes and slides while it walks."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.counts: dict[str, int] = {}
        self.page: int | None = None

    def _place(self, what: str) -> Locator:
        self.counts[what] = self.counts.get(what, 0) + 1
        return Locator(part=f"{what}[{self.counts[what]}]", page=self.page)

    def walk(self, element: Any) -> None:
        for child in element:
            tag = str(child.tag)
            if tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._paragraph(child, SegmentKind.HEADING if tag.endswith("}h") else SegmentKind.PARAGRAPH)
            elif tag == f"{_TEXT}list-item":
                for item in child.iter(f"{_TEXT}p", f"{_TEXT}h"):
                    self._paragraph(item, SegmentKind.LIST_ITEM)
            elif tag == f"{_TABLE}table":
                write_cells(_rows(child), self.draft, self._place("body/tbl"))
            elif tag in _ALONE:
                self._alone(child)
            else:
                if tag.endswith("}page"):
                    self.page = (self.page or 0) + 1
                self.walk(child)

    def _paragraph(self, element: Any, kind: SegmentKind) -> None:
        self.draft.add(kind, _flat(element).strip(), self._place("body/p"))
        for tag in _ALONE:
            for inner in element.iter(tag):
                self._alone(inner)
        for box in element.iter("{*}text-box"):
            self.walk(box)

    def _alone(self, element: Any) -> None:
        kind = _ALONE[element.tag]
        self.draft.add(kind, _flat(element, top=True).strip(), self._place(kind.value))


def _flat(element: Any, *, top: bool = False) -> str:
    """Return an element's text; notes, comments and text boxes inside are left to their own segments."""
    tag = str(element.tag)
    if not top and (tag in _ALONE or tag.endswith("}text-box")):
        return ""
    if tag == f"{_TEXT}s":
        return " " * min(1_000, int(element.get(f"{_TEXT}c") or 1))
    if tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
        return "\t" if tag.endswith("tab") else "\n"
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_flat(child))
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                parts.append("\n")
        parts.append(child.tail or "")
    return "".join(parts)


def _rows(table: Any) -> list[list[str]]:
    rows = []
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            text = _flat(cell).strip()
            repeats = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
            cells += [text, *[""] * min(_MOST_REPEATS, repeats - 1)]
        rows.append(cells)
    return rows


def read_epub(file: BinaryIO, draft: Draft) -> None:
    """Read an e-book's pages in the order of its spine; `page` in locators counts them."""
    with open_zip(file, draft.limits) as archive:
        if "META-INF/encryption.xml" in archive.namelist() and "META-INF/rights.xml" in archive.namelist():
            raise Stop(Status.FAILED, Reason.ENCRYPTED)
        container = read_member(archive, "META-INF/container.xml")
        roots = [e.get("full-path", "") for e in parse_xml(container).iter("{*}rootfile")] if container else []
        package = read_member(archive, roots[0]) if roots else None
        if package is None:
            raise Stop(Status.FAILED, Reason.MALFORMED)
        pages = _spine(parse_xml(package), roots[0], draft)
        draft.facts["pages"] = len(pages)
        _pages(archive, pages, draft)


def _spine(package: Any, place: str, draft: Draft) -> list[str]:
    for name in ("title", "creator", "publisher", "contributor", "subject", "description"):
        for element in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}"):
            text = "".join(element.itertext()).strip()
            if name == "title":
                draft.title = draft.title or text
            draft.property({"creator": "author"}.get(name, name), text)
    items = {item.get("id"): item.get("href", "") for item in package.iter("{*}item")}
    folder = posixpath.dirname(place)
    linked = [items[ref.get("idref")] for ref in package.iter("{*}itemref") if ref.get("idref") in items]
    return [posixpath.normpath(posixpath.join(folder, unquote(href))) for href in linked]


def _pages(archive: zipfile.ZipFile, pages: list[str], draft: Draft) -> None:
    missing, pictures = 0, Pictures(archive, draft)
    for number, member in enumerate(pages, start=1):
        data = read_member(archive, member)
        if data is None:
            missing += 1
            draft.problem(Reason.PART_UNREADABLE, Locator(page=number))
            continue
        text = decode_text(data)[0]
        write_html(text, draft, part=member, page=number, head=False)
        for shown in _SHOWN.findall(text):
            at = posixpath.normpath(posixpath.join(posixpath.dirname(member), unquote(shown)))
            pictures.add(at, Locator(part=at, page=number))
        if draft.full:
            break
    pictures.close()
    if pages:
        draft.coverage = 1.0 - missing / len(pages)
