"""Avro container files: a record a row, a field of the outermost record a column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.tables.values import Cells
from assay.extractors.tables.writer import Row, TableWriter
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["AvroDecoder"]

_VALUE = "value"


class AvroDecoder(BaseDecoder):
    """Rows count records from 1; nested values are JSON; the schema's descriptions are read too."""

    name: ClassVar[str] = "avro"
    version: ClassVar[str] = "1"
    places: ClassVar[tuple[str, ...]] = ("row", "column", "part")
    bounds: ClassVar[tuple[str, ...]] = ("characters",)
    media_types: ClassVar[frozenset[str]] = frozenset({"application/avro"})

    @classmethod
    def warm(cls) -> None:
        """Import fastavro."""
        import fastavro  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read the schema, then record after record; what a broken block holds is lost, what stood before it is not."""
        import fastavro

        try:
            records = fastavro.reader(file)
        except ValueError as exc:  # its codec has no library here
            missing = "codec" in str(exc).lower() or "unrecognized" in str(exc).lower()
            raise Stop(Status.FAILED, Reason.READER_MISSING if missing else Reason.MALFORMED) from exc
        except EOFError as exc:
            raise Stop(Status.FAILED, Reason.TRUNCATED) from exc
        fields = _fields(records.writer_schema)
        names = [str(field["name"]) for field in fields] or [_VALUE]
        draft.add(SegmentKind.TABLE_ROW, "\t".join(names), Locator(part="columns"))
        for field in fields:
            draft.add(SegmentKind.COMMENT, str(field.get("doc") or ""), Locator(column=str(field["name"])))
        writer = TableWriter(draft)
        writer.write(_rows(records, names, draft), header=names)
        writer.profile.settle(draft)
        draft.facts |= {"rows": writer.rows, "columns": len(names), "codec": str(records.codec)}
        draft.checked["text"] = "yes"


def _fields(schema: Any) -> list[dict[str, Any]]:
    return list(schema.get("fields", ())) if isinstance(schema, dict) and schema.get("type") == "record" else []


def _rows(records: Any, names: list[str], draft: Draft) -> Iterator[Row]:
    cells = Cells(draft, names)
    number = 0
    try:
        for number, record in enumerate(records, start=1):
            values = [record.get(name) for name in names] if isinstance(record, dict) else [record]
            yield number, cells.texts(number, values)
    except MemoryError:
        raise
    except EOFError:
        _ended(draft, Reason.TRUNCATED, number + 1)
    except Exception:  # noqa: BLE001 - zlib's, struct's and fastavro's own; a message may hold content
        _ended(draft, Reason.PART_UNREADABLE, number + 1)


def _ended(draft: Draft, reason: Reason, row: int) -> None:
    """Note where reading ended; how much follows nobody knows."""
    draft.problem(reason, Locator(row=row))
    draft.coverage = 0.5
