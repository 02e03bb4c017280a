"""HTML into a draft: paragraphs, headings, tables cell by cell, title and description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assay.extractors.draft import Draft
from assay.extractors.html_text import Table, html_title, parse_html, parts
from assay.extractors.tables import is_header, names_of
from assay.extractors.text import cut_long
from assay.governance.domain import Anchor, Locator, SegmentKind

__all__ = ["write_cells", "write_html"]

_META = {"author", "description", "keywords", "copyright", "generator", "creator", "dc.creator", "dc.title"}


def write_html(text: str, draft: Draft, *, part: str = "", page: int | None = None, head: bool = True) -> None:
    """Add a page's text to a draft; locators carry the XPath, after `part` where the page is one of several."""
    root = parse_html(text)
    if head:
        draft.title = draft.title or html_title(root)
        draft.property("title", html_title(root))
        for meta in root.iter("meta"):
            name = (meta.get("name") or meta.get("property") or "").lower()
            if name in _META:
                draft.property(name, meta.get("content"))
    for found in parts(root):
        if isinstance(found, Table):
            write_cells(found.rows, draft, Locator(part=f"{part}{found.path}", page=page))
        else:
            for text_part in cut_long(found.text):
                draft.add(found.kind, text_part, Locator(part=f"{part}{found.path}", page=page))
        if draft.full:
            return


def write_cells(
    rows: Sequence[Sequence[str]], draft: Draft, where: Locator,
    anchors: Mapping[tuple[int, int], tuple[Anchor, ...]] | None = None,
) -> None:  # fmt: skip
    """Add a small table cell by cell: row and column in the locator, column and row heading as context.

    `anchors` are those of cells by row and place, counted from 0.
    """
    header = rows[0] if rows and is_header(rows[0], rows[1:]) else None
    names = names_of(header, max((len(row) for row in rows), default=0))
    for number, row in enumerate(rows, start=1):
        if header is not None and number == 1:
            draft.add(SegmentKind.TABLE_ROW, "\t".join(cell for cell in row if cell), replace(where, row=1))
            continue
        for place, text in enumerate(row):
            label = row[0] if place and len(row[0]) <= 40 else ""
            heading = names[place] if header is not None and place < len(header) and header[place].strip() else ""
            context = " ".join(word for word in (heading, label) if word)
            marks = (anchors or {}).get((number - 1, place), ())
            column = replace(where, row=number, column=names[place])
            draft.add(SegmentKind.CELL, text, column, context=context, anchors=marks)
