"""The body of a Word document, walked in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assay.extractors.office.ooxml import Relation, id_of, parse_part
from assay.extractors.office.word.styles import Numbering, Styles
from assay.extractors.office.word.text import ANCESTOR_FALLBACK, Line, W, deletions, joined, line_of
from assay.extractors.shared.draft import Draft
from assay.extractors.tables.cells import write_cells
from assay.governance.domain import Anchor, Locator, SegmentKind

__all__ = ["BodyWriter", "Pictured"]

_WIDEST_SPAN = 63
_CHANGES = (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """A picture's relation id, the part that shows it, and the number of segments before it."""

    relation: str
    part: str
    offset: int


class BodyWriter:
    """Writes paragraphs, tables, text boxes and deleted text; counts paragraphs and tables as `body/p[n]`.

    `pictures` gathers what the body shows; `facts` counts what is tracked, hidden or boxed.
    """

    def __init__(self, draft: Draft, styles: Styles, numbering: Numbering, links: dict[str, Relation]) -> None:
        self._draft, self._styles, self._numbering, self._links = draft, styles, numbering, links
        self._boxes = 0
        self.pictures: list[Pictured] = []
        self.facts = {"paragraphs": 0, "tables": 0}

    def write(self, data: bytes) -> None:
        """Read the main part.

        Raises:
            Stop: malformed.
        """
        root = parse_part(data)
        body = root.find(f"{W}body")
        self._blocks(root if body is None else body)

    def _blocks(self, parent: Any) -> None:
        for child in parent:
            if self._draft.full:
                return
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif isinstance(child.tag, str) and child.tag != f"{W}sectPr":
                self._blocks(child)  # content controls, tracked blocks, custom XML

    def _paragraph(self, element: Any) -> None:
        self.facts["paragraphs"] += 1
        part = f"body/p[{self.facts['paragraphs']}]"
        label = self._numbering.label(element)
        self._line(self._styles.kind(element), element, part, label)
        self._aside(element, part)

    def _line(self, kind: SegmentKind, element: Any, part: str, label: str = "") -> None:
        line = line_of(element, self._styles.hidden)
        self._count(line)
        self._draft.add(kind, line.text, Locator(part=part), context=label, anchors=line.anchors)

    def _count(self, line: Line) -> None:
        for anchor in line.anchors:
            name = {"inserted": "insertions", "hidden": "hidden"}.get(anchor.mark or "", "marked")
            self.facts[name] = self.facts.get(name, 0) + 1

    def _aside(self, element: Any, part: str) -> None:
        """Read what stands in a paragraph but not in its line: deleted text, text boxes, links, pictures' words."""
        number = 0
        for text, author in deletions(element):
            if text:
                number += 1
                self.facts["deletions"] = self.facts.get("deletions", 0) + 1
                mark = Anchor(start=0, end=len(text), mark="deleted")
                where = Locator(part=f"{part}/del[{number}]")
                self._draft.add(SegmentKind.COMMENT, text, where, context=author, anchors=(mark,))
        for change in element.iter(*_CHANGES):
            self._draft.property("revision_author", change.get(f"{W}author"))
        for box in element.iter(f"{W}txbxContent"):
            if next(box.iterancestors(ANCESTOR_FALLBACK), None) is None:
                for inner in box.iter(f"{W}p"):
                    self._boxes += 1
                    self._line(SegmentKind.PARAGRAPH, inner, f"body/box[{self._boxes}]")
        self._pictures(element, part)
        self._addresses(element, part)

    def _pictures(self, element: Any, part: str) -> None:
        number = 0
        for node in element.iter("{*}docPr", "{*}blip", "{*}imagedata"):
            if next(node.iterancestors(ANCESTOR_FALLBACK), None) is not None:
                continue
            if node.tag.endswith("}docPr"):
                texts = dict.fromkeys(node.get(name) or "" for name in ("descr", "title"))
                self._draft.add(
                    SegmentKind.NOTE, "\n".join(text for text in texts if text), Locator(part=f"{part}/alt")
                )
                continue
            number += 1
            relation = id_of(node, "embed") or id_of(node, "id")
            where = f"{part}/picture[{number}]"
            self.pictures.append(Pictured(relation=relation, part=where, offset=len(self._draft.segments)))

    def _addresses(self, element: Any, part: str) -> None:
        """Add the addresses of links to mail and telephone, which the link's words need not say."""
        number = 0
        for link in element.iter(f"{W}hyperlink"):
            relation = self._links.get(id_of(link, "id"))
            if relation is not None and relation.external and relation.target.lower().startswith(("mailto:", "tel:")):
                number += 1
                text = relation.target.partition(":")[2]
                self._draft.add(SegmentKind.NOTE, text, Locator(part=f"{part}/link[{number}]"))

    def _table(self, table: Any) -> None:
        self.facts["tables"] += 1
        where = Locator(part=f"body/tbl[{self.facts['tables']}]")
        rows: list[list[str]] = []
        anchors: dict[tuple[int, int], tuple[Anchor, ...]] = {}
        inner: list[Any] = []
        for row in _own(table, f"{W}tr"):
            cells = [""] * _span(row.find(f"{W}trPr/{W}gridBefore"), 0)
            for cell in _own(row, f"{W}tc"):
                line = self._cell(cell, inner)
                self._count(line)
                if line.anchors:
                    anchors[len(rows), len(cells)] = line.anchors
                cells += [line.text, *[""] * (_span(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1)]
            rows.append(cells)
        write_cells(rows, self._draft, where, anchors)
        own = (p for p in table.iter(f"{W}p") if next(p.iterancestors(f"{W}txbxContent", f"{W}tbl"), None) is table)
        for number, paragraph in enumerate(own, start=1):
            self._aside(paragraph, f"{where.part}/p[{number}]")
        for nested in inner:
            self._table(nested)

    def _cell(self, cell: Any, inner: list[Any]) -> Line:
        lines: list[Line] = []

        def gather(parent: Any) -> None:
            for child in parent:
                if child.tag == f"{W}p":
                    lines.append(line_of(child, self._styles.hidden))
                elif child.tag == f"{W}tbl":
                    inner.append(child)
                elif isinstance(child.tag, str):
                    gather(child)

        gather(cell)
        return joined(lines)


def _span(element: Any | None, least: int) -> int:
    value = element.get(f"{W}val") or "" if element is not None else ""
    return max(least, min(int(value), _WIDEST_SPAN)) if value.isdigit() else least


def _own(parent: Any, tag: str) -> list[Any]:
    """Return the nearest descendants of a tag: through content controls and tracked changes, not through tables."""
    found: list[Any] = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag != f"{W}tbl" and isinstance(child.tag, str):
            found += _own(child, tag)
    return found
