"""PostgreSQL as the catalog: writers take turns as with SQLite, readers see one state, and no text holds NUL."""

from __future__ import annotations

import importlib.util
import re
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL

from assay.governance.domain import SettingsError

__all__ = ["json_without_nul", "set_up", "with_driver", "without_nul"]

_DRIVERS = ("pg8000", "psycopg", "psycopg2")
_TURN = 0x_A55A_E001  # the lock that a writer holds, one in each database
_NUL, _NONE = "\x00", "\ufffd"
_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def with_driver(url: URL) -> URL:
    """Return a URL that names a driver: the first that is installed, where it names none.

    Raises:
        SettingsError: none is.
    """
    if "+" in url.drivername:
        return url
    for name in _DRIVERS:
        if importlib.util.find_spec(name) is not None:
            return url.set(drivername=f"postgresql+{name}")
    raise SettingsError("PostgreSQL needs a driver that is not installed: pip install 'assay-governance[postgresql]'")


def set_up(engine: Engine, *, writes: bool, milliseconds: int) -> Engine:
    """Return the engine of a writer, which waits so long for those of other processes, or of a reader."""
    event.listen(engine, "before_cursor_execute", _clean_parameters, retval=True)
    if not writes:
        return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")

    @event.listens_for(engine, "begin")
    def take_turn(connection: Connection) -> None:
        """Be the only writer: the trail of audits has one end, and a piece of work one owner."""
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")

    return engine


def without_nul(text: str) -> str:
    """Put U+FFFD where a text holds NUL, which PostgreSQL cannot keep: names of files and titles may."""
    return text.replace(_NUL, _NONE)


def json_without_nul(text: str) -> str:
    """Put U+FFFD where a string in JSON holds NUL."""
    return _ESCAPED.sub(r"\1\\ufffd", text)


def _clean_parameters(
    _connection: Connection, _cursor: Any, statement: str, given: Any, _context: Any, many: bool
) -> tuple[str, Any]:
    def clean(row: Any) -> Any:
        if isinstance(row, dict):
            return {name: _clean(value) for name, value in row.items()}
        return tuple(map(_clean, row))

    return statement, [clean(row) for row in given] if many else clean(given)


def _clean(value: Any) -> Any:
    return without_nul(value) if isinstance(value, str) else value
