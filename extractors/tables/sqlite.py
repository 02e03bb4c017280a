"""SQLite files by the standard library: every table, opened from memory, where nothing can be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from assay.extractors.sandbox.pace import tick
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.tables.values import Cells
from assay.extractors.tables.writer import Row, TableWriter
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["SqliteDecoder"]

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_JOURNAL_MODE = slice(18, 20)
_READ = frozenset({sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT, sqlite3.SQLITE_PRAGMA})
_VIRTUAL_COLUMN = (1, 2)
_STEPS = 100_000


class SqliteDecoder(BaseDecoder):
    """`sheet` names the table; rows count from 1 in the order of the table's key.

    Views and virtual tables are not run, for they are code of whoever made the file: their definitions are read, and
    the tables that virtual ones keep their text in. No function can be called, no other file attached.
    """

    name: ClassVar[str] = "sqlite"
    version: ClassVar[str] = "1"
    places: ClassVar[tuple[str, ...]] = ("sheet", "row", "column", "part")
    bounds: ClassVar[tuple[str, ...]] = ("characters",)
    media_types: ClassVar[frozenset[str]] = frozenset({"application/vnd.sqlite3"})

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Open the file's bytes in memory and write table after table."""
        data = bytearray(file.read())
        if len(data) < _HEADER or not data.startswith(_MAGIC):
            raise Stop(Status.FAILED, Reason.TRUNCATED if _MAGIC.startswith(data[:16]) else Reason.MALFORMED)
        page = int.from_bytes(data[16:18], "big")
        pages = int.from_bytes(data[28:32], "big")
        cut = pages * (65_536 if page == 1 else page) > len(data)
        data[_JOURNAL_MODE] = b"\x01\x01"  # a write-ahead log beside the file is not part of it
        connection = sqlite3.connect(":memory:")
        try:
            connection.deserialize(bytes(data))
            del data
            _close_doors(connection)
            tables = _tables(connection, draft)
            draft.facts |= {"tables": len(tables), "rows": 0, "free_pages": _free_pages(connection)}
            for table, kind in tables:
                if not draft.full:
                    _table(connection, table, kind, draft)
        except sqlite3.DatabaseError as exc:
            raise Stop(Status.FAILED, Reason.TRUNCATED if cut else Reason.MALFORMED, type(exc).__name__) from exc
        finally:
            connection.close()
        if cut:
            draft.problem(Reason.TRUNCATED)
            draft.coverage = min(draft.coverage, 0.5)
        draft.checked["text"] = "yes"


def _close_doors(connection: sqlite3.Connection) -> None:
    """Refuse all but reading tables, before the schema is parsed; long steps count as progress."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")

    def asked(action: int, *_: str | None) -> int:
        return sqlite3.SQLITE_OK if action in _READ else sqlite3.SQLITE_DENY

    connection.set_authorizer(asked)
    connection.set_progress_handler(tick, _STEPS)


def _tables(connection: sqlite3.Connection, draft: Draft) -> list[tuple[str, str]]:
    """Return the tables with rows of their own (name, kind); adds what the schema says."""
    kinds = {str(row[1]): str(row[2]) for row in connection.execute("PRAGMA table_list") if row[0] == "main"}
    found = []
    for kind, table, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY rowid"):
        table = str(table or "")
        draft.add(SegmentKind.CODE, str(sql or ""), Locator(sheet=table, part="schema"))
        if kind == "table" and kinds.get(table, "table") in {"table", "shadow"} and not table.startswith("sqlite_"):
            found.append((table, kinds.get(table, "table")))
            draft.property("table", table)
    return found


def _free_pages(connection: sqlite3.Connection) -> int:
    """Return how many pages hold nothing any more, or what was deleted."""
    return int(connection.execute("PRAGMA freelist_count").fetchone()[0])


def _table(connection: sqlite3.Connection, table: str, kind: str, draft: Draft) -> None:
    try:
        told = connection.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
        names = [str(row[1]) for row in told if row[6] not in _VIRTUAL_COLUMN]
        chosen = ", ".join(map(_quoted, names))
        rows = connection.execute(f"SELECT {chosen} FROM {_quoted(table)}")  # noqa: S608 - quoted names of the file
    except sqlite3.Error as exc:
        draft.problem(Reason.PART_UNREADABLE, Locator(sheet=table), type(exc).__name__)
        return
    writer = TableWriter(draft, sheet=table)
    draft.add(SegmentKind.TABLE_ROW, "\t".join(names), Locator(sheet=table, part="columns"))
    writer.write(_rows(rows, Cells(draft, names, sheet=table, quiet=kind == "shadow"), table, draft), header=names)
    writer.profile.settle(draft)
    draft.facts["rows"] += writer.rows


def _rows(rows: sqlite3.Cursor, cells: Cells, table: str, draft: Draft) -> Iterator[Row]:
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            yield number, cells.texts(number, list(row))
    except (sqlite3.Error, OverflowError) as exc:
        draft.problem(Reason.PART_UNREADABLE, Locator(sheet=table, row=number + 1), type(exc).__name__)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
