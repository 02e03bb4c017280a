"""Permissions by a table: a CSV of `path,principal,right` for sources that do not tell who may read what."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any, get_args

from assay.governance.domain import EVERYONE, UNKNOWN, Grant, Right, UsageError

__all__ = ["RightsTable"]

_COLUMNS = ("path", "principal", "right")
_PRINCIPAL = re.compile(rf"(?:user|group):[^\s:][^\r\n]{{0,199}}|{EVERYONE}|{UNKNOWN}")
_RIGHTS = frozenset(get_args(Right))


class RightsTable:
    """Rows of pattern, principal and right; patterns as in a `.gitignore`, over paths below the source's root."""

    def __init__(self, rows: Sequence[tuple[Any, Grant]]) -> None:
        self._rows = rows

    @classmethod
    def read(cls, path: Path) -> RightsTable:
        """Read a table.

        Raises:
            UsageError: it cannot be read, or a row is wrong; the message gives the line's number, never the line.
        """
        from pathspec import GitIgnoreSpec

        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                lines = list(csv.reader(file))
        except (OSError, UnicodeDecodeError, csv.Error):
            raise UsageError("the table of permissions cannot be read as a CSV file in UTF-8") from None
        if not lines or tuple(cell.strip().lower() for cell in lines[0]) != _COLUMNS:
            raise UsageError("the table of permissions begins with the line path,principal,right")
        rows: list[tuple[Any, Grant]] = []
        for number, cells in enumerate(lines[1:], start=2):
            if not any(cell.strip() for cell in cells):
                continue
            pattern, principal, right = (*(cell.strip() for cell in cells), "", "", "")[:3]
            if not pattern or not _PRINCIPAL.fullmatch(principal) or right not in _RIGHTS or len(cells) != 3:
                raise UsageError(f"line {number} of the table of permissions is not path,principal,right")
            rows.append((GitIgnoreSpec.from_lines([pattern]), Grant(principal=principal, right=_right(right))))
        return cls(rows)

    def of(self, path: PurePath) -> tuple[Grant, ...]:
        """Return what the table says of a path; nothing where no row fits."""
        text = path.as_posix()
        found = {grant for spec, grant in self._rows if spec.match_file(text)}
        return tuple(sorted(found, key=lambda it: (it.principal, it.right)))


def _right(word: str) -> Right:
    return "read" if word == "read" else "write" if word == "write" else "own"
