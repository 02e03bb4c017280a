"""The shapes of one slide: text, tables, alternative texts and pictures, each with its box on the slide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assay.extractors.office.drawings import paragraph_of
from assay.extractors.office.ooxml import Relation, id_of
from assay.extractors.office.pictures import Pictures
from assay.extractors.shared.draft import Draft
from assay.extractors.tables.cells import write_cells
from assay.governance.domain import Anchor, Box, Locator, SegmentKind

__all__ = ["A", "P", "ShapeWriter"]

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LEAVES = {f"{P}sp", f"{P}graphicFrame", f"{P}pic", f"{P}cxnSp", f"{P}contentPart"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLES = {"title", "ctrTitle"}
_KINDS = {"subTitle": SegmentKind.HEADING, "hdr": SegmentKind.HEADER, "ftr": SegmentKind.FOOTER}
_TURNING = {"sldNum", "dt"}

Frame = tuple[float, float, float, float]  # scale and shift of both axes, from a group's own units to the slide's


class ShapeWriter:
    """Writes the shapes of a slide, counted in document order through groups: `slide/shape[n]/p[m]`.

    `fixed` writes only what is not a placeholder: what a layout or a master shows on its slides.
    """

    def __init__(
        self, draft: Draft, links: dict[str, Relation], pictures: Pictures, *, page: int | None, size: tuple[int, int],
        hidden: bool = False, fixed: bool = False,
    ) -> None:  # fmt: skip
        self._draft, self._links, self._pictures = draft, links, pictures
        self._page, self._size, self._hidden, self._fixed = page, size, hidden, fixed

    def write(self, root: Any, part: str) -> None:
        """Write all shapes of a slide's root."""
        tree = root.find(f"{P}cSld/{P}spTree")
        for number, (shape, frame) in enumerate(_leaves(tree, (1, 0, 1, 0)) if tree is not None else (), start=1):
            self._shape(shape, f"{part}/shape[{number}]", frame)

    def _shape(self, shape: Any, part: str, frame: Frame) -> None:
        holder = shape.find(f"*/{P}nvPr/{P}ph")
        kind = holder.get("type", "body") if holder is not None else ""
        if self._fixed and holder is not None:
            return
        properties = shape.find(f"*/{P}cNvPr")
        hidden = self._hidden or (properties is not None and properties.get("hidden") in ("1", "true"))
        box = self._box(shape, frame)
        where = Locator(page=self._page, part=part, box=box)
        for number, table in enumerate(shape.iter(f"{A}tbl"), start=1):
            self._table(table, where if number == 1 else replace(where, part=f"{part}/tbl[{number}]"), hidden=hidden)
        body = shape.find(f"{P}txBody")
        for number, paragraph in enumerate(body.iter(f"{A}p") if body is not None else (), start=1):
            text = paragraph_of(paragraph)
            if kind in _TURNING and text.replace("‹#›", "").strip().isdigit():
                continue
            self._add(self._kind(kind, paragraph), text, replace(where, part=f"{part}/p[{number}]"), hidden=hidden)
        if properties is not None:
            texts = dict.fromkeys((properties.get("descr") or "", properties.get("title") or ""))
            self._add(
                SegmentKind.NOTE, "\n".join(filter(None, texts)), replace(where, part=f"{part}/alt"), hidden=hidden
            )
        self._addresses(shape, where)
        for blip in shape.iter(f"{A}blip"):
            link = self._links.get(id_of(blip, "embed"))
            if link is not None and not link.external:
                self._pictures.add(link.target, Locator(page=self._page, part=part), area=box)

    def _kind(self, holder: str, paragraph: Any) -> SegmentKind:
        if self._fixed:
            return SegmentKind.NOTE
        if holder in _TITLES:
            return SegmentKind.HEADING
        if holder in _KINDS:
            return _KINDS[holder]
        properties = paragraph.find(f"{A}pPr")
        listed = properties is not None and any(properties.find(f"{A}{n}") is not None for n in ("buChar", "buAutoNum"))
        return SegmentKind.LIST_ITEM if listed else SegmentKind.PARAGRAPH

    def _add(self, kind: SegmentKind, text: str, where: Locator, *, hidden: bool) -> None:
        anchors = (Anchor(start=0, end=len(text), mark="hidden"),) if hidden and text.strip() else ()
        if anchors:
            self._draft.facts["hidden"] = self._draft.facts.get("hidden", 0) + 1
        self._draft.add(kind, text, where, anchors=anchors)

    def _table(self, table: Any, where: Locator, *, hidden: bool) -> None:
        rows = [
            ["\n".join(filter(None, map(paragraph_of, cell.iter(f"{A}p")))) for cell in row.iter(f"{A}tc")]
            for row in table.iter(f"{A}tr")
        ]
        marks: dict[tuple[int, int], tuple[Anchor, ...]] = {}
        if hidden:
            for number, row in enumerate(rows):
                for place, text in enumerate(row):
                    if text:
                        marks[number, place] = (Anchor(start=0, end=len(text), mark="hidden"),)
        write_cells(rows, self._draft, where, marks)

    def _addresses(self, shape: Any, where: Locator) -> None:
        for number, link in enumerate(shape.iter(f"{A}hlinkClick"), start=1):
            relation = self._links.get(id_of(link, "id"))
            if relation is not None and relation.external and relation.target.lower().startswith(("mailto:", "tel:")):
                text = relation.target.partition(":")[2]
                self._draft.add(SegmentKind.NOTE, text, replace(where, part=f"{where.part}/link[{number}]"))

    def _box(self, shape: Any, frame: Frame) -> Box | None:
        """Return where a shape stands, as fractions of the slide; None where its layout alone says so."""
        place = shape.find(f"{P}spPr/{A}xfrm")
        place = shape.find(f"{P}xfrm") if place is None else place
        span = _span(place)
        if span is None or not all(self._size):
            return None
        x, y, wide, high = span
        kx, dx, ky, dy = frame
        corners = (x * kx + dx, y * ky + dy, (x + wide) * kx + dx, (y + high) * ky + dy)
        sides = (self._size[0], self._size[1], self._size[0], self._size[1])
        x0, y0, x1, y1 = (round(min(1.0, max(0.0, v / side)), 5) for v, side in zip(corners, sides, strict=True))
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _leaves(parent: Any, frame: Frame) -> Iterator[tuple[Any, Frame]]:
    """Yield shapes that are no groups, with the frame that their numbers count in."""
    for child in parent:
        if child.tag in _LEAVES:
            yield child, frame
        elif child.tag == f"{P}grpSp":
            yield from _leaves(child, _within(child, frame))
        elif isinstance(child.tag, str) and child.tag != _FALLBACK:
            yield from _leaves(child, frame)


def _within(group: Any, frame: Frame) -> Frame:
    place = group.find(f"{P}grpSpPr/{A}xfrm")
    outer, inner = _span(place), _span(place, "chOff", "chExt")
    if outer is None or inner is None or not inner[2] or not inner[3]:
        return frame
    kx, ky = outer[2] / inner[2], outer[3] / inner[3]
    dx, dy = outer[0] - inner[0] * kx, outer[1] - inner[1] * ky
    return frame[0] * kx, frame[0] * dx + frame[1], frame[2] * ky, frame[2] * dy + frame[3]


def _span(place: Any, offset: str = "off", extent: str = "ext") -> tuple[int, int, int, int] | None:
    if place is None:
        return None
    start, size = place.find(f"{A}{offset}"), place.find(f"{A}{extent}")
    if start is None or size is None:
        return None
    try:
        return int(start.get("x")), int(start.get("y")), int(size.get("cx")), int(size.get("cy"))
    except (TypeError, ValueError):
        return None
