"""Tables in files of their own kind: Parquet, Avro, SQLite."""

from __future__ import annotations

import io

__all__ = ["avro", "parquet", "sqlite"]


def parquet(word: str) -> bytes:
    """Return one row of two columns."""
    import pyarrow
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"name": [word], "hours": ["nine"]}), buffer)
    return buffer.getvalue()


def avro(word: str) -> bytes:
    """Return one record of two fields."""
    import fastavro  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    fields = [{"name": name, "type": "string"} for name in ("name", "hours")]
    schema = {"type": "record", "name": "hall", "fields": fields}
    fastavro.writer(buffer, schema, [{"name": word, "hours": "nine"}])
    return buffer.getvalue()


def sqlite(word: str) -> bytes:
    """Return a database of one table of one row."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE halls (name, hours)")
    connection.execute("INSERT INTO halls VALUES (?, 'nine')", (word,))
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data
