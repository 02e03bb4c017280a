"""Parquet, Avro and SQLite files: every cell where its locator says, and broken ones with their reasons."""

from __future__ import annotations

import datetime as dt
import io
import json
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assay.governance.domain import Extraction, Limits, Locator, Modality, Reason, SegmentKind, Status

NAMES = ["姓名", "phone", "signed", "amount"]
ROWS: list[list[Any]] = [
    ["张三", "13800000000", dt.date(2024, 3, 1), 12.5],
    ["Ann Lee", None, None, 3.0],
    ["李四\n王五", "13900000000", dt.date(2024, 3, 2), None],
]


def parquet(columns: dict[str, Any], **options: Any) -> bytes:
    import pyarrow
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), buffer, **options)
    return buffer.getvalue()


def avro(fields: list[tuple[str, Any]], rows: list[dict[str, Any]], codec: str = "null") -> bytes:
    import fastavro

    schema = {"type": "record", "name": "row", "fields": [{"name": name, "type": kind} for name, kind in fields]}
    buffer = io.BytesIO()
    fastavro.writer(buffer, schema, rows, codec=codec, sync_interval=400)
    return buffer.getvalue()


def sqlite(*statements: str, rows: list[tuple[str, list[list[Any]]]] = []) -> bytes:  # noqa: B006 - never changed
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    for table, values in rows:
        for row in values:
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def cells(done: Extraction, sheet: str | None = None) -> dict[tuple[int, str | None], str]:
    return {
        (row, it.locator.column): text
        for it in done.segments
        if it.kind is SegmentKind.COLUMN and it.locator.sheet == sheet
        for row, text in it.cells()
    }


def as_shown(value: object) -> str:
    return "3" if value == 3.0 else str(value)


EXPECTED = {
    (row, name): as_shown(value)
    for row, values in enumerate(ROWS, start=1)
    for name, value in zip(NAMES, values, strict=True)
    if value is not None
}


def test_cells_of_parquet_stand_where_their_locators_say(read) -> None:  # type: ignore[no-untyped-def]
    data = parquet({name: [row[at] for row in ROWS] for at, name in enumerate(NAMES)}, row_group_size=2)
    done = read(data, "a.parquet").extraction
    assert (done.status, done.modality, done.facts["rows"], done.facts["row_groups"]) == (
        Status.COMPLETE, Modality.TABLE, 3, 2,
    )  # fmt: skip
    assert cells(done) == EXPECTED
    assert done.segments[0].text == "\t".join(NAMES)


def test_cells_of_avro_stand_where_their_locators_say(read) -> None:  # type: ignore[no-untyped-def]
    date = ["null", {"type": "int", "logicalType": "date"}]
    fields = [("name", "string"), ("phone", ["null", "string"]), ("signed", date), ("amount", ["null", "double"])]
    rows = [dict(zip(["name", *NAMES[1:]], row, strict=True)) for row in ROWS]
    for codec in ("null", "deflate", "bzip2", "snappy", "zstandard"):
        done = read(avro(fields, rows, codec), "a.avro").extraction
        assert (done.status, done.facts["codec"]) == (Status.COMPLETE, codec)
        assert cells(done) == {(row, "name" if name == "姓名" else name): it for (row, name), it in EXPECTED.items()}


def test_cells_of_sqlite_stand_where_their_locators_say(read) -> None:  # type: ignore[no-untyped-def]
    plain = [[str(it) if isinstance(it, dt.date) else it for it in row] for row in ROWS]
    made = [
        'CREATE TABLE "客户" (姓名, phone, signed, amount)',
        "CREATE TABLE empty (a)",
        "CREATE TABLE k (v, primary key(v))",
    ]
    done = read(sqlite(*made, rows=[('"客户"', plain), ("k", [["x"], ["y"]])]), "a.db").extraction
    assert (done.status, done.facts["tables"], done.facts["rows"]) == (Status.COMPLETE, 3, 5)
    assert cells(done, "客户") == EXPECTED
    assert cells(done, "k") == {(1, "v"): "x", (2, "v"): "y"}
    tables = [it.text for it in done.segments if it.locator.property == "table"]
    assert tables == ["客户", "empty", "k"]


def test_values_of_every_type_read_as_they_show(read) -> None:  # type: ignore[no-untyped-def]
    import pyarrow

    columns = {
        "moment": pyarrow.array([dt.datetime(2024, 3, 1, 8, 30), dt.datetime(2024, 3, 1)], pyarrow.timestamp("ns")),
        "long": pyarrow.array([6222020200112233445, -1], pyarrow.int64()),
        "money": pyarrow.array([Decimal("12.50"), None]),
        "word": pyarrow.array(["甲", "乙"]).dictionary_encode(),
        "list": pyarrow.array([["a@example.com"], []]),
        "yes": pyarrow.array([True, False]),
        "key": pyarrow.array([bytes([200, 1]), b"text"]),
    }
    done = read(parquet(columns), "a.parquet").extraction
    found = cells(done)
    assert [found[1, name] for name in columns] == [
        "2024-03-01 08:30:00", "6222020200112233445", "12.50", "甲", '["a@example.com"]', "TRUE", "c801",
    ]  # fmt: skip
    assert (found[2, "moment"], found[2, "key"], done.facts.get("destroyed_long_numbers")) == (
        "2024-03-01",
        "text",
        None,
    )


def test_a_file_in_a_cell_is_handed_on_and_other_bytes_are_said(read) -> None:  # type: ignore[no-untyped-def]
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    data = sqlite("CREATE TABLE t (scan, noise)", rows=[("t", [[picture, None], [None, b"\xff\x00\xf0" * 50]])])
    done = read(data, "a.db")
    assert [(it.member, it.data) for it in done.children] == [("t/scan/1", picture)]
    assert [(it.reason, it.locator.column) for it in done.extraction.problems] == [(Reason.UNSUPPORTED_FORMAT, "noise")]
    assert done.extraction.status is Status.PARTIAL


def test_no_code_of_a_database_runs_and_its_text_is_read(read) -> None:  # type: ignore[no-untyped-def]
    data = sqlite(
        "CREATE TABLE t (a, b AS (upper(a)))",
        "CREATE VIEW v AS SELECT load_extension('/tmp/x'), 'ann@example.com' FROM t",
        "CREATE VIRTUAL TABLE f USING fts5(body)",
        "INSERT INTO t(a) VALUES ('kept')",
        "INSERT INTO f VALUES ('words of a note')",
    )
    done = read(data, "a.db").extraction
    assert done.status is Status.COMPLETE
    assert cells(done, "t") == {(1, "a"): "kept"}
    assert "words of a note" in cells(done, "f_content").values()
    assert any("ann@example.com" in it.text for it in done.segments if it.locator.part == "schema")
    assert not any(it.kind is SegmentKind.COLUMN and it.locator.sheet in {"v", "f"} for it in done.segments)


def test_a_database_that_keeps_a_journal_beside_it_is_read(read) -> None:  # type: ignore[no-untyped-def]
    data = bytearray(sqlite("CREATE TABLE t (a)", rows=[("t", [["kept"]])]))
    data[18:20] = b"\x02\x02"
    assert "kept" in read(bytes(data), "a.db").extraction.text


@pytest.mark.parametrize("make", [
    lambda: parquet({"a": [], "b": []}),
    lambda: avro([("a", "string")], []),
    lambda: sqlite("CREATE TABLE t (a)"),
])  # fmt: skip
def test_a_table_without_rows_is_whole(read, make: Callable[[], bytes]) -> None:  # type: ignore[no-untyped-def]
    done = read(make()).extraction
    assert (done.status, done.facts["rows"]) == (Status.COMPLETE, 0)


def test_thousands_of_columns_are_read(read) -> None:  # type: ignore[no-untyped-def]
    done = read(parquet({f"c{at}": [str(at), "x"] for at in range(2_000)}), "a.parquet").extraction
    assert (done.status, done.facts["columns"], len(cells(done))) == (Status.COMPLETE, 2_000, 4_000)
    assert cells(done)[1, "c1999"] == "1999"


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


NUMBERS = [{"a": f"value {number}"} for number in range(2_000)]


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (_cut(parquet({"a": list(range(5_000))})), Status.FAILED, Reason.TRUNCATED),
        (b"PARE" + bytes(200) + b"PARE", Status.FAILED, Reason.ENCRYPTED),
        (b"PAR1" + b"\xff" * 200 + b"PAR1", Status.FAILED, Reason.MALFORMED),
        (_cut(avro([("a", "string")], NUMBERS)), Status.PARTIAL, Reason.TRUNCATED),
        (b"Obj\x01" + b"\xff" * 200, Status.FAILED, None),
        (_cut(sqlite("CREATE TABLE t (a)", rows=[("t", [[it["a"] * 9] for it in NUMBERS])])), None, None),
        (b"SQLite format 3\0" + b"\xff" * 200, Status.FAILED, None),
    ],
)  # fmt: skip
def test_a_broken_file_has_its_reason(read, data: bytes, status: Status | None, reason: Reason | None) -> None:  # type: ignore[no-untyped-def]
    done = read(data).extraction
    assert done.status in ([status] if status else [Status.PARTIAL, Status.FAILED])
    assert done.reason is not None
    assert reason in (None, done.reason)


def test_a_row_group_that_does_not_open_costs_no_other(read) -> None:  # type: ignore[no-untyped-def]
    data = bytearray(parquet({"a": [f"value {n}" for n in range(300)]}, row_group_size=100, compression="gzip",
                             use_dictionary=False))  # fmt: skip
    second = data.find(b"\x1f\x8b", data.find(b"\x1f\x8b") + 2)
    data[second + 20 : second + 60] = bytes(40)
    done = read(bytes(data), "a.parquet").extraction
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.PART_UNREADABLE)
    assert done.problems[0].locator == Locator(row=101)
    assert {row for row, _ in cells(done)} == {*range(1, 101), *range(201, 301)}
    assert done.coverage == pytest.approx(2 / 3)


def test_a_long_word_in_every_row_ends_at_the_text_limit(read) -> None:  # type: ignore[no-untyped-def]
    import pyarrow

    word = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 20_000, pyarrow.int32()), ["x" * 100_000])
    data = parquet({"a": word}, compression="zstd", store_schema=False)
    done = read(data, "a.parquet", limits=Limits(characters=2_000_000))
    assert (done.extraction.status, done.extraction.reason) == (Status.PARTIAL, Reason.TEXT_LIMIT)


def test_nested_records_are_json_that_parses(read) -> None:  # type: ignore[no-untyped-def]
    inner = {"type": "record", "name": "home", "fields": [{"name": "city", "type": "string"}]}
    done = read(avro([("home", inner)], [{"home": {"city": "上海"}}]), "a.avro").extraction
    assert json.loads(cells(done)[1, "home"]) == {"city": "上海"}
