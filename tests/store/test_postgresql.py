"""PostgreSQL as the catalog, from a real server: `make test-stores` (the other tests of the store run there too)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from tests.servers import NEEDS, PASSWORD, Databases

from assay.governance.domain import LOCAL_ADMIN, ConflictError, LockedError, SettingsError, UnavailableError
from assay.governance.security import Keyring
from assay.governance.store import Store, migrations
from assay.governance.store.engine import make_engine
from assay.governance.store.errors import translated
from assay.governance.store.tables import metadata

AUDITED = """
import sys
from pathlib import Path
from assay.governance.domain import LOCAL_ADMIN
from assay.governance.security import Keyring
from assay.governance.store import Store
store = Store.open(sys.argv[2], Keyring.open(Path(sys.argv[1])))
for number in range(20):
    with store.write() as unit:
        unit.audit.append(LOCAL_ADMIN, "decide", f"{sys.argv[3]}-{number}", {})
"""


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Databases:
    pytest.importorskip("pg8000", reason=NEEDS)
    made: Databases = request.getfixturevalue("postgresql_server")
    return made


@pytest.fixture
def url(server: Databases) -> Iterator[str]:
    yield server.create("own")
    server.drop("own")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = make_engine(url, writes=True)
    yield made
    made.dispose()


@pytest.fixture
def own(url: str, server: Databases, open_store: Callable[[str], Store]) -> Store:
    server.create("own", template="template")
    return open_store(url)


def schema(engine: Engine) -> dict[str, Any]:
    looked = inspect(engine)
    found: dict[str, Any] = {
        name: (
            [(it["name"], str(it["type"]), it["nullable"], it["default"]) for it in looked.get_columns(name)],
            looked.get_pk_constraint(name), sorted(map(str, looked.get_foreign_keys(name))),
            sorted(map(str, looked.get_indexes(name))), sorted(map(str, looked.get_check_constraints(name))),
        )
        for name in looked.get_table_names()
    }  # fmt: skip
    with engine.connect() as connection:
        asked = "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        found["triggers"] = sorted(map(tuple, connection.execute(text(asked)).all()))
    return found


def test_up_down_and_up_again_gives_the_same_schema_which_is_the_one_that_the_code_uses(engine: Engine) -> None:
    migrations.upgrade(engine)
    first = schema(engine)
    migrations.downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrations.upgrade(engine)
    assert schema(engine) == first
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_what_people_did_cannot_be_changed_or_deleted(own: Store, url: str) -> None:
    with own.write() as unit:
        unit.audit.append(LOCAL_ADMIN, "decide", "asset", {})
    engine = make_engine(url, writes=True)
    for statement in ("UPDATE audit_event SET actor = 'eve'", "DELETE FROM audit_event", "TRUNCATE decision"):
        with pytest.raises(ConflictError, match="append-only"), translated(), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_what_was_changed_in_the_trail_all_the_same_is_found(own: Store, url: str) -> None:
    for number in range(5):
        with own.write() as unit:
            unit.audit.append(LOCAL_ADMIN, "decide", f"asset-{number}", {"é": [1.5]})
    assert own.verify_audit() is None
    engine = make_engine(url, writes=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE audit_event SET actor = 'eve' WHERE position = 3")
    engine.dispose()
    assert own.verify_audit() == 3


def test_processes_that_write_at_once_take_turns(own: Store, url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", AUDITED, str(tmp_path / "config"), url]
    children = [subprocess.Popen([*command, name]) for name in ("one", "two", "three")]
    assert [child.wait(timeout=60) for child in children] == [0, 0, 0]
    assert own.verify_audit() is None
    with own.read() as unit:
        assert unit.audit.end()[0] == 60


def test_a_writer_that_takes_too_long_is_named(engine: Engine, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.governance.store.engine.BUSY_MILLISECONDS", 50)
    other = make_engine(url, writes=True)
    with engine.begin(), pytest.raises(LockedError), translated(), other.begin():
        pass
    with translated(), other.begin():
        pass
    other.dispose()


def test_a_row_that_is_refused_is_not_quoted(own: Store, hand: Any) -> None:
    with own.write() as unit:
        hand.asset(unit, "a.txt")
    with pytest.raises(ConflictError, match="23503 fk_") as caught, own.write() as unit:
        unit.findings.replace_asset("no such asset", [hand.finding("x")])
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "no such asset" not in repr(chain) + str(chain)
        chain = chain.__cause__ or chain.__context__


def test_a_server_that_went_away_is_said_and_found_again(own: Store, url: str, server: Databases) -> None:
    assert own.counts()["asset"] == 0
    server.leave("own")
    assert own.counts()["asset"] == 0
    with own.write() as unit:
        unit.audit.append(LOCAL_ADMIN, "decide", "asset", {})


@pytest.mark.parametrize(
    ("changed", "said"),
    [((PASSWORD, "wrong-canary"), "user or the password"), (("/own", "/none"), "does not answer"),
     (("127.0.0.1:", "127.0.0.1:1"), "does not answer")],
)  # fmt: skip
def test_a_server_that_cannot_be_used_is_said_without_the_password(
    url: str, keyring: Keyring, changed: tuple[str, str], said: str
) -> None:
    with pytest.raises(UnavailableError, match=said) as caught:
        Store.open(url.replace(*changed), keyring)
    assert "canary" not in repr(caught.value)
    assert PASSWORD not in repr(caught.value)


def test_without_a_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"assay-governance\[postgresql\]"):
        make_engine("postgresql://assay@db/assay", writes=True)


def test_a_url_without_a_driver_takes_the_installed_one(server: Databases, url: str) -> None:
    engine = make_engine(url.replace("+pg8000", ""), writes=False)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("value", "kept"),
    [("a\x00张", "a\ufffd张"), ("\\\x00", "\\\ufffd"), ("\\u0000", "\\u0000"), ("\\\\u0000", "\\\\u0000")],
)
def test_a_sign_that_it_cannot_keep_is_replaced_in_texts_and_in_json(own: Store, value: str, kept: str) -> None:
    with own.write() as unit:
        unit.audit.append(LOCAL_ADMIN, "decide", value, {"in": [value]})
    with own.read() as unit:
        (event,) = unit.audit.page().items
    assert (event.target, event.details) == (kept, {"in": [kept]})
    assert own.verify_audit() is None
