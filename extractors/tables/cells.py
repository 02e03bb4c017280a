"""Small tables cell by cell: what documents, slides and pages hold, as opposed to sheets of many rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assay.extractors.shared.draft import Draft
from assay.extractors.tables.writer import is_header, names_of
from assay.governance.domain import Anchor, Locator, SegmentKind

__all__ = ["write_cells"]


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
