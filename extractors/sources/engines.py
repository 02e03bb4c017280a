"""Connections to databases: read-only, each statement bounded in time, credentials by reference."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from assay.governance.domain import Reach, Reason, UnavailableError, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["DRIVERS", "connect", "driver_of", "reason_of", "sqlite_file"]

# The first driver that is installed is taken.
DRIVERS: dict[str, tuple[str, ...]] = {
    "sqlite": ("sqlite3",),
    "postgresql": ("pg8000", "psycopg", "psycopg2"),
    "mysql": ("pymysql",),
    "mariadb": ("pymysql",),
}
_SECRETS = frozenset({"username", "password", "tls"})
_POOL = 4
_STEPS = 10_000
_DENIED = frozenset({"42501", 1044, 1045, 1142, 1143})
_LATE = frozenset({"57014", 1969, 3024})


def driver_of(dialect: str) -> str:
    """Return the installed driver of a dialect.

    Raises:
        UsageError: there is none.
    """
    for name in DRIVERS[dialect]:
        if importlib.util.find_spec(name) is not None:
            return name
    extra = "mysql" if dialect in ("mysql", "mariadb") else dialect
    install = f"pip install 'assay-governance[{extra}]'"
    raise UsageError(
        f"{dialect} sources need a driver that is not installed: {install}",
        f"{dialect} 来源需要的驱动未安装：{install}",
    )


def sqlite_file(root: str) -> Path | None:
    """Return the file of a SQLite database; None for a server."""
    return Path(unquote(urlsplit(root).path[1:])) if root.startswith("sql+sqlite:") else None


def connect(root: str, reach: Reach) -> Engine:
    """Return an engine whose connections can write nothing; nobody is asked yet.

    Raises:
        UsageError: the file lies in a private folder, or the credentials have names that are not known.
    """
    if unknown := set(reach.secrets) - _SECRETS:
        raise UsageError(
            f"credentials for a database are named: {', '.join(sorted(_SECRETS))}, not {len(unknown)} other",
            f"数据库的凭据名称为：{'、'.join(sorted(_SECRETS))}；另有 {len(unknown)} 个不识别",
        )
    file = sqlite_file(root)
    return _sqlite(file, reach) if file is not None else _server(root, reach)


def _sqlite(file: Path, reach: Reach) -> Engine:
    from sqlalchemy import create_engine

    real = file.resolve()
    holders = (real, *real.parents)
    if any(it in holders for it in (one.resolve() for one in reach.private)) or any(
        (it / reach.mark).exists() for it in holders
    ):
        raise UsageError("the database of an Assay home is not read", "不读取 Assay 自身目录中的数据库")
    seconds = reach.options.seconds

    def opened() -> sqlite3.Connection:
        """Open the file so that neither we nor what its schema says can write or run anything."""
        connection = sqlite3.connect(f"file:{quote(os.fspath(real))}?mode=ro", uri=True, check_same_thread=False)
        for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        return connection

    engine = create_engine("sqlite://", creator=opened, hide_parameters=True, pool_size=_POOL, poolclass=_pool())
    _bound(engine, seconds)
    return engine


def _bound(engine: Engine, seconds: float) -> None:
    """End statements of SQLite that run too long: it has no time-out of its own."""
    from sqlalchemy import event

    @event.listens_for(engine, "before_cursor_execute")
    def begin(connection: Any, *_: Any) -> None:
        deadline = time.monotonic() + seconds
        raw = connection.connection.dbapi_connection
        raw.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)


def _server(root: str, reach: Reach) -> Engine:
    from sqlalchemy import URL, create_engine, event

    parts = urlsplit(root)
    dialect = parts.scheme.removeprefix("sql+")
    driver, seconds = driver_of(dialect), reach.options.seconds
    url = URL.create(
        f"{dialect}+{driver}", username=reach.secrets.get("username") or unquote(parts.username or "") or None,
        password=reach.secrets.get("password"), host=parts.hostname, port=parts.port,
        database=unquote(parts.path.strip("/")),
    )  # fmt: skip
    engine = create_engine(
        url, hide_parameters=True, pool_size=_POOL, pool_timeout=seconds, poolclass=_pool(),
        connect_args=_arguments(driver, reach),
    )  # fmt: skip
    first = _settings(dialect, int(seconds * 1_000))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for statement in first:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    return engine


def _arguments(driver: str, reach: Reach) -> dict[str, Any]:
    import ssl

    context = ssl.create_default_context() if reach.secrets.get("tls") == "true" else None
    seconds = max(1, int(reach.options.seconds))
    if driver == "pg8000":
        return {"timeout": seconds * 2, **({"ssl_context": context} if context else {})}
    if driver == "pymysql":
        limits = {"connect_timeout": seconds, "read_timeout": seconds * 2}
        return {**limits, **({"ssl": context} if context else {})}
    return {"connect_timeout": seconds, **({"sslmode": "verify-full"} if context else {})}


def _settings(dialect: str, milliseconds: int) -> tuple[str, ...]:
    if dialect == "postgresql":
        return (
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            f"SET statement_timeout = {milliseconds}",
            f"SET lock_timeout = {milliseconds}",
            f"SET idle_in_transaction_session_timeout = {milliseconds * 10}",
        )
    limit = (
        f"SET SESSION max_execution_time = {milliseconds}"
        if dialect == "mysql"
        else f"SET SESSION max_statement_time = {milliseconds / 1_000}"
    )
    return ("SET SESSION TRANSACTION READ ONLY", limit)


def _pool() -> Any:
    from sqlalchemy.pool import QueuePool

    return QueuePool


def reason_of(exc: Exception, *, late: bool) -> Reason:
    """Return why a statement failed; the error's text is not looked at beyond its code."""
    original = getattr(exc, "orig", None)
    arguments = getattr(original, "args", ())
    first = arguments[0] if arguments else None
    told = first.get("C") if isinstance(first, dict) else first  # one driver gives a dictionary, one a number
    code = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None) or told
    if code in _DENIED:
        return Reason.NOT_PERMITTED
    if isinstance(exc, UnavailableError):
        return Reason.PART_UNREADABLE
    return Reason.TIME_LIMIT if late or code in _LATE else Reason.PART_UNREADABLE
