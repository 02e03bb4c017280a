"""Tables: a segment a column, each cell where its locator says."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from assay.extractors.tables.values import cell_text
from assay.extractors.tables.writer import column_letter, is_header
from assay.governance.domain import Extraction, Limits, Reason, Segment, SegmentKind, Status

CUSTOMERS = "姓名,证件号,电话\n张三,11010119900307123X,13800000000\n李四,,13900000000\n"


def column(extraction: Extraction, name: str) -> Segment:
    return next(s for s in extraction.segments if s.kind is SegmentKind.COLUMN and s.locator.column == name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_gives_a_header_row_and_one_segment_a_column(read, encoding: str, delimiter: str) -> None:  # type: ignore[no-untyped-def]
    done = read(CUSTOMERS.replace(",", delimiter).encode(encoding), "a.csv").extraction
    assert done.status is Status.COMPLETE
    header = done.segments[0]
    assert (header.kind, header.text, header.locator.row) == (SegmentKind.TABLE_ROW, "姓名\t证件号\t电话", 1)
    phones = column(done, "电话")
    assert (phones.text, phones.context) == ("13800000000\n13900000000", "电话")
    place = phones.locate(12, 23)
    assert (place.row, place.column) == (3, "电话")
    assert column(done, "证件号").locate(0, 18).row == 2


def test_big5_tables_are_read(read) -> None:  # type: ignore[no-untyped-def]
    done = read("客戶姓名,聯絡電話\n陳小明,0912345678\n林大同,0987654321\n".encode("big5"), "a.csv").extraction
    assert column(done, "客戶姓名").text == "陳小明\n林大同"


def test_every_cell_stands_where_its_locator_says(read) -> None:  # type: ignore[no-untyped-def]
    import csv

    text = 'name,note,id\n"Ann, A","two\nlines",1001\n\nBob,,1002\nCid,x,1003,extra\n'
    records = list(csv.reader(io.StringIO(text, newline="")))
    done = read(text.encode(), "a.csv").extraction
    names = [*records[0], "D"]
    seen = 0
    for segment in done.segments:
        if segment.kind is SegmentKind.COLUMN:
            for row, text in segment.cells():
                assert text == records[row - 1][names.index(segment.locator.column or "")]
                seen += 1
    assert seen == sum(bool(cell) for record in records[1:] for cell in record)


def test_columns_come_in_blocks_of_ten_thousand_rows(read) -> None:  # type: ignore[no-untyped-def]
    rows = "\n".join(f"{number},u{number}@example.com" for number in range(25_000))
    done = read(f"id,email\n{rows}\n".encode(), "a.csv").extraction
    mails = [s for s in done.segments if s.locator.column == "email"]
    assert [len(list(s.cells())) for s in mails] == [10_000, 10_000, 5_000]
    assert mails[2].locator.row == 20_002
    start = mails[2].text.index("u24999@")
    assert mails[2].locate(start, start + 6).row == 25_001
    assert done.facts["rows"] == 25_001


def test_blank_cells_keep_the_rows_of_those_below_them(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b"id,note\n1,\n2,\n\n4,late\n5,\n6,last\n", "a.csv").extraction
    assert list(column(done, "note").cells()) == [(5, "late"), (7, "last")]
    assert [row for row, _ in column(done, "id").cells()] == [2, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("row", "below", "expected"),
    [
        (["name", "phone"], [["Ann", "13800000000"]], True),
        (["Team", "Wins"], [["Blues", "1"]], True),
        (["姓名"], [["张三"]], True),
        (["Region", "2023", "2024"], [["North", "5", "7"]], True),
        (["张三"], [["李四"], ["王五"]], False),
        (["Ann Lee", "Oslo"], [["Bob Ray", "Rome"]], False),
        (["13800000000", "a@example.com"], [["13900000000", "b@example.com"]], False),
        (["name", "name@example.com"], [["Ann", "x"]], False),
        (["A", "A", "A"], [["B", "C", "1"]], False),
        (["", ""], [], False),
    ],
)
def test_a_row_of_values_is_no_header(row: list[str], below: list[list[str]], expected: bool) -> None:
    assert is_header(row, below) is expected


def test_no_value_becomes_the_name_of_a_column(read) -> None:  # type: ignore[no-untyped-def]
    done = read("张三,13800000000\n李四,13900000000\n王五,13700000000\n".encode(), "a.csv").extraction
    assert {s.locator.column for s in done.segments} == {"A", "B"}
    assert done.segments[0].text.splitlines() == ["张三", "李四", "王五"]


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16_383, "XFD")])
def test_letters_count_as_a_spreadsheet_does(place: int, letters: str) -> None:
    assert column_letter(place) == letters


def book(fill: object, *sheets: str) -> bytes:
    import openpyxl  # type: ignore[import-untyped]

    workbook = openpyxl.Workbook()
    workbook.active.title = "客户"
    for name in sheets:
        workbook.create_sheet(name)
    fill(workbook)  # type: ignore[operator]
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_a_workbook_is_read_sheet_by_sheet(read) -> None:  # type: ignore[no-untyped-def]
    from openpyxl.comments import Comment

    def fill(workbook) -> None:  # type: ignore[no-untyped-def]
        sheet = workbook["客户"]
        sheet["B2"] = "2024年客户名单"
        for row in (
            ["姓名", "电话", "登记日"],
            ["张三", 13800000000, dt.date(2024, 3, 1)],
            ["李四", 13900000000, None],
        ):
            sheet.append([None, *row])
        sheet["B4"].comment = Comment("已核对", "王五")
        workbook.properties.creator = "赵六"
        workbook.properties.title = "名单"

    done = read(book(fill, "空表"), "a.xlsx").extraction
    assert (done.status, done.title) == (Status.COMPLETE, "名单")
    properties = [(s.locator.property, s.text) for s in done.segments if s.kind is SegmentKind.PROPERTY]
    assert ("author", "赵六") in properties
    assert [text for name, text in properties if name == "sheet"] == ["客户", "空表"]
    phones = column(done, "电话")
    assert (phones.text, phones.locator.sheet) == ("13800000000\n13900000000", "客户")
    assert phones.locate(0, 11).row == 4
    assert column(done, "登记日").text == "2024-03-01"
    rows = [(s.text, s.locator.row) for s in done.segments if s.kind is SegmentKind.TABLE_ROW]
    assert rows == [("2024年客户名单", 2), ("姓名\t电话\t登记日", 3)]
    notes = [s for s in done.segments if s.kind is SegmentKind.COMMENT]
    assert ("已核对" in notes[0].text, notes[0].locator.row, notes[0].locator.column) == (True, 4, "B")


def test_numbers_that_lost_their_digits_are_counted(read) -> None:  # type: ignore[no-untyped-def]
    def fill(workbook) -> None:  # type: ignore[no-untyped-def]
        sheet = workbook.active
        for row in (["账号", "金额"], [6222020200112233445, 12.5], ["6222020200112233445", 3]):
            sheet.append(row)

    done = read(book(fill), "a.xlsx").extraction
    assert done.facts["destroyed_long_numbers"] == 1
    assert column(done, "金额").text == "12.5\n3"


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (3.25, "3.25"), (True, "TRUE"), (None, ""), (dt.datetime(2024, 1, 2), "2024-01-02"), (-0.5, "-0.5"),
     (dt.datetime(2024, 1, 2, 3, 4), "2024-01-02 03:04:00"), (dt.time(9, 30), "09:30:00"), ("x", "x")],
)  # fmt: skip
def test_cells_read_as_they_show(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_sheet_that_would_not_fit_is_said_and_the_others_are_read(read) -> None:  # type: ignore[no-untyped-def]
    def fill(workbook) -> None:  # type: ignore[no-untyped-def]
        workbook["客户"]["A1"] = "near"
        workbook["客户"]["XFD1048576"] = "far"
        workbook["二"]["A1"] = "kept"

    done = read(book(fill, "二"), "a.xlsx").extraction
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.MEMORY_LIMIT)
    assert done.problems[0].locator.sheet == "客户"
    assert "kept" in done.text


def test_a_limit_in_a_table_is_said(read) -> None:  # type: ignore[no-untyped-def]
    rows = "\n".join(f"{number},some words here" for number in range(5_000))
    done = read(f"id,note\n{rows}\n".encode(), "a.csv", limits=Limits(characters=20_000)).extraction
    assert (done.status, done.reason) == (Status.PARTIAL, Reason.TEXT_LIMIT)


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        (lambda data: data[: len(data) // 2], Status.FAILED, Reason.TRUNCATED),
        (lambda data: data[:200] + bytes(2_000) + data[2_200:], None, None),
        (lambda data: b"", Status.SKIPPED, Reason.EMPTY),
        (lambda data: b"no workbook at all", Status.FAILED, Reason.MALFORMED),
    ],
)
def test_a_broken_workbook_has_its_reason(read, change, status, reason) -> None:  # type: ignore[no-untyped-def]
    data = book(lambda workbook: workbook.active.append(["x"] * 50))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    done = read(change(data), "a.xlsx", media_type=kind).extraction
    assert done.status is not Status.COMPLETE
    assert (status, reason) in ((None, None), (done.status, done.reason))
