"""Tables as segments: names and comments first, then the values of a sample, column by column.

The sample is the same as long as the data is: blocks of rows in the order of the primary key, the first one from the
beginning, the others spread over the table at places that its name decides. A row's number is its place in the sample.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING, Any

from assay.extractors.shared.draft import Draft
from assay.extractors.shared.finish import finish
from assay.extractors.sources.catalogs import Described, Relation, describe
from assay.extractors.tables.writer import TableWriter
from assay.governance.domain import (
    Extraction,
    Limits,
    Locator,
    Modality,
    Reason,
    Sample,
    SegmentKind,
    SourceOptions,
    Status,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

__all__ = ["overview_of", "sample_of"]

_PRODUCER = "database@1"
_TABLE, _DATABASE = "application/vnd.assay.table", "application/vnd.assay.database"
_BLOCKS = 10
_SMALLEST_BLOCK = 10
_COUNTED = 100_000
_LONGEST_CELL = 1_000_000
_FETCH = 500


def overview_of(found: Sequence[Relation], limits: Limits) -> Sample:
    """Return what a database holds: a line a table or view, with its comment."""
    draft = Draft(_PRODUCER, _DATABASE, limits)
    draft.modality = Modality.TABLE
    for relation in found:
        name = ".".join(part for part in (relation.schema, relation.name) if part)
        draft.add(SegmentKind.LIST_ITEM, f"{name}: {relation.comment}" if relation.comment else name)
    views = sum(relation.view for relation in found)
    draft.facts |= {"tables": len(found) - views, "views": views}
    text = "\n".join(segment.text for segment in draft.segments).encode()
    extraction = finish(draft.decoded(), limits).extraction
    digest = hashlib.sha256(b"assay-database\0" + text).hexdigest()
    return Sample(extraction=extraction, names=len(extraction.segments), digest=digest, size=len(text))


def sample_of(connection: Connection, relation: Relation, uri: str, options: SourceOptions, limits: Limits) -> Sample:
    """Read a sample of a table, or all of it; one transaction.

    Raises:
        SQLAlchemyError: the database refuses, or a statement took too long.
    """
    described = describe(connection, relation)
    draft = Draft(_PRODUCER, _TABLE, limits)
    draft.modality = Modality.TABLE
    names = _write_names(draft, described)
    cells = _Cells(draft, described, limits)
    writer = TableWriter(draft)
    header = [field.name for field in described.columns]
    count, rows = _rows(connection, described, uri, options)
    writer.write(((place, cells.texts(row)) for place, row in enumerate(rows, start=1)), header=header)
    draft.facts |= {"rows": writer.rows, "columns": len(header), "view": relation.view}
    if count is None or writer.rows < count:
        draft.facts["rows_estimated"] = count
        draft.problem(Reason.SAMPLED)
        draft.coverage = writer.rows / max(count, writer.rows + 1) if count else 0.5
    draft.checked["text"] = "yes"
    extraction = _with_comments(finish(draft.decoded(), limits).extraction, described)
    if extraction.status is Status.SKIPPED:
        names = 0
    return Sample(extraction=extraction, names=names, digest=cells.digest.hexdigest(), size=cells.size)


def _write_names(draft: Draft, described: Described) -> int:
    relation = described.relation
    draft.title = relation.name
    draft.add(SegmentKind.HEADING, ".".join(part for part in (relation.schema, relation.name) if part))
    draft.add(SegmentKind.PARAGRAPH, relation.comment or "")
    draft.add(SegmentKind.TABLE_ROW, "\t".join(field.name for field in described.columns))
    for field in described.columns:
        draft.add(SegmentKind.COMMENT, field.comment or "", Locator(column=field.name), context=field.name)
    return len(draft.segments)


def _with_comments(extraction: Extraction, described: Described) -> Extraction:
    """Put a column's comment beside its name, so that it counts as context of the values."""
    comments = {field.name: field.comment for field in described.columns if field.comment}
    segments = tuple(
        replace(it, context=f"{it.context} {comments[it.locator.column]}")
        if it.kind is SegmentKind.COLUMN and it.locator.column in comments
        else it
        for it in extraction.segments
    )
    return replace(extraction, segments=segments)


def _rows(
    connection: Connection, described: Described, uri: str, options: SourceOptions
) -> tuple[int | None, Iterator[Sequence[Any]]]:
    """Return how many rows there are (None: nobody knows, but more than were read) and those to look at."""
    from sqlalchemy import column, literal_column, select, table

    relation = described.relation
    source = table(relation.name, *(column(it.name) for it in described.columns), schema=relation.schema)
    order: list[Any] = [source.c[name] for name in described.key]
    if not order and not relation.view and connection.dialect.name == "sqlite":
        order = [literal_column("rowid")]
    asked = select(*source.c).order_by(*order)
    if not described.columns:
        return 0, iter(())
    if options.all_rows:
        stream = connection.execution_options(stream_results=True, max_row_buffer=_FETCH).execute(asked)
        return 0, iter(stream)
    first = connection.execute(asked.limit(options.rows + 1)).fetchmany(options.rows + 1)
    if len(first) <= options.rows:
        return len(first), iter(first)
    count = _count(connection, source, relation)
    if not order or not count:
        return count, iter(first[: options.rows])
    return count, _blocks(connection, asked, source, described, count=count, uri=uri, rows=options.rows)


def _blocks(
    connection: Connection, asked: Select[Any], source: Any, described: Described, *, count: int, uri: str, rows: int
) -> Iterator[Sequence[Any]]:
    """Yield the rows of blocks that lie in equal shares of the table, one in each."""
    blocks = max(1, min(_BLOCKS, rows // _SMALLEST_BLOCK))
    size = -(-rows // blocks)
    left = rows
    share = count / blocks
    ends = _ends(connection, source, described) if described.number and count >= _COUNTED else None
    for place in range(blocks):
        room = max(0.0, share - size)
        offset = int(place * share + room * _fraction(uri, place)) if place else 0
        wanted = min(size, left)
        if ends is not None:  # counting rows off would read the whole index of a large table
            low, high = ends
            start = low + (high - low) * offset // count
            beyond = low + int((high - low) * (place + 1) * share) // count
            key = source.c[described.number]
            chosen = asked.where(key >= start, key < beyond + (place == blocks - 1)).limit(wanted)
        else:
            chosen = asked.limit(wanted).offset(offset)
        got = connection.execute(chosen).all()
        left -= len(got)
        yield from got


def _ends(connection: Connection, source: Any, described: Described) -> tuple[int, int] | None:
    from sqlalchemy import func, select

    key = source.c[described.number]
    row = connection.execute(select(func.min(key), func.max(key))).one()
    return (int(row[0]), int(row[1])) if row[0] is not None else None


def _fraction(uri: str, place: int) -> float:
    return int.from_bytes(hashlib.sha256(f"{uri}\0{place}".encode()).digest()[:4]) / 0xFFFFFFFF


def _count(connection: Connection, source: Any, relation: Relation) -> int | None:
    """Return the number of rows: counted up to a bound, then as the database estimates it; None where it cannot."""
    from sqlalchemy import func, literal_column, select, text

    some = select(literal_column("1")).select_from(source).limit(_COUNTED + 1).subquery()
    counted = int(connection.execute(select(func.count()).select_from(some)).scalar_one())
    if counted <= _COUNTED:
        return counted
    dialect = connection.dialect.name
    if dialect == "sqlite":
        return int(connection.execute(select(func.count()).select_from(source)).scalar_one())
    if dialect == "postgresql":
        asked = text(
            "SELECT c.reltuples::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = :schema AND c.relname = :name"
        )
        told = connection.execute(asked, {"schema": relation.schema, "name": relation.name}).scalar()
    else:
        asked = text(
            "SELECT table_rows FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = :name"
        )
        told = connection.execute(asked, {"name": relation.name}).scalar()
    return max(int(told), counted) if told and told > 0 else None


class _Cells:
    """Turns rows into texts, and keeps the hash of all that was read."""

    def __init__(self, draft: Draft, described: Described, limits: Limits) -> None:
        self._draft = draft
        self._names = [field.name for field in described.columns]
        self._said: set[tuple[Reason, str]] = set()
        self.size = 0
        head = json.dumps([[it.text, it.context] for it in draft.segments], ensure_ascii=False)
        self.digest = hashlib.sha256(b"assay-table\0" + head.encode("utf-8", "surrogatepass"))

    def texts(self, row: Sequence[Any]) -> list[str]:
        """Return the cells of a row as texts; what is no text is noted once a column."""
        made = [self._text(value, name) for value, name in zip(row, self._names, strict=False)]
        data = json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self.digest.update(data + b"\n")
        self.size += len(data)
        return made

    def _text(self, value: Any, column: str) -> str:
        if value is None:
            return ""
        if isinstance(value, bytes | bytearray | memoryview):
            self.digest.update(hashlib.sha256(bytes(value)).digest())
            self._say(Reason.UNSUPPORTED_FORMAT, column)
            return ""
        text = _plain(value)
        if len(text) > _LONGEST_CELL:
            self._say(Reason.TEXT_LIMIT, column)
            text = text[:_LONGEST_CELL]
        return text.replace("\x00", "\ufffd")

    def _say(self, reason: Reason, column: str) -> None:
        if (reason, column) not in self._said:
            self._said.add((reason, column))
            self._draft.problem(reason, Locator(column=column))


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | clock | timedelta):
        return str(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
