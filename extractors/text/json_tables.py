"""Lists of like JSON objects, written as the tables that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assay.extractors.shared.draft import Draft
from assay.extractors.tables.values import cell_text
from assay.extractors.tables.writer import TableWriter
from assay.governance.domain import Locator, SegmentKind

__all__ = ["Members", "flat", "is_plain", "is_table", "write_table"]

FEWEST_ROWS = 50
_MOST_COLUMNS = 500
_DEEPEST = 4
_PLAIN_KEY = re.compile(r"(?!.*(?:\d{5}|@))[^\x00-\x1f]{1,64}")

Flat = dict[str, str]


class Members(list[tuple[str, Any]]):
    """A JSON object with every one of its members: of two with one name the first is content too."""


def is_plain(key: str) -> bool:
    """Say whether a key may stand in a path: one that may itself be a value may not."""
    return _PLAIN_KEY.fullmatch(key) is not None


def is_table(value: Any) -> bool:
    """Say whether a JSON value may be a table: a long list of objects."""
    return isinstance(value, list) and not isinstance(value, Members) and len(value) >= FEWEST_ROWS


def flat(value: Any) -> Flat | None:
    """Return an object's values by their pointers without the first `/`; None where it is not like a row.

    Lists, keys that may be values, two members of one name and deep nesting are not like a row.
    """
    found: Flat = {}
    return found if isinstance(value, Members) and _fill(value, "", found, 1) else None


def _fill(value: Members, path: str, found: Flat, depth: int) -> bool:
    for name, item in value:
        step = path + name.replace("~", "~0").replace("/", "~1")
        if not is_plain(name) or step in found or depth > _DEEPEST:
            return False
        if isinstance(item, Members):
            if not _fill(item, f"{step}/", found, depth + 1):
                return False
        elif isinstance(item, list):
            return False
        else:
            found[step] = item if isinstance(item, str) else cell_text(item)
    return True


def write_table(rows: Sequence[tuple[int, Flat]], draft: Draft, *, part: str | None = None) -> bool:
    """Write numbered rows column by column; False, with nothing written, where they are too unlike one another."""
    columns: dict[str, None] = {}
    for _, row in rows:
        columns |= dict.fromkeys(row)
        if len(columns) > _MOST_COLUMNS:
            return False
    if len(rows) < FEWEST_ROWS or sum(len(row) for _, row in rows) * 4 < len(columns) * len(rows):
        return False
    names = list(columns)
    draft.add(
        SegmentKind.TABLE_ROW,
        "\t".join(names),
        Locator(part=f"{(part or '').rstrip('/')}/columns" if part else "columns"),
    )
    writer = TableWriter(draft, part=part)
    writer.write(((number, [row.get(name, "") for name in names]) for number, row in rows), header=names)
    writer.profile.settle(draft)
    draft.facts |= {"rows": draft.facts.get("rows", 0) + writer.rows, "columns": len(names)}
    return True
