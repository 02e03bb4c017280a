"""Delimited text: CSV and TSV in whatever encoding, with whatever delimiter."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from assay.extractors.shared.draft import BaseDecoder, Draft
from assay.extractors.shared.encodings import decode_text
from assay.extractors.sniffing.texts import find_delimiter
from assay.extractors.tables.writer import Row, TableWriter
from assay.governance.domain import Reason

__all__ = ["DelimitedDecoder"]


class DelimitedDecoder(BaseDecoder):
    """CSV and TSV; rows count records from 1 as a spreadsheet shows them, blank lines included.

    Read record by record: a reader that drops the cells of a ragged row, or blank lines, would lose content or
    number rows wrongly.
    """

    name: ClassVar[str] = "delimited"
    version: ClassVar[str] = "2"
    places: ClassVar[tuple[str, ...]] = ("row", "column")
    bounds: ClassVar[tuple[str, ...]] = ("characters",)
    media_types: ClassVar[frozenset[str]] = frozenset({"text/csv", "text/tab-separated-values"})

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Decode, find the delimiter, write the columns."""
        text, encoding, whole = decode_text(file.read())
        if not whole:
            draft.problem(Reason.PART_UNREADABLE, detail="encoding")
        text = text.replace("\x00", "\ufffd")
        usual = "\t" if draft.media_type == "text/tab-separated-values" else ","
        delimiter = find_delimiter(text) or usual
        csv.field_size_limit(sys.maxsize)
        writer = TableWriter(draft)
        writer.write(_records(text, delimiter))
        writer.profile.settle(draft)
        draft.facts |= {
            "encoding": encoding, "delimiter": delimiter, "rows": writer.rows, "columns": writer.width,
        }  # fmt: skip
        draft.checked["text"] = "yes"


def _records(text: str, delimiter: str) -> Iterator[Row]:
    """Yield numbered records; a first line `sep=;`, as Excel writes it, is passed over."""
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
        if number == 1 and len("".join(record)) <= 5 and text.lstrip("\ufeff").lower().startswith("sep="):
            continue
        yield number, record
