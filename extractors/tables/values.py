"""What the values of tables read as: numbers, times, lists, and bytes that are text, a file, or neither."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from assay.extractors.shared.draft import Draft
from assay.governance.domain import Locator, Reason

__all__ = ["Cells", "cell_text"]

_LOSES_DIGITS = 1e15
_SHOWN_BYTES = 64
_LONGEST = 1_000_000
_NO_FILES = ("text/", "application/json", "application/x-ndjson", "application/octet-stream", "application/x-empty")


def cell_text(value: object, facts: dict[str, Any] | None = None) -> str:
    """Return a cell as text; whole numbers without a point. Counts numbers too long for a double in `facts`.

    A spreadsheet number keeps 15 digits: an identity or card number typed as a number has lost its last ones.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if abs(value) >= _LOSES_DIGITS and value.is_integer() and facts is not None:
            facts["destroyed_long_numbers"] = facts.get("destroyed_long_numbers", 0) + 1
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, int):
        if abs(value) >= _LOSES_DIGITS and facts is not None:
            facts["destroyed_long_numbers"] = facts.get("destroyed_long_numbers", 0) + 1
        return str(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value)


class Cells:
    """Turns the values of one table with types into texts; hands on files that stand in its cells.

    Up to 64 bytes that are no text are shown as hexadecimal digits, as keys and hashes are. Longer ones are files to
    be read as such where their first bytes say so; others are noted once a column.
    """

    def __init__(self, draft: Draft, names: list[str], *, sheet: str | None = None, quiet: bool = False) -> None:
        self._draft, self._names, self._sheet, self._quiet = draft, names, sheet, quiet
        self._said: set[tuple[Reason, int]] = set()

    def texts(self, row: int, values: list[Any]) -> list[str]:
        """Return the cells of a row."""
        return [value if type(value) is str else self._text(value, row, at) for at, value in enumerate(values)]

    def column(self, first: int, at: int, values: list[Any]) -> list[str]:
        """Return the cells of a column from row `first` on; `at` is the column's place, from 0."""
        return [value if type(value) is str else self._text(value, first + n, at) for n, value in enumerate(values)]

    def _text(self, value: Any, row: int, at: int) -> str:
        if value is None:
            return ""
        if isinstance(value, bytes | bytearray | memoryview):
            return self._bytes(bytes(value), row, at)
        if isinstance(value, dict | list | tuple | set):
            text = json.dumps(value, ensure_ascii=False, default=lambda inner: self._inner(inner, row, at))
        else:
            text = cell_text(value)
        if len(text) > _LONGEST:
            self._say(Reason.TEXT_LIMIT, at)
            return text[:_LONGEST]
        return text

    def _inner(self, value: object, row: int, at: int) -> object:
        if isinstance(value, set):
            return list(value)
        return self._text(value, row, at)

    def _bytes(self, data: bytes, row: int, at: int) -> str:
        if (text := _as_text(data)) is not None:
            return text
        if len(data) <= _SHOWN_BYTES:
            return data.hex()
        if self._quiet:
            return ""
        member = "/".join(part for part in (self._sheet, self._name(at), str(row)) if part)
        if not _is_file(data):
            self._say(Reason.UNSUPPORTED_FORMAT, at)
        elif not self._draft.full:
            self._draft.child(member, data)
        return ""

    def _name(self, at: int) -> str:
        return self._names[at] if at < len(self._names) else str(at + 1)

    def _say(self, reason: Reason, at: int) -> None:
        if (reason, at) not in self._said and not self._quiet:
            self._said.add((reason, at))
            self._draft.problem(reason, Locator(sheet=self._sheet, column=self._name(at)), "bytes")


def _as_text(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(letter.isprintable() or letter in "\t\r\n" for letter in text) else None


def _is_file(data: bytes) -> bool:
    import io

    from assay.extractors.sniffing.sniff import HEAD_BYTES, sniff

    return not sniff(data[:HEAD_BYTES], "", io.BytesIO(data)).startswith(_NO_FILES)
