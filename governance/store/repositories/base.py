"""What repositories share: one transaction, one workspace, small helpers over SQLAlchemy Core."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from assay.governance.domain import UsageError
from assay.governance.security import Keyring
from assay.governance.store.tables import asset, grade

__all__ = ["Ceilings", "Repository", "Transaction", "batches", "decode_cursor", "encode_cursor"]

_BATCH = 400

T = TypeVar("T")

Ceilings = Sequence[tuple[str, int]]


@dataclass(slots=True, kw_only=True)
class Transaction:
    """An open transaction. `scrub` asks for a checkpoint afterwards, `audited` is the chain's new end."""

    connection: Connection
    keyring: Keyring
    workspace: str = "default"
    scrub: bool = False
    audited: tuple[int, str] | None = None
    data_keys: dict[str, bytes] = field(default_factory=dict)


class Repository:
    """A view of some tables inside one transaction and one workspace."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @property
    def _workspace(self) -> str:
        return self._transaction.workspace

    @property
    def _sqlite(self) -> bool:
        return self._transaction.connection.dialect.name == "sqlite"

    def _mine(self, table: Table) -> ColumnElement[bool]:
        return table.c.workspace == self._workspace

    def _run(self, statement: Executable) -> int:
        return self._transaction.connection.execute(statement).rowcount

    def _all(self, statement: Executable) -> Sequence[Any]:
        return self._transaction.connection.execute(statement).all()

    def _one(self, statement: Executable) -> Row[Any] | None:
        return self._transaction.connection.execute(statement).first()

    def _value(self, statement: Executable) -> Any:
        return self._transaction.connection.execute(statement).scalar()

    def _insert(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        full = [{"workspace": self._workspace, **row} for row in rows]
        if full:
            self._transaction.connection.execute(table.insert(), full)

    def _upsert(self, table: Table, row: Mapping[str, Any], *, keep: Iterable[str] = ()) -> None:
        """Insert a row, or replace the one with its primary key, whose columns in `keep` stay."""
        self._upsert_many(table, [row], keep=keep)

    def _upsert_many(self, table: Table, rows: Iterable[Mapping[str, Any]], *, keep: Iterable[str] = ()) -> None:
        """Insert rows of the same columns, or replace those with their primary keys; columns in `keep` stay."""
        full = [{"workspace": self._workspace, **row} for row in rows]
        if full:
            statement = _upsert(table, tuple(full[0]), frozenset(keep), on_sqlite=self._sqlite)
            self._transaction.connection.execute(statement, full)

    def _exists(self, table: Table, *conditions: ColumnElement[bool]) -> bool:
        return self._one(select(table.c.workspace).where(self._mine(table), *conditions).limit(1)) is not None

    def _alive(self, content_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return that an asset which is not gone has a content; looked up a row, not made a list of first."""
        return exists().where(self._mine(asset), asset.c.content_id == content_id, asset.c.tombstone.is_(None))

    def _under(self, ceilings: Ceilings) -> list[ColumnElement[bool]]:
        """Return what holds of assets that no pack grades above its ceiling; what a pack does not grade is above."""
        graded = select(grade.c.asset_id).where(self._mine(grade)).correlate(None)
        return [asset.c.id.in_(graded.where(grade.c.policy == pack, grade.c.rank <= rank)) for pack, rank in ceilings]

    @staticmethod
    def _now() -> datetime:
        return datetime.now(UTC)


@cache
def _upsert(table: Table, columns: tuple[str, ...], keep: frozenset[str], *, on_sqlite: bool) -> Executable:
    """Return the statement, made once: making it costs more than running it."""
    dialect = sqlite if on_sqlite else postgresql
    statement = dialect.insert(table).values({name: bindparam(name) for name in columns})
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in columns if name not in keys and name not in keep}
    done: Executable = (
        statement.on_conflict_do_update(index_elements=keys, set_=changes)
        if changes
        else statement.on_conflict_do_nothing(index_elements=keys)
    )
    return done


def batches(items: Iterable[T], size: int = _BATCH) -> Iterator[list[T]]:
    """Yield lists of at most `size` items, so that no statement has too many parameters."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def encode_cursor(*key: str | float) -> str:
    """Return an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """Read a cursor whose parts must be of `kinds`.

    Raises:
        UsageError: it is none of ours.
    """
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        key = None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise UsageError("the cursor is not one that this list gave")
    return tuple(key)
