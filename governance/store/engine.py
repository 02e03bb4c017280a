"""Engines: how SQLite is set up so that what was acknowledged is on the disk, and what errors become."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import IntegrityError as BrokenConstraint
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assay.governance.domain import ConflictError, IntegrityError, LockedError, SettingsError, UnavailableError

__all__ = ["BUSY_MILLISECONDS", "make_engine", "prepare_file", "sqlite_path", "translated"]

BUSY_MILLISECONDS = 30_000


def sqlite_path(url: str | URL) -> Path | None:
    """Return the database's file; None for a server.

    Raises:
        SettingsError: an unknown kind of database, or SQLite in memory, where nothing would be kept.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return None
    if parsed.get_backend_name() != "sqlite":
        raise SettingsError("database_url must name SQLite or PostgreSQL")
    if not parsed.database or parsed.database == ":memory:":
        raise SettingsError("database_url must name a file; nothing would be kept in memory")
    return Path(parsed.database).absolute()


def prepare_file(path: Path, *, create: bool) -> None:
    """Make the database's folder (0700) and file (0600) where they are missing.

    Raises:
        UnavailableError: it is not there and may not be made, or cannot be opened.
    """
    try:
        if create:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        elif not path.is_file():
            raise UnavailableError("there is no Assay home here; ingest something first")
    except OSError as exc:
        raise UnavailableError(f"the database cannot be opened: {os.strerror(exc.errno or 0)}") from None


def make_engine(url: str | URL, *, writes: bool) -> Engine:
    """Return an engine: a writer has one connection and begins IMMEDIATE, a reader can write nothing.

    Parameters stay out of error messages and logs.
    """
    sqlite = sqlite_path(url) is not None
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        pool_size=1 if writes else 8,
        max_overflow=0 if writes else 24,
        pool_timeout=BUSY_MILLISECONDS / 1000,
        **({"connect_args": {"check_same_thread": False, "timeout": 0}} if sqlite else {}),
    )
    if sqlite:
        event.listen(engine, "connect", _set_up_writer if writes else _set_up_reader)
        event.listen(engine, "begin", _begin_immediate if writes else _begin)
    elif not writes:
        return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    return engine


_MAPPED = 1 << 30
"""Bytes of the file that readers see in memory as they are, without a copy of each page that a walk asks for."""


def _set_up(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
        "cache_size = -16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_writer(connection: sqlite3.Connection, _record: Any) -> None:
    _set_up(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 1000")
    connection.execute("PRAGMA journal_size_limit = 67108864")


def _set_up_reader(connection: sqlite3.Connection, _record: Any) -> None:
    _set_up(connection)
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into ours; a message never holds a value."""
    try:
        yield
    except PoolTimeout:
        raise LockedError("another writer of this process holds the database") from None
    except BrokenConstraint as exc:
        raise ConflictError(f"the database refuses this: {_cause(exc)}") from None
    except DBAPIError as exc:
        raise _meaning(_cause(exc), exc.orig) from None  # the cause's own words may hold a value
    except sqlite3.Error as exc:
        raise _meaning(str(exc), exc) from None


def _cause(exc: DBAPIError) -> str:
    return str(exc.orig).splitlines()[0] if str(exc.orig) else ""


def _meaning(message: str, cause: BaseException | None) -> UnavailableError | IntegrityError | ConflictError:
    lower = message.lower()
    if "locked" in lower or "busy" in lower:
        return LockedError("another process is writing to the database")
    if "disk is full" in lower:
        return UnavailableError("the disk is full")
    if "append-only" in lower:
        return ConflictError("this table is append-only")
    if "readonly" in lower or "read-only" in lower:
        return UnavailableError("the database may only be read here")
    if any(word in lower for word in ("malformed", "not a database", "corrupt", "could not decode")):
        return IntegrityError("the database file is damaged")
    name = getattr(cause, "sqlite_errorname", None) or type(cause).__name__
    return UnavailableError(f"the database does not answer: {name}")
