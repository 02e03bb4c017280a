"""Every value of a JSON document with the pointer (RFC 6901) that leads to it."""

from __future__ import annotations

from typing import Any

from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.shared.safe_xml import MAX_DEPTH
from assay.extractors.text.json_tables import Members, flat_rows, is_table, step_of, write_table
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["ValueWriter"]

_MOST_VALUES = 500_000
_PLAIN = frozenset({str, int, float})
_NUMBERS = frozenset({int, float})
_LEAST_NUMBER = 10_000  # of five digits and more may be an identifier, and has a pointer of its own
_POSITIONS = frozenset({"coordinates", "location", "position", "geo", "lnglat", "latlng", "坐标", "经纬度", "位置"})


class ValueWriter:
    """Adds every value below a JSON value to a draft, lists that are tables as such.

    A list of small numbers is one piece: a vector, a box, or a position (GeoJSON, RFC 7946), found as a pair alone.
    Keys that may themselves be values are read too, and not shown in paths. Values of a line of JSON carry its `row`;
    no list in it is a table of its own.
    """

    def __init__(self, draft: Draft, *, row: int | None = None) -> None:
        self._draft, self._row = draft, row

    def write(self, value: Any, pointer: str = "", key: str = "", depth: int = 0) -> bool:
        """Add a value and all below it; False once the draft takes no more.

        Raises:
            Stop: values lie deeper in one another than any are read.
        """
        if depth > MAX_DEPTH:
            raise Stop(Status.FAILED, Reason.DEPTH_LIMIT)
        if isinstance(value, Members):
            return self._write_members(value, pointer, key, depth)
        if isinstance(value, list):
            return self._write_items(value, pointer, key, depth)
        if value is None or isinstance(value, bool):
            return True
        return self._add(value if isinstance(value, str) else str(value), pointer, key)

    def _write_members(self, members: Members, pointer: str, key: str, depth: int) -> bool:
        for place, (name, item) in enumerate(members):
            step = step_of(name)
            if step is None:
                path, label = f"{pointer}/({place})", key
                if not self._add(name, path, key):
                    return False
            else:
                path, label = f"{pointer}/{step}", name
            if not self._write_below(item, path, label, depth):
                return False
        return True

    def _write_items(self, items: list[Any], pointer: str, key: str, depth: int) -> bool:
        if _are_numbers(items):
            return self._add(_joined(items, key), pointer, key)
        if self._row is None and is_table(items) and self._write_table(items, pointer):
            return True
        return all(self._write_below(item, f"{pointer}/{place}", key, depth) for place, item in enumerate(items))

    def _write_below(self, item: Any, pointer: str, key: str, depth: int) -> bool:
        if type(item) in _PLAIN and depth < MAX_DEPTH:  # most are: one call less
            return self._add(item if type(item) is str else str(item), pointer, key)
        return self.write(item, pointer, key, depth + 1)

    def _write_table(self, items: list[Any], pointer: str) -> bool:
        """Write a list as a table; False where its items are not all alike."""
        rows = flat_rows(enumerate(items, start=1))
        return rows is not None and write_table(rows, self._draft, part=pointer or "/")

    def _add(self, text: str, pointer: str, key: str) -> bool:
        draft = self._draft
        if draft.full:
            return False
        if len(draft.segments) >= _MOST_VALUES:
            draft.problem(Reason.TEXT_LIMIT, detail="values")
            draft.full = True
            return False
        draft.add(SegmentKind.CELL, text, Locator(part=pointer or "/", row=self._row), context=key)
        return True


def _are_numbers(items: list[Any]) -> bool:
    return len(items) > 1 and all(type(it) in _NUMBERS and -_LEAST_NUMBER < it < _LEAST_NUMBER for it in items)


def _joined(numbers: list[Any], key: str) -> str:
    """Write numbers side by side: a position as one is written, others apart, for two of them are none."""
    place = len(numbers) <= 3 and key.lower() in _POSITIONS
    return (", " if place else "\t").join(map(str, numbers))
