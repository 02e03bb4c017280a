"""Engines: how a database is set up so that what was acknowledged is on the disk, and writers take turns."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

from assay.governance.domain import SettingsError, UnavailableError
from assay.governance.store import postgresql

__all__ = ["BUSY_MILLISECONDS", "make_engine", "prepare_file", "sqlite_path"]

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
    """Return an engine: a writer has one connection and waits for those of other processes, a reader writes nothing.

    Parameters stay out of error messages and logs.

    Raises:
        SettingsError: no driver of PostgreSQL is installed, or the URL names none that is known.
    """
    sqlite = sqlite_path(url) is not None
    engine = create_engine(
        url if sqlite else postgresql.with_driver(make_url(url)),
        hide_parameters=True,
        json_serializer=_json if sqlite else lambda value: postgresql.json_without_nul(_json(value)),
        pool_size=1 if writes else 8,
        max_overflow=0 if writes else 24,
        pool_timeout=BUSY_MILLISECONDS / 1000,
        pool_pre_ping=not sqlite,
        **({"connect_args": {"check_same_thread": False, "timeout": 0}} if sqlite else {}),
    )
    if not sqlite:
        return postgresql.set_up(engine, writes=writes, milliseconds=BUSY_MILLISECONDS)
    event.listen(engine, "connect", _set_up_writer if writes else _set_up_reader)
    event.listen(engine, "begin", _begin_immediate if writes else _begin)
    return engine


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


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
