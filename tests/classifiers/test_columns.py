"""Columns of tables: their types by header, values and neighbours, and what their cells become."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest
from benchmarks.columns import SHARED, public_tables, typed
from benchmarks.structured.values import Values, luhn_digit
from benchmarks.tables.made import made_tables

from assay.classifiers import IdentifierDetector, NameDetector
from assay.classifiers.columns import ColumnReader, load_types
from assay.classifiers.columns.headers import plain_header
from assay.governance.domain import ColumnReading, Detection, Locator, Segment, SegmentKind

IDENTIFIERS, NAMES, READER = IdentifierDetector(), NameDetector(rules_only=True), ColumnReader()
MADE = Values(3)


def segments_of(table: Mapping[str, Sequence[str]]) -> list[Segment]:
    return [
        Segment(
            index=place, kind=SegmentKind.COLUMN, text="\n".join(cells), lined=True, context=header,
            locator=Locator(column=header, row=2),
        )
        for place, (header, cells) in enumerate(table.items())
    ]  # fmt: skip


def read(table: Mapping[str, Sequence[str]]) -> ColumnReading:
    segments = segments_of(table)
    found: list[Detection] = []
    for detector in (IDENTIFIERS, NAMES):
        found += [it for it in detector.detect(segments) if not any(_meet(it, other) for other in found)]
    return READER.read(segments, found)


def _meet(one: Detection, other: Detection) -> bool:
    return one.segment == other.segment and one.start < other.end and other.start < one.end


def kinds(table: Mapping[str, Sequence[str]]) -> dict[str | None, str]:
    return {facet.locator.column: facet.value for facet in read(table).facets}


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("GivenName", "given name"), ("NationalID", "national id"), ("home_phone", "home phone"),
        ("E-mail Addr.", "e mail addr"), ("月薪（元）", "月薪"), ("ＩＰ地址", "ip地址"),
        ("Mother's maiden name", "mothers maiden name"),
        ("", ""),
    ],
)  # fmt: skip
def test_headers_are_read_as_one_would_say_them(header: str, plain: str) -> None:
    assert plain_header(header) == plain


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Title", ("Mr.", "Ms.", "Dr.", "Mrs."), "honorific"),
        ("Title", ("Legal secretary", "Chief engineer", "Nurse", "Sales manager"), "occupation"),
        ("state", ("CA", "NY", "TX", "WA"), "state_code"),
        ("state", ("open", "closed", "open", "pending"), "status"),
        ("Country code", ("DE", "FR", "CN", "US"), "country_code"),
        ("Country code", ("49", "33", "86", "1"), "phone_country_code"),
        ("account", ("6212345678901", "6212345678902", "6212345678903", "6212345678904"), "bank_account"),
        ("account", ("jsmith", "mcurie", "alove", "aturing"), "login_name"),
        ("名称", ("杭州云帆科技有限公司", "北京天成贸易有限公司", "上海远东船务有限公司"), "organization"),
        ("名称", ("王小明", "李丽华", "张建国", "刘志强", "陈美玲", "杨春燕", "赵文博", "黄晓东"), "full_name"),
        ("名称", ("无线鼠标", "蓝牙音箱", "便携充电器"), "product"),
        ("收货人地址", ("杭州市西湖区文三路18号", "北京市海淀区中关村大街1号"), "street_address"),
        ("口令", ("Abc!2345", "qwe#9981", "zzTop77$"), "password"),
        ("remarks", ("a@example.com", "b@example.org", "c@example.net"), "email"),
    ],
)  # fmt: skip
def test_values_say_which_of_its_meanings_a_header_has(header: str, cells: tuple[str, ...], kind: str) -> None:
    assert kinds({header: cells}) == {header: kind}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("ID card", ("blue", "green", "red", "white")),
        ("phone", ("n/a", "see note", "none given", "ask")),
        ("", ("4711", "4712", "9000", "17")),
        ("", ("apple", "pear", "plum", "fig")),
        ("x1", ("a1", "b2", "c3", "d4")),
    ],
)
def test_a_header_that_its_values_contradict_says_nothing(header: str, cells: tuple[str, ...]) -> None:
    assert kinds({header: cells}) == {}


def test_given_names_and_surnames_of_a_row_are_one_name() -> None:
    found = read({"GivenName": ("Jane", "Marie"), "FamilyName": ("Smith", "Curie")}).detections
    assert [(it.label, it.value, it.normal) for it in found] == [
        ("person", "Jane", "jane smith"), ("person", "Marie", "marie curie"),
        ("person", "Smith", "jane smith"), ("person", "Curie", "marie curie"),
    ]  # fmt: skip
    chinese = read({"姓": ("王", "李"), "名": ("小明", "丽华")}).detections
    assert {it.normal for it in chinese} == {"王小明", "李丽华"}


def test_latitudes_and_longitudes_of_a_row_are_one_place_and_alone_they_are_none() -> None:
    both = read({"lat": ("39.904211", "31.230412"), "经度": ("116.407412", "121.473701")}).detections
    assert [(it.label, it.normal) for it in both] == [
        ("geo_pair", "39.904211,116.407412"), ("geo_pair", "31.230412,121.473701"),
    ] * 2  # fmt: skip
    assert read({"lat": ("39.904211", "31.230412"), "price": ("116.40", "121.47")}).detections == ()


def test_an_expiry_is_that_of_a_card_where_there_are_cards() -> None:
    cards = [MADE.card() for _ in range(6)]
    dates = ["03/27", "04/28", "11/26", "12/27", "01/29", "02/28"]
    assert kinds({"card no": cards, "Exp.": dates})["Exp."] == "card_expiry"
    long = ["2027-03-31"] * 3 + ["2028-01-31"] * 3
    assert kinds({"card no": cards, "expiry date": long})["expiry date"] == "card_expiry"
    assert kinds({"milk": ["1 l"] * 6, "expiry date": long})["expiry date"] == "date"


def test_passwords_logins_and_phones_without_a_form_of_their_own_are_found_by_their_column() -> None:
    found = read({
        "Password": ("hunter2!x", "Abc12345", "******"), "user name": ("jsmith", "mcurie", "n/a"),
        "Telephone": ("84 23 30", "25 470375", "082 490 1693"),
    }).detections  # fmt: skip
    assert [(it.label, it.value) for it in found if it.label != "cn_landline"] == [
        ("password_text", "hunter2!x"), ("password_text", "Abc12345"),
        ("login_name", "jsmith"), ("login_name", "mcurie"),
        ("phone_intl", "84 23 30"), ("phone_intl", "25 470375"), ("phone_intl", "082 490 1693"),
    ]  # fmt: skip
    own = [it for it in found if it.label in {"password_text", "login_name"}]
    assert all(0.6 <= it.score < 1 and it.why.startswith("column of ") for it in own)


def test_numbers_that_pass_a_check_no_oftener_than_chance_count_little() -> None:
    orders = [str(4_000_000_000_000_000 + 977 * place) for place in range(300)]
    weak = [it for it in read({"order_no": orders}).detections if it.label == "bank_card"]
    assert 15 <= len(weak) <= 50
    assert {it.score for it in weak} == {0.4}
    cards = [f"622202{place:012d}" for place in range(40)]
    real = [card + luhn_digit(card) for card in cards]
    assert {it.score for it in read({"value": real}).detections if it.label == "bank_card"} != {0.4}
    assert all(it.score > 0.8 for it in read({"卡号": real}).detections if it.label == "bank_card")


@pytest.mark.parametrize(("header", "first", "row"), [("order_no", "2024", 61_803), ("备注", "批次", 99_999)])
def test_one_identity_number_among_a_hundred_thousand_others_is_found(header: str, first: str, row: int) -> None:
    cells = [f"{first}{place:010d}" for place in range(100_000)]
    cells[row] = "110101190001010014"
    (segment,) = segments_of({header: cells})
    found = READER.read([segment], IDENTIFIERS.detect([segment])).detections
    planted = [it for it in found if it.label == "cn_resident_id" and it.score > 0.9]
    assert [segment.text.count("\n", 0, it.start) for it in planted] == [row]


@pytest.mark.skipif(not (SHARED / "train").is_dir(), reason="the labelled tables are not there")
def test_at_least_27_of_the_thirty_labelled_columns_are_typed_right() -> None:
    table, right = next(public_tables(rows=500))
    assert len(right) == 30
    said = typed(table)
    assert sum(kind in wanted for kind, wanted in zip(said, right, strict=True)) >= 27
    facets = {it.locator.column: it for it in read(dict(zip(table.headers, table.columns, strict=True))).facets}
    assert "cut by a spreadsheet" in facets["CCNumber"].why


@pytest.mark.parametrize(("language", "least"), [("en", 0.93), ("zh", 0.95)])
def test_made_tables_of_both_languages_are_typed_right(language: str, least: float) -> None:
    right = [
        kind in wanted.split("/")
        for table in made_tables(rows=60)
        if table.language == language
        for kind, wanted in zip(typed(table), table.kinds, strict=True)
    ]
    assert sum(right) / len(right) >= least


def test_every_type_says_itself_in_both_languages_and_can_be_told() -> None:
    for kind in load_types():
        assert kind.says.en.strip()
        assert any("\u3400" <= char <= "\u9fff" or char.isascii() for char in kind.says.zh)
        assert kind.headers
        assert kind.pattern or kind.test or kind.words or kind.groups or kind.profile


def test_the_names_of_countries_come_without_the_towns_of_their_package() -> None:
    code = (
        "import sys; from assay.classifiers.columns.places import is_country; "
        "assert is_country('Norway') and is_country('挪威') and not is_country('Gondor'); "
        "sys.exit('phonenumbers.geodata' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
