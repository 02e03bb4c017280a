"""A real database: its tables are assets in it, its values are classified by column and cell and kept nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]
import pytest

from assay.extractors.sources import DatabaseSource
from assay.governance.app import build
from assay.governance.domain import Reach, Sample, SourceOptions, Status, UsageError
from assay.governance.services import Services
from assay.governance.settings import load
from assay.governance.store import AssetRecord

IDS = ("11010519491231002X", "440524188001010014")
MAIL = "an.invented.person@example.com"
NOTE = "The blue gate is opened with four short rings"
SCHEMA = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, 姓名 TEXT, 身份证号 TEXT, contact TEXT, remark TEXT, photo BLOB);
CREATE TABLE notes (at TEXT, body TEXT);
CREATE TABLE "odd.name #1/2" (a TEXT);
CREATE VIEW open_notes AS SELECT body FROM notes;
CREATE TABLE empty (a TEXT);
"""
CUSTOMERS = (
    (1, "李雷", IDS[0], MAIL, "regular", b"\x00\xff"), (2, "韩梅梅", IDS[1], "", "", None),
    (3, "张伟", "", "", f"mail to {MAIL} instead", None),
)  # fmt: skip


def written(path: Path) -> Path:
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
        connection.executemany("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?)", CUSTOMERS)
        connection.execute("INSERT INTO notes VALUES ('2024-03-01', ?)", (NOTE,))
    connection.close()
    return path


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("database")


@pytest.fixture(scope="module")
def file(root: Path) -> Path:
    return written(root / "shop.db")


@pytest.fixture(scope="module")
def uri(file: Path) -> str:
    return f"sql+sqlite:///{file}"


@pytest.fixture(scope="module")
def shop(root: Path, uri: str) -> Iterator[Services]:
    """Return the services of a home into which the database was read once."""
    settings = load(home=root / "home", config_dir=root / "config", workers=1, embeddings=False)
    with build(settings) as services:
        services.ingest.run([uri])
        yield services


def asset(services: Services, uri: str) -> AssetRecord:
    with services.store.read() as db:
        found = [it for source in db.sources.list() if (it := db.assets.find(source.id, uri))]
    assert len(found) == 1
    return found[0]


def show(services: Services, uri: str) -> dict[str, Any]:
    return services.assets.show(asset(services, uri).id)


def test_a_database_holds_its_tables_and_views(shop: Services, uri: str) -> None:
    whole = asset(shop, uri)
    for table in ("customers", "notes", "open_notes", "empty", "odd%2Ename%20%231%2F2"):
        assert asset(shop, f"{uri}#main.{table}").parent == whole.id
    told = show(shop, uri)
    assert told["facts"]["tables"] == 4
    assert told["facts"]["views"] == 1
    assert told["status"] == "complete"


def test_values_are_classified_by_column_and_by_cell(shop: Services, uri: str) -> None:
    told = show(shop, f"{uri}#main.customers")
    found = {(it["label"], it["locator"].get("column"), it["locator"].get("row")) for it in told["findings"]}
    assert ("cn_resident_id", "身份证号", 1) in found
    assert ("email", "contact", 1) in found
    assert ("email", "remark", 3) in found  # a cell of a column that holds something else
    parts = {part["locator"].get("column"): part["rank"] for part in told["parts"]}
    assert parts == {"姓名": 10, "身份证号": 30, "contact": 20, "remark": 20}
    assert told["sensitivity"]["rank"] == 40  # name, number and contact stand together
    assert show(shop, uri)["sensitivity"]["rank"] == told["sensitivity"]["rank"]  # what holds it is as sensitive
    assert told["facts"]["rows"] == 3
    assert told["asset"]["modality"] == "table"


def test_what_is_no_text_is_said_and_makes_the_table_partial(shop: Services, uri: str) -> None:
    told = show(shop, f"{uri}#main.customers")
    assert (told["status"], told["reason"]) == ("partial", "unsupported-format")
    assert show(shop, f"{uri}#main.notes")["status"] == "complete"


def test_no_value_is_stored_anywhere_not_even_sealed(shop: Services, uri: str, root: Path) -> None:
    kept: list[str] = []
    with shop.store.read() as db:
        for table in ("customers", "notes"):
            content = asset(shop, f"{uri}#main.{table}").content_id or ""
            kept += [it["text"] for it in msgpack.unpackb(db.vault.get_extraction(content) or b"")["segments"]]
    assert "身份证号" in " ".join(kept)
    assert not [text for text in kept if any(value in text for value in (*IDS, MAIL, NOTE, "regular", "2024-03-01"))]
    homes = [path.read_bytes() for path in (root / "home").rglob("*") if path.is_file()]
    assert homes
    assert not any(value.encode() in data for data in homes for value in (*IDS, MAIL, NOTE, "韩梅梅"))


def test_a_table_that_is_dropped_is_buried_and_a_changed_one_is_read_again(
    make: Callable[..., AbstractContextManager[Any]], tmp_path: Path
) -> None:
    own = written(tmp_path / "own.db")
    uri = f"sql+sqlite:///{own}"
    with make() as desk:
        services: Services = desk.services
        assert services.ingest.run([f"{uri}#main.notes"]).files == 1  # one table can be asked for
        before = asset(services, f"{uri}#main.notes")
        services.ingest.run([uri])
        assert services.ingest.run([uri]).unchanged == 6
        with sqlite3.connect(own) as connection:
            connection.execute("DROP VIEW open_notes")
            connection.execute("INSERT INTO notes VALUES ('2024-03-02', 'call 13800138000')")
        connection.close()
        assert services.ingest.run([uri]).gone == 1
        assert asset(services, f"{uri}#main.open_notes").tombstone is not None
        after = asset(services, f"{uri}#main.notes")
        assert (after.id, after.content_id != before.content_id) == (before.id, True)


def sampled(path: Path, table: str, **options: Any) -> Sample:
    plugin = DatabaseSource()
    root = plugin.resolve(f"sql+sqlite:///{path}")
    source = plugin.open(root, Reach(options=SourceOptions(**options)))
    try:
        with source.read(source.look(f"{root}#main.{table}")) as read:
            assert isinstance(read, Sample)
            return read
    finally:
        source.close()


def test_a_large_table_is_sampled_the_same_way_each_time_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "large.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", ((it, f"v{it}") for it in range(20_000)))
    connection.close()
    one, two = sampled(path, "t", rows=100), sampled(path, "t", rows=100)
    assert one.digest == two.digest
    told = one.extraction
    assert (told.status, told.facts["rows"], told.facts["rows_estimated"]) == (Status.PARTIAL, 100, 20_000)
    assert 0 < told.coverage <= 0.01
    numbers = [
        int(cell[1:]) for it in told.segments if it.locator.column == "v" for _, cell in it.cells() if cell != "v"
    ]
    assert max(numbers) > 15_000, "the sample is spread over the table"
    whole = sampled(path, "t", all_rows=True).extraction
    assert (whole.status, whole.facts["rows"]) == (Status.COMPLETE, 20_000)


def test_a_database_is_read_and_never_written(uri: str) -> None:
    source = DatabaseSource().open(uri, Reach())
    try:
        with source._engine.connect() as connection, pytest.raises(Exception, match=r"readonly"):
            connection.exec_driver_sql("DELETE FROM notes")
    finally:
        source.close()


@pytest.mark.parametrize(
    "uri",
    [
        "sql+postgresql://ann:pw@db.example/shop", "sql+postgresql://db.example/shop?password=x", "sql+sqlite://",
        "sql+sqlite:///a.db?mode=rw", "sql+postgresql:///shop", "sql+mysql://db.example/",
    ],
)  # fmt: skip
def test_a_uri_with_a_secret_an_option_or_no_database_is_refused(uri: str) -> None:
    with pytest.raises(UsageError) as caught:
        DatabaseSource().resolve(uri)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "exact"),
    [
        ("sql+postgresql://ann@DB.Example:5432/shop", "sql+postgresql://ann@db.example:5432/shop"),
        ("SQL+PostgreSQL://db.example/shop/#public.orders", "sql+postgresql://db.example/shop#public.orders"),
    ],
)
def test_one_database_has_one_form(uri: str, exact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: True)  # the driver is an extra; nothing is reached here
    assert DatabaseSource().resolve(uri) == exact


def test_a_driver_that_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *_: None)
    with pytest.raises(UsageError, match=r"assay-governance\[postgresql\]"):
        DatabaseSource().resolve("sql+postgresql://db.example/shop")
    with pytest.raises(UsageError, match=r"assay-governance\[mysql\]"):
        DatabaseSource().resolve("sql+mariadb://db.example/shop")


def test_the_database_of_an_assay_home_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".assay-home").touch()
    with pytest.raises(UsageError, match="Assay home"):
        DatabaseSource().open(f"sql+sqlite:///{written(tmp_path / 'shop.db')}", Reach())
