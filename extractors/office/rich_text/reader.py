"""Rich text to segments: paragraphs and cells with their numbers, headers, notes, comments, pictures, objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assay.extractors.html.reader import write_html
from assay.extractors.office.embedded import unwrapped
from assay.extractors.office.properties import write_custom
from assay.extractors.office.rich_text.parser import RichParagraph, read_rtf
from assay.extractors.shared.camera_places import CameraPlaces
from assay.extractors.shared.draft import Draft
from assay.extractors.tables.cells import write_cells
from assay.governance.domain import Anchor, Locator, Reason, SegmentKind

__all__ = ["write_rtf"]

_NAMES = {"operator": "last_modified_by", "doccomm": "comments"}
_KINDS = {
    "header": SegmentKind.HEADER, "footer": SegmentKind.FOOTER, "note": SegmentKind.NOTE,
    "comment": SegmentKind.COMMENT,
}  # fmt: skip
_CELLS = {"cell", "nestcell", "row", "nestrow"}
_OLE = b"\xd0\xcf\x11\xe0"


def write_rtf(data: bytes, draft: Draft, *, part: str = "body") -> None:
    """Add a rich text to a draft: `body/p[n]`, `body/tbl[n]` with row and column, `header/p[n]`, `comment/p[n]`."""
    rich = read_rtf(data)
    _properties(rich.properties, draft)
    if rich.html:
        write_html(rich.text, draft, part=part, head=False)
    else:
        _Writer(draft, part).write(rich.paragraphs)
    _pictures(rich.pictures, draft)
    _objects(rich.objects, draft)
    if not rich.whole:
        draft.problem(Reason.TRUNCATED)


def _properties(properties: Iterable[tuple[str, str]], draft: Draft) -> None:
    named = ""
    for name, value in properties:
        if name == "propname":
            named = value
        elif name == "staticval":
            write_custom(named, value, draft)
        else:
            draft.title = value if name == "title" else draft.title
            draft.property(_NAMES.get(name, name), value)


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


class _Writer:
    def __init__(self, draft: Draft, part: str) -> None:
        self._draft, self._part = draft, part
        self._counts: dict[str, int] = {}
        self._table: _Table | None = None
        self._author = ""

    def write(self, paragraphs: tuple[RichParagraph, ...]) -> None:
        """Write all paragraphs; those that end in cells gather to a table until one stands outside again."""
        for paragraph in paragraphs:
            if paragraph.place == "author":
                self._author = paragraph.text.strip()
                self._draft.property("comment_author", self._author)
            elif paragraph.place != "body":
                self._paragraph(paragraph, paragraph.place)
            elif paragraph.end in _CELLS:
                self._cell(paragraph)
            elif paragraph.inside:
                self._table = self._table or _Table()
                self._table.open.append(paragraph.text.strip())
            else:
                self._close()
                self._paragraph(paragraph, self._part)
        self._close()
        self._draft.facts |= {"paragraphs": self._counts.get("body/p", 0), "tables": self._counts.get("body/tbl", 0)}

    def _number(self, what: str) -> Locator:
        self._counts[what] = self._counts.get(what, 0) + 1
        return Locator(part=f"{what}[{self._counts[what]}]")

    def _paragraph(self, paragraph: RichParagraph, part: str) -> None:
        where = self._number(f"{part}/p")
        kind = _KINDS.get(part, SegmentKind.PARAGRAPH)
        context = self._author if part == "comment" else ""
        text, anchors = _marked(paragraph)
        for anchor in anchors:
            name = "insertions" if anchor.mark == "inserted" else "hidden"
            self._draft.facts[name] = self._draft.facts.get(name, 0) + 1
        self._draft.add(kind, text, where, context=context, anchors=anchors)
        gone = "".join(text for text, mark in paragraph.pieces if mark == "deleted").strip()
        if gone:
            self._draft.facts["deletions"] = self._draft.facts.get("deletions", 0) + 1
            mark = Anchor(start=0, end=len(gone), mark="deleted")
            self._draft.add(SegmentKind.COMMENT, gone, Locator(part=f"{where.part}/del[1]"), anchors=(mark,))

    def _cell(self, paragraph: RichParagraph) -> None:
        self._table = self._table or _Table()
        if paragraph.end.endswith("cell"):
            texts = [*self._table.open, paragraph.text.strip()]
            self._table.cells.append("\n".join(filter(None, texts)))
            self._table.open = []
        else:
            self._table.rows.append(self._table.cells)
            self._table.cells = []

    def _close(self) -> None:
        table, self._table = self._table, None
        if table is not None:
            last = [*table.cells, *table.open]
            rows = [*table.rows, last] if last else table.rows
            write_cells(rows, self._draft, self._number(f"{self._part}/tbl"))


def _marked(paragraph: RichParagraph) -> tuple[str, tuple[Anchor, ...]]:
    """Return a paragraph's text without deletions and its outer white space, and its marked ranges."""
    kept = [(text, mark) for text, mark in paragraph.pieces if mark != "deleted"]
    whole = "".join(text for text, _ in kept)
    text, cut = whole.strip(), len(whole) - len(whole.lstrip())
    anchors = []
    at = -cut
    for piece, mark in kept:
        start, end = max(0, at), min(len(text), at + len(piece))
        if mark and start < end:
            anchors.append(Anchor(start=start, end=end, mark=mark))
        at += len(piece)
    return text, tuple(anchors)


def _pictures(pictures: tuple[bytes, ...], draft: Draft) -> None:
    from assay.extractors.shared.pictures import bitmap_of

    unread, cameras = 0, CameraPlaces(draft)
    for number, data in enumerate(pictures, start=1):
        place = Locator(part=f"picture[{number}]")
        cameras.look(data, place)
        try:
            bitmap = bitmap_of(data, draft.limits, place=place, offset=len(draft.segments))
        except Exception:  # noqa: BLE001 - metafiles and broken pictures: said in the facts
            unread += bool(data)
            continue
        if bitmap is not None and not draft.bitmap(bitmap):
            break
    if unread:
        draft.facts["unreadable_pictures"] = unread
    read = "partial" if unread else "yes" if draft.bitmaps else "no"
    draft.checked["pictures"] = read if pictures else "none"


def _objects(objects: tuple[bytes, ...], draft: Draft) -> None:
    for number, (name, data) in enumerate(_files(objects), start=1):
        draft.child(f"attachment[{number}]/{name or 'object.bin'}", data)


def _files(objects: tuple[bytes, ...]) -> Iterator[tuple[str, bytes]]:
    for data in objects:
        at = data.find(_OLE)
        found = unwrapped(data[at:]) if at >= 0 else None
        if found is not None and found[1]:
            yield found
