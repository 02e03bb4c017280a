"""Columns back to rows: what a table's blocks of lines were before they were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assay.governance.domain import Locator

__all__ = ["Block", "cells"]


class Block(Protocol):
    """Lines of one column, one a row, from the row of its place on; a line end inside a cell is a carriage return."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def place(self) -> Locator: ...  # noqa: D102


def cells(
    columns: Sequence[Block], heads: Sequence[str], first: int = 1, last: int | None = None
) -> tuple[dict[int, list[str]], int]:
    """Return the cells of rows from `first` to before `last`, all that follow where it is None, and the last row."""
    found: dict[int, list[str]] = {}
    total = 0
    for block in columns:
        at = heads.index(block.place.column or "")
        lines = block.text.split("\n")
        begins = block.place.row or 1
        total = max(total, begins + len(lines) - 1)
        for row in range(max(first, begins), min(last or begins + len(lines), begins + len(lines))):
            cell = lines[row - begins].replace("\r", "\n")
            found.setdefault(row, [""] * len(heads))[at] = cell
    return found, total
