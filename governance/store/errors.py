"""What errors of a database become: ours, without a word that could hold a value."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import IntegrityError as ConstraintError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assay.governance.domain import AssayError, ConflictError, IntegrityError, LockedError, UnavailableError

__all__ = ["translated"]

_STATES: dict[str, tuple[type[AssayError], str]] = {  # of PostgreSQL, by how their codes begin
    "55P03": (LockedError, "another process is writing to the database"),
    "40": (LockedError, "another process is writing to the database"),
    "53100": (UnavailableError, "the disk is full"),
    "25006": (UnavailableError, "the database may only be read here"),
    "28": (UnavailableError, "the database does not take the user or the password"),
    "P0001": (ConflictError, "this table is append-only"),
    "XX": (IntegrityError, "the database is damaged"),
}

_CONSTRAINT = "23"


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into ours; a message never holds a value."""
    try:
        yield
    except PoolTimeout:
        raise LockedError("another writer of this process holds the database") from None
    except DBAPIError as exc:
        raise _meaning(_cause(exc), exc.orig, refused=isinstance(exc, ConstraintError)) from None
    except sqlite3.Error as exc:
        raise _meaning(str(exc), exc) from None


def _cause(exc: DBAPIError) -> str:
    """Return what the database says; PostgreSQL quotes rows, so its words are forgotten but for code and constraint."""
    cause = exc.orig
    if cause is None or isinstance(cause, sqlite3.Error):
        return str(cause).partition("\n")[0] if cause else ""
    told = cause.args[0] if cause.args else None
    if isinstance(told, dict):
        state, constraint = told.get("C", ""), told.get("n", "")
    else:
        state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
        constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    words = " ".join(filter(None, (state, constraint)))
    exc.args = (words,)
    held: BaseException | None = cause
    while held is not None and _maker(held) == _maker(cause):
        held.args, held = (words,), held.__cause__ or held.__context__
    return words


def _maker(error: BaseException) -> str:
    return type(error).__module__.partition(".")[0]


def _meaning(message: str, cause: BaseException | None, *, refused: bool = False) -> AssayError:
    on_server = not isinstance(cause, sqlite3.Error)
    if refused or (on_server and message.startswith(_CONSTRAINT)):
        return ConflictError(f"the database refuses this: {message}")
    for state, (kind, words) in _STATES.items():
        if on_server and message.startswith(state):
            return kind(words)
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
    name = getattr(cause, "sqlite_errorname", None) or (on_server and message) or type(cause).__name__
    return UnavailableError(f"the database does not answer: {name}")
