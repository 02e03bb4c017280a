"""Databases on real servers, through their real drivers: PostgreSQL and MariaDB (`make test-stores`)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine
from tests.servers import NEEDS, PASSWORD, USER, Databases, mariadb, postgresql

from assay.extractors.sources import DatabaseSource
from assay.extractors.sources.databases import OpenDatabase
from assay.governance.domain import (
    UNKNOWN,
    Reach,
    Reason,
    Sample,
    SegmentKind,
    SourceOptions,
    Status,
    UnavailableError,
    UsageError,
)

ID, MAIL = "11010519491231002X", "an.invented.person@example.com"
ROWS = 1_200  # more than a sample of 1,000 has


@dataclass(frozen=True)
class Shop:
    """A database on a server."""

    kind: str
    address: str

    def open(self, user: str = USER, password: str = PASSWORD, *, seconds: float = 20) -> OpenDatabase:
        reach = Reach(secrets={"password": password}, options=SourceOptions(seconds=seconds))
        return DatabaseSource().open(self.uri(user), reach)

    def uri(self, user: str = USER) -> str:
        return DatabaseSource().resolve(f"sql+{self.kind}://{user}@{self.address}/shop")


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    kind, driver = request.param, {"postgresql": "pg8000", "mariadb": "pymysql"}[request.param]
    if find_spec(driver) is None:
        pytest.skip(NEEDS)
    with postgresql() if kind == "postgresql" else mariadb() as address:
        if kind == "postgresql":
            Databases(address).create("shop")
        host, port = address.split(":")
        url = URL.create(f"{kind}+{driver}", USER, PASSWORD, host, int(port), "shop")
        engine = create_engine(url)
        with engine.begin() as connection:
            for statement in Path(__file__).with_name(f"shop.{kind}.sql").read_text(encoding="utf-8").split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement)
        engine.dispose()
        yield Shop(kind, address)


@pytest.fixture
def opened(shop: Shop) -> Iterator[OpenDatabase]:
    made = shop.open()
    yield made
    made.close()


def read(opened: OpenDatabase, uri: str) -> Sample | Reason:
    with opened.read(opened.look(uri)) as found:
        assert not isinstance(found, int)
        return found


def table(shop: Shop, name: str, user: str = USER) -> str:
    return f"{shop.uri(user)}#{'public' if shop.kind == 'postgresql' else 'main'}.{name}"


def test_tables_and_views_are_places(shop: Shop, opened: OpenDatabase) -> None:
    places = list(opened.walk(shop.uri()))
    assert places[0].uri == shop.uri()
    names = {place.name for place in places[1:]}
    assert {"customers", "many", "hidden", "buyers", "endless", "x #1/2"} <= names
    assert all(place.parent == shop.uri() for place in places[1:])
    whole = read(opened, shop.uri())
    assert isinstance(whole, Sample)
    assert any("customers: Those who buy" in it.text for it in whole.extraction.segments)
    for place in places[1:]:
        assert not opened.is_gone(place.uri)
    assert opened.is_gone(table(shop, "none"))


def test_a_table_says_its_columns_and_their_values(shop: Shop, opened: OpenDatabase) -> None:
    sample = read(opened, table(shop, "customers"))
    assert isinstance(sample, Sample)
    columns = {it.locator.column: it for it in sample.extraction.segments if it.kind is SegmentKind.COLUMN}
    assert {name: columns[name].text for name in ("姓名", "身份证号", "contact", "more", "price")} == {
        "姓名": "李雷\n张伟", "身份证号": ID, "contact": MAIL, "more": '{"k": 1}', "price": "12.50",
    }  # fmt: skip
    assert columns["seen"].text.startswith("2024-03-01 08:00:00")
    assert "mail" in (columns["contact"].context or "")
    assert (sample.extraction.status, sample.extraction.reason) == (Status.PARTIAL, Reason.UNSUPPORTED_FORMAT)


def test_a_large_table_is_sampled_and_says_so(shop: Shop, opened: OpenDatabase) -> None:
    sample, again = (read(opened, table(shop, "many")) for _ in range(2))
    assert isinstance(sample, Sample)
    assert sample == again
    assert sample.extraction.reason is Reason.SAMPLED
    assert (sample.extraction.facts["rows"], sample.extraction.facts["rows_estimated"]) == (1_000, ROWS)


def test_nothing_can_be_written(shop: Shop, opened: OpenDatabase) -> None:
    with opened._engine.connect() as connection, pytest.raises(Exception, match=r"(?i)read.only"):
        connection.exec_driver_sql("DELETE FROM many")


def test_what_may_not_be_read_is_said_and_not_guessed(shop: Shop) -> None:
    opened = shop.open("reader")
    try:
        list(opened.walk(shop.uri("reader")))
        assert isinstance(read(opened, table(shop, "many", "reader")), Sample)
        hidden = read(opened, table(shop, "hidden", "reader"))
        assert hidden in (Reason.NOT_PERMITTED, Reason.VANISHED)  # MariaDB does not show it at all
    finally:
        opened.close()


def test_a_statement_that_takes_too_long_is_ended(shop: Shop) -> None:
    opened = shop.open("reader", seconds=1)
    begun = time.monotonic()
    try:
        assert read(opened, table(shop, "endless", "reader")) is Reason.TIME_LIMIT
        assert time.monotonic() - begun < 10
        assert isinstance(read(opened, table(shop, "many", "reader")), Sample)
    finally:
        opened.close()


def test_rights_are_those_of_the_catalog(shop: Shop, opened: OpenDatabase) -> None:
    list(opened.walk(shop.uri()))
    rights = {
        name: {f"{it.principal} {it.right}" for it in opened.grants(opened.look(table(shop, name)))}
        for name in ("many", "public_notes", "hidden")
    }
    if shop.kind == "mariadb":
        assert all(it == {f"{UNKNOWN} own"} for it in rights.values())
        return
    owner = {f"user:{USER} {right}" for right in ("own", "read", "write")}
    assert rights["many"] == owner | {"user:reader read", "group:staff read", "group:staff write"}
    assert rights["public_notes"] == owner | {"user:reader read", "everyone read"}
    assert rights["hidden"] == owner


def test_a_wrong_password_is_said_and_not_repeated(shop: Shop) -> None:
    opened = shop.open(password="wrong-canary")
    with pytest.raises((UsageError, UnavailableError)) as caught:
        list(opened.walk(shop.uri()))
    assert "canary" not in repr(caught.value)
    opened.close()
