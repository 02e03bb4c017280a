"""Every cell of a table, read again by another reader at the place that its locator names, is the same text."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.extractors.tables.writer import column_letter
from assay.governance.domain import Extraction, Reason, SegmentKind, Status

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), max_size=12)
CELLS = st.one_of(
    st.just(""), WORDS, st.sampled_from(["张三", "two\nlines", 'a "b", c', "13800000000", "00123", " x ", "=1+1"])
)
TABLES = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12)
)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def placed(done: Extraction) -> list[tuple[str | None, int, str, str]]:
    """Return (sheet, row, column, text) of every cell, each by the locator of its own range of the segment."""
    found = []
    for segment in done.segments:
        if segment.kind is not SegmentKind.COLUMN:
            continue
        at = 0
        for line in segment.text.split("\n"):
            if line:
                place = segment.locate(at, at + len(line))
                text = segment.text[place.start : place.end].replace("\r", "\n")
                found.append((place.sheet, place.row or 0, place.column or "", text))
            at += len(line) + 1
    return found


def again(rows: dict[int, list[str]], header: list[str], row: int, column: str) -> str:
    """Return the cell that a locator names: by the header's text, else by the spreadsheet's letter."""
    names = [" ".join(cell.split()) for cell in header]
    letters = [column_letter(place) for place in range(max(map(len, rows.values())))]
    place = names.index(column) if column in names else letters.index(column.partition(":")[0])
    return rows[row][place]


def header_of(done: Extraction, rows: dict[int, list[str]]) -> list[str]:
    numbers = [it.locator.row for it in done.segments if it.kind is SegmentKind.TABLE_ROW]
    return rows[numbers[-1]] if numbers and numbers[-1] else []


@SLOW
@given(table=TABLES, delimiter=st.sampled_from(",;\t"), header=st.booleans())
def test_cells_of_delimited_text_stand_where_their_locators_say(read, table, delimiter: str, header: bool) -> None:  # type: ignore[no-untyped-def]
    named = [[f"field {at}" for at in range(len(table[0]))], *table] if header else table
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(named)
    done = read(buffer.getvalue().encode(), "a.csv", media_type="text/csv").extraction
    used = done.facts.get("delimiter", ",")
    rows = dict(enumerate(csv.reader(io.StringIO(buffer.getvalue(), newline=""), delimiter=used), start=1))
    head = header_of(done, rows)
    for _, row, column, text in placed(done):
        assert again(rows, head, row, column).replace("\r\n", "\n").replace("\r", "\n") == text
    whole = sum(bool(cell) for row in rows.values() for cell in row)
    told = sum(len([cell for cell in rows[it.locator.row or 0] if cell.strip()]) for it in done.segments
               if it.kind is SegmentKind.TABLE_ROW)  # fmt: skip
    blank = sum(bool(cell) and not cell.strip() for row in rows.values() for cell in row)
    assert whole - blank <= len(placed(done)) + told <= whole


@settings(SLOW, max_examples=15)
@given(tables=st.lists(TABLES, min_size=1, max_size=3), first_row=st.integers(1, 4), first_column=st.integers(1, 3))
def test_cells_of_workbooks_stand_where_their_locators_say(read, tables, first_row: int, first_column: int) -> None:  # type: ignore[no-untyped-def]
    import openpyxl  # type: ignore[import-untyped]
    import xlsxwriter  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        for number, table in enumerate(tables):
            sheet = book.add_worksheet(f"表 {number}")
            for row, cells in enumerate(table, start=first_row - 1):
                for column, cell in enumerate(cells, start=first_column - 1):
                    sheet.write_string(row, column, cell) if cell else None
    done = read(buffer.getvalue(), "a.xlsx").extraction
    reread = openpyxl.load_workbook(io.BytesIO(buffer.getvalue()))
    heads: dict[str | None, list[str]] = {}
    for it in done.segments:
        if it.kind is SegmentKind.TABLE_ROW:
            heads[it.locator.sheet] = [str(cell.value or "") for cell in reread[it.locator.sheet][it.locator.row]]
    for name, row, column, text in placed(done):
        sheet = reread[name]
        rows = {row: [str(cell.value or "") for cell in sheet[row]]}
        assert again(rows, heads.get(name, []), row, column) == text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "big5"])
def test_places_hold_in_any_encoding(read, encoding: str) -> None:  # type: ignore[no-untyped-def]
    text = "姓名,電話,備註\r\n" + "".join(f"陳小明,0912{at:06d},第{at}行\r\n" for at in range(200))
    rows = dict(enumerate(csv.reader(io.StringIO(text, newline="")), start=1))
    found = placed(read(text.encode(encoding), "a.csv").extraction)
    assert len(found) == 600
    assert all(again(rows, rows[1], row, column) == text for _, row, column, text in found)


def test_nul_bytes_in_a_table_cost_no_row(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b"name,phone\nAnn\x00 Lee,13800000000\n\x00,13900000000\n", "a.csv", media_type="text/csv").extraction
    assert [(row, text) for _, row, column, text in placed(done) if column == "phone"] == [
        (2, "13800000000"), (3, "13900000000"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["name,phone,city\n", "\n\n\n", ",,,,\n,,,,\n"])
def test_a_table_without_rows_says_so(read, text: str) -> None:  # type: ignore[no-untyped-def]
    done = read(text.encode(), "a.csv", media_type="text/csv").extraction
    assert done.status is Status.COMPLETE
    assert done.segments or done.reason is Reason.NO_TEXT_FOUND


def test_ten_thousand_columns_keep_their_places(read) -> None:  # type: ignore[no-untyped-def]
    rows = [[f"col {at}" for at in range(10_000)], [f"v{at}" for at in range(10_000)], [""] * 9_999 + ["last"]]
    done = read("\n".join(map(",".join, rows)).encode(), "a.csv", media_type="text/csv").extraction
    found = {(row, column): text for _, row, column, text in placed(done)}
    assert (len(found), found[2, "col 9998"], found[3, "col 9999"]) == (10_001, "v9998", "last")


def test_a_closed_workbook_is_said_to_be_encrypted(read) -> None:  # type: ignore[no-untyped-def]
    import msoffcrypto.format.ooxml  # type: ignore[import-untyped]
    import openpyxl

    plain, closed = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.save(plain)
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("a password", closed)
    done = read(closed.getvalue(), "a.xlsx").extraction
    assert (done.status, done.reason, done.segments) == (Status.FAILED, Reason.ENCRYPTED, ())


def series(step: str, rows: int, skip: range = range(0), header: str = "time,Temp (°C),功率（kW）") -> bytes:
    import datetime as dt

    moments: list[Any] = []
    begun = dt.datetime(2024, 1, 1)
    for at in range(rows):
        if at not in skip:
            moments.append(begun + at * dt.timedelta(**{step: 1}))
    lines = [f"{moment.isoformat(sep=' ')},{at % 7}.5,{at * 3}" for at, moment in enumerate(moments)]
    return "\n".join([header, *lines]).encode()


@pytest.mark.parametrize(("step", "seconds"), [("minutes", 60), ("hours", 3_600), ("days", 86_400)])
def test_a_table_of_times_is_a_series_with_its_cadence_gaps_range_and_units(read, step: str, seconds: int) -> None:  # type: ignore[no-untyped-def]
    done = read(series(step, 200, skip=range(50, 60)), "a.csv").extraction
    told = done.facts["time"]
    assert done.modality.value == "timeseries"
    assert (told["series"], told["cadence_seconds"], told["gaps"], told["missing"]) == (True, seconds, 1, 10)
    assert (told["start"], told["rows"], told["units"]) == ("2024-01-01T00:00:00", 190, {"2": "°C", "3": "kW"})


@pytest.mark.parametrize(
    "text",
    [
        "name,born,height\n" + "".join(f"Ann,19{at:02d}-0{at % 9 + 1}-11,{at}\n" for at in range(60)),
        "订单,出生日期,金额\n" + "".join(f"K{at},1900-01-{at % 28 + 1:02d},{at}\n" for at in range(60)),
        "id,note\n" + "".join(f"{at},words\n" for at in range(60)),
    ],
)
def test_a_table_of_people_is_no_series_and_tells_no_date(read, text: str) -> None:  # type: ignore[no-untyped-def]
    done = read(text.encode(), "a.csv").extraction
    assert done.modality.value == "table"
    assert "start" not in done.facts.get("time", {})
