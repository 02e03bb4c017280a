"""The body of a Word document, walked in reading order."""

from __future__ import annotations

from typing import Any

from assay.extractors.draft import Draft
from assay.extractors.html_reader import write_cells
from assay.extractors.safe_xml import parse_xml
from assay.governance.domain import Locator, SegmentKind

__all__ = ["BodyWriter", "paragraph_text"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


class BodyWriter:
    """Writes paragraphs, tables, text boxes and deleted text; counts paragraphs and tables as `body/p[n]`."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.paragraphs = self.tables = self._boxes = 0

    def write(self, data: bytes) -> None:
        """Read the main part.

        Raises:
            Stop: malformed.
        """
        root = parse_xml(data.replace(_STRICT[1:-1].encode(), _W[1:-1].encode()))
        body = root.find(f"{_W}body")
        self._blocks(root if body is None else body)

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            if self._draft.full:
                return
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif isinstance(child.tag, str) and child.tag != f"{_W}sectPr":
                self._blocks(child)  # content controls, tracked blocks, custom XML, AltChunk wrappers

    def _paragraph(self, element: Any) -> None:
        self.paragraphs += 1
        part = f"body/p[{self.paragraphs}]"
        self._draft.add(_kind(element), paragraph_text(element), Locator(part=part))
        self._hidden(element, part)

    def _hidden(self, element: Any, part: str) -> None:
        """Read what stands in a paragraph but not in its line: deleted text, text boxes, pictures' words."""
        deleted = "".join(node.text or "" for node in element.iter(f"{_W}delText", f"{_W}delInstrText"))
        self._draft.add(SegmentKind.COMMENT, deleted, Locator(part=f"{part}/del"))
        for box in element.iter(f"{_W}txbxContent"):
            if next(box.iterancestors(_FALLBACK), None) is not None:
                continue
            for inner in box.iter(f"{_W}p"):
                self._boxes += 1
                text = paragraph_text(inner)
                self._draft.add(SegmentKind.PARAGRAPH, text, Locator(part=f"body/box[{self._boxes}]"))
        for picture in element.iter("{*}docPr"):
            self._draft.add(SegmentKind.NOTE, picture.get("descr") or "", Locator(part=f"{part}/alt"))

    def _table(self, table: Any) -> None:
        self.tables += 1
        where = Locator(part=f"body/tbl[{self.tables}]")
        rows: list[list[str]] = []
        inner: list[Any] = []
        for row in _own(table, f"{_W}tr"):
            cells: list[str] = []
            for cell in _own(row, f"{_W}tc"):
                cells.append(self._cell(cell, inner))
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                extra = int(span.get(f"{_W}val") or 1) - 1 if span is not None else 0
                cells += [""] * max(0, min(extra, 63))
            rows.append(cells)
        write_cells(rows, self._draft, where)
        for paragraph in table.iter(f"{_W}p"):
            if next(paragraph.iterancestors(f"{_W}txbxContent"), None) is None:
                self._hidden(paragraph, where.part or "")
        for nested in inner:
            self._table(nested)

    def _cell(self, cell: Any, inner: list[Any]) -> str:
        texts: list[str] = []

        def gather(parent: Any) -> None:
            for child in parent:
                if child.tag == f"{_W}p":
                    texts.append(paragraph_text(child))
                elif child.tag == f"{_W}tbl":
                    inner.append(child)
                elif isinstance(child.tag, str):
                    gather(child)

        gather(cell)
        return "\n".join(text for text in texts if text)


def _own(parent: Any, tag: str) -> list[Any]:
    """Return the nearest descendants of a tag: through content controls and tracked changes, not through tables."""
    found: list[Any] = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag != f"{_W}tbl" and isinstance(child.tag, str):
            found += _own(child, tag)
    return found


def paragraph_text(paragraph: Any) -> str:
    """Return a paragraph's text as it reads with all insertions taken; text boxes inside are left out."""
    parts: list[str] = []

    def gather(element: Any) -> None:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in (f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", _FALLBACK):
                continue
            local = tag.rpartition("}")[2]
            if tag == f"{_W}t":
                parts.append(child.text or "")
            elif tag.startswith(_W) and local in _SIGNS:
                parts.append(_SIGNS[local])
            elif local == "t" and "math" in tag:
                parts.append(child.text or "")
            else:
                gather(child)

    gather(paragraph)
    return "".join(parts).strip()


def _kind(paragraph: Any) -> SegmentKind:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return SegmentKind.PARAGRAPH
    style = properties.find(f"{_W}pStyle")
    name = (style.get(f"{_W}val") or "").lower() if style is not None else ""
    if name == "title":
        return SegmentKind.TITLE
    if name.startswith(("heading", "subtitle", "1", "2", "3")) or properties.find(f"{_W}outlineLvl") is not None:
        return SegmentKind.HEADING
    listed = properties.find(f"{_W}numPr") is not None or name.startswith("list")
    return SegmentKind.LIST_ITEM if listed else SegmentKind.PARAGRAPH
