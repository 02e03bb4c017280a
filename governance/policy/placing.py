"""Where in a file a finding stands, as far as rules ask: in a table, or where marks are put."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assay.governance.domain import Locator

__all__ = ["PLACES"]

_MARKED = ("header", "stamp", "watermark")
_SAID = ("footer", "comment", "notes", "footnote", "endnote")
_FIRST = 12
_FIRST_ROWS = 10


def _in_table(place: Locator) -> bool:
    return place.row is not None or place.column is not None


def _as_mark(place: Locator) -> bool:
    """Say whether a mark counts there: a property, a header, a stamp, or the head of the first page.

    On later pages, in footers, comments and notes the same words are talk of marks. Where there are no pages the
    first twelve segments are the head, in a sheet its first ten rows.
    """
    if place.property is not None:
        return True
    if place.part is not None and place.part.startswith(_MARKED):
        return True
    if place.part is not None and place.part.startswith(_SAID):
        return False
    if place.page is not None:
        return place.page == 1
    if place.sheet is not None:
        return place.row is None or place.row <= _FIRST_ROWS
    return place.segment is None or place.segment < _FIRST


PLACES: Mapping[str, Callable[[Locator], bool]] = {"table": _in_table, "mark": _as_mark}
