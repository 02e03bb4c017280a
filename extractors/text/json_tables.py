"""Lists of like JSON objects, written as the tables that they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from assay.extractors.shared.draft import Draft
from assay.extractors.tables.values import cell_text
from assay.extractors.tables.writer import TableWriter
from assay.governance.domain import Locator, SegmentKind

__all__ = ["Members", "flat_rows", "is_table", "step_of", "write_table"]

FEWEST_ROWS = 50
_MOST_COLUMNS = 500
_DEEPEST = 4
_PLAIN_KEY = re.compile(r"(?!.*(?:\d{5}|@))[^\x00-\x1f]{1,64}")

Flat = dict[str, str]


class Members(list[tuple[str, Any]]):
    """A JSON object with every one of its members: of two with one name the first is content too."""


@lru_cache(maxsize=4_096)
def step_of(key: str) -> str | None:
    """Return a key as a step of a pointer; None where it may itself be a value, which no path shows."""
    return key.replace("~", "~0").replace("/", "~1") if _PLAIN_KEY.fullmatch(key) else None


def is_table(value: Any) -> bool:
    """Say whether a JSON value may be a table: a long list of objects."""
    return isinstance(value, list) and not isinstance(value, Members) and len(value) >= FEWEST_ROWS


def flat_rows(numbered: Iterable[tuple[int, Any]]) -> list[tuple[int, Flat]] | None:
    """Return numbered objects as rows: their values by their pointers without the first `/`.

    None where one is not like a row: lists, keys that may be values, two members of one name and deep nesting are not.
    """
    rows: list[tuple[int, Flat]] = []
    for number, value in numbered:
        row: Flat = {}
        if not (isinstance(value, Members) and _fill(value, "", row, 1)):
            return None
        rows.append((number, row))
    return rows


def _fill(value: Members, path: str, found: Flat, depth: int) -> bool:
    for name, item in value:
        own = step_of(name)
        step = path + (own or "")
        if own is None or step in found or depth > _DEEPEST:
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
