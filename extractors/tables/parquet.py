"""Parquet files by Arrow: row group after row group, one column block after another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.tables.values import Cells
from assay.extractors.tables.writer import BLOCK_ROWS, Row, TableWriter
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["ParquetDecoder"]

_MAGIC, _ENCRYPTED = b"PAR1", b"PARE"
_MOST_CELLS = 1_000_000
_BUFFER = 1 << 16
_OWN_KEYS = frozenset({"ARROW:schema", "pandas"})


class ParquetDecoder(BaseDecoder):
    """Rows count records from 1; nested values are JSON. A row group that cannot be read costs no other one."""

    name: ClassVar[str] = "parquet"
    version: ClassVar[str] = "1"
    places: ClassVar[tuple[str, ...]] = ("row", "column", "part")
    bounds: ClassVar[tuple[str, ...]] = ("characters",)
    media_types: ClassVar[frozenset[str]] = frozenset({"application/vnd.apache.parquet"})

    @classmethod
    def warm(cls) -> None:
        """Import Arrow without the thread of its allocator: the process that warms must be able to fork."""
        os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
        import pyarrow.parquet  # type: ignore[import-untyped]  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Check both ends of the file, then write the row groups."""
        import pyarrow.parquet

        head = file.read(4)
        file.seek(-4, os.SEEK_END)
        tail = file.read(4)
        if _ENCRYPTED in (head, tail):
            raise Stop(Status.FAILED, Reason.ENCRYPTED)
        if tail != _MAGIC:
            raise Stop(Status.FAILED, Reason.TRUNCATED if head == _MAGIC else Reason.MALFORMED)
        file.seek(0)
        told = pyarrow.parquet.read_schema(file)
        file.seek(0)
        words = [field.name for field in told if pyarrow.types.is_string(field.type)]
        book = pyarrow.parquet.ParquetFile(file, read_dictionary=words, pre_buffer=False, buffer_size=_BUFFER)
        names = [str(field.name) for field in book.schema_arrow]
        for key, value in (book.schema_arrow.metadata or {}).items():
            if (key := key.decode("utf-8", "replace")) not in _OWN_KEYS:
                draft.property(key, value.decode("utf-8", "replace"))
        draft.add(SegmentKind.TABLE_ROW, "\t".join(names), Locator(part="columns"))
        groups = _Groups(book, draft, names)
        writer = TableWriter(draft)
        writer.write(groups.rows(), header=names)
        writer.profile.settle(draft)
        draft.facts |= {"rows": writer.rows, "columns": len(names), "row_groups": book.metadata.num_row_groups}
        if groups.unread:
            draft.coverage = 1.0 - groups.unread / max(1, book.metadata.num_rows)
        draft.checked["text"] = "yes"


class _Groups:
    """The rows of a file, group by group; counts those that could not be read."""

    def __init__(self, book: Any, draft: Draft, names: list[str]) -> None:
        self._book, self._draft = book, draft
        self._cells = Cells(draft, names)
        self._batch = max(1, min(BLOCK_ROWS, _MOST_CELLS // max(1, len(names))))
        self.unread = 0

    def rows(self) -> Iterator[Row]:
        """Yield numbered rows."""
        number = 1
        for group in range(self._book.metadata.num_row_groups):
            begun, count = number, self._book.metadata.row_group(group).num_rows
            try:
                for batch in self._book.iter_batches(self._batch, row_groups=[group], use_threads=False):
                    columns = [self._cells.column(number, at, _values(it)) for at, it in enumerate(batch.columns)]
                    yield from enumerate(zip(*columns, strict=True), number)
                    number += batch.num_rows
            except MemoryError:
                raise
            except Exception as exc:  # noqa: BLE001 - Arrow's own tree; its messages may hold content
                self.unread += begun + count - number
                closed = "ecrypt" in str(exc)
                self._draft.problem(Reason.ENCRYPTED if closed else Reason.PART_UNREADABLE, Locator(row=number))
            number = begun + count


def _values(column: Any) -> list[Any]:
    """Return a column's values as Python's; times of nanoseconds as text, for Python has none."""
    import pyarrow

    kind = column.type
    if isinstance(column, pyarrow.ExtensionArray):
        return _values(column.storage)
    if pyarrow.types.is_dictionary(kind):
        words = _values(column.dictionary)  # shared, not unfolded: a word may be long and stand in every row
        return [None if at is None else words[at] for at in column.indices.to_pylist()]
    if pyarrow.types.is_timestamp(kind):
        texts = column.cast(pyarrow.timestamp("ns")).cast(pyarrow.string()).to_pylist()
        return [text and _short(text) for text in texts]
    return list(column.to_pylist())


def _short(moment: str) -> str:
    """Drop what a time does not say: a fraction of nothing, and midnight."""
    clock, zone = moment.removesuffix("Z"), "Z" if moment.endswith("Z") else ""
    if "." in clock:
        clock = clock.rstrip("0").rstrip(".")
    return clock.removesuffix(" 00:00:00") if not zone else clock + zone
