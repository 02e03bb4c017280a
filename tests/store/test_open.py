"""A database opens with its own keys, at its own version, for its owner alone."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.governance.domain import (
    ConflictError,
    IntegrityError,
    LockedError,
    SettingsError,
    UnavailableError,
)
from assay.governance.security import Keyring
from assay.governance.store import Store
from assay.governance.store.engine import make_engine
from assay.governance.store.errors import translated


@pytest.mark.sqlite
def test_folder_and_file_are_for_the_owner_alone(store: Store, tmp_path: Path, hand) -> None:
    with store.write() as unit:
        hand.source(unit)
    home = tmp_path / "home"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}


@pytest.mark.sqlite
def test_what_was_acknowledged_is_on_the_disk_first(url: str, store: Store) -> None:
    for writes in (True, False):
        engine = make_engine(url, writes=writes)
        with engine.connect() as connection:
            pragma = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "query_only")
            }
        engine.dispose()
        assert pragma == {
            "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
            "query_only": int(not writes),
        }  # fmt: skip


def test_other_keys_are_refused(store: Store, url: str) -> None:
    with pytest.raises(IntegrityError, match="keys"):
        Store.open(url, Keyring.ephemeral())


@pytest.mark.parametrize("inside", ["config", "config/deeper"])
def test_keys_do_not_lie_with_the_database(tmp_path: Path, inside: str) -> None:
    keyring = Keyring.open(tmp_path / "home" / inside)
    with pytest.raises(SettingsError, match="keys"):
        Store.open(f"sqlite:///{tmp_path / 'home' / 'assay.db'}", keyring)
    assert not (tmp_path / "home" / "assay.db").exists()


@pytest.mark.sqlite
def test_nothing_is_made_where_nothing_may_be_made(url: str, keyring: Keyring, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="no Assay home"):
        Store.open(url, keyring, create=False)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
@pytest.mark.sqlite
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="database_url"):
        Store.open(url, Keyring.ephemeral())


@pytest.mark.sqlite
def test_a_file_that_is_no_database_is_left_untouched(tmp_path: Path, keyring: Keyring, url: str) -> None:
    path = tmp_path / "home" / "assay.db"
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(IntegrityError, match="damaged"):
        Store.open(url, keyring)
    assert path.read_bytes() == b"not a database at all" * 500


@pytest.mark.sqlite
def test_the_database_of_a_newer_assay_is_left_untouched(
    store: Store, url: str, keyring: Keyring, tmp_path: Path
) -> None:
    store.close()
    with sqlite3.connect(tmp_path / "home" / "assay.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(UnavailableError, match="newer"):
        Store.open(url, keyring)


def test_a_reader_can_write_nothing(store: Store, hand) -> None:
    with pytest.raises(UnavailableError, match="only be read"), store.read() as unit:
        hand.source(unit)


def test_transactions_are_not_nested(store: Store) -> None:
    with store.write(), pytest.raises(RuntimeError, match="open in this thread"), store.write():
        pass
    with store.write():
        pass


def test_an_exception_leaves_nothing_behind(store: Store, hand) -> None:
    before = store.counts()

    def fail_after_writing() -> None:
        with store.write() as unit:
            hand.asset(unit, "a.txt")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    assert store.counts() == before


def test_an_error_of_the_database_shows_no_value(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "canary-4711.txt")
    with pytest.raises(ConflictError) as caught, store.write() as unit:
        unit.findings.replace_asset("no such asset", [hand.finding("x")])
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "13800138000" not in str(chain)
        assert record.path_hash not in str(chain)
        assert "no such asset" not in str(chain)
        chain = chain.__cause__ or chain.__context__


@pytest.mark.sqlite
def test_a_second_process_that_writes_is_waited_for_and_then_named(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(tmp_path / "home" / "assay.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("assay.governance.store.engine.BUSY_MILLISECONDS", 50)
    engine = make_engine(f"sqlite:///{tmp_path / 'home' / 'assay.db'}", writes=True)
    with pytest.raises(LockedError), translated(), engine.begin():
        pass
    other.execute("COMMIT")
    other.close()
    with translated(), engine.begin():
        pass
    engine.dispose()


def test_two_processes_open_a_new_database_at_once(tmp_path: Path, url: str) -> None:
    code = (
        "import sys; from pathlib import Path; from assay.governance.security import Keyring; "
        "from assay.governance.store import Store; s = Store.open(sys.argv[2], Keyring.open(Path(sys.argv[1]))); "
        "print(s.chain, len(s.check()))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "config"), url]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    answers = {child.communicate(timeout=60)[0] for child in children}
    assert [child.returncode for child in children] == [0] * 4
    assert len(answers) == 1


def test_opening_again_imports_no_migration_tool(store: Store, url: str, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from assay.governance.security import Keyring; "
        "from assay.governance.store import Store; Store.open(sys.argv[2], Keyring.open(Path(sys.argv[1]))); "
        "print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "config"), url]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip() == "False"


@pytest.mark.sqlite
def test_a_full_disk_refuses_the_write_and_goes_on_alone_when_there_is_room(
    open_store: Callable[[str], Store], url: str, hand
) -> None:
    store = open_store(url)
    with store.write() as unit:
        kept = hand.asset(unit, "kept.txt")
    before = store.dump()

    def limit(pages: int) -> None:
        raw = store._writer.raw_connection()
        raw.cursor().execute(f"PRAGMA max_page_count = {pages}").fetchall()
        raw.close()

    limit(1)
    with pytest.raises(UnavailableError, match="disk is full"), store.write() as unit:
        [hand.asset(unit, f"{number}.txt", "words " * 500 + str(number)) for number in range(200)]
    assert store.dump() == before
    with store.read() as unit:
        assert unit.assets.get(kept.id) == kept
    limit(1_000_000)
    with store.write() as unit:
        hand.asset(unit, "later.txt")
    assert store.check() == []
