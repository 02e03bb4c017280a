"""SQL databases through SQLAlchemy: a table is an asset in its database; values are sampled and never stored."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote, unquote

from assay.extractors.sources.catalogs import Relation, relations
from assay.extractors.sources.engines import DRIVERS, connect, driver_of, reason_of, sqlite_file
from assay.extractors.sources.posix import PosixGrants
from assay.extractors.sources.sampling import overview_of, sample_of
from assay.extractors.sources.sql_grants import postgresql_grants
from assay.extractors.sources.uris import split
from assay.governance.domain import (
    UNKNOWN,
    Grant,
    Place,
    Reach,
    Reason,
    Sample,
    UnavailableError,
    UsageError,
    stamp_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["DatabaseSource"]


class DatabaseSource:
    """`sql+sqlite:///FILE`, `sql+postgresql://USER@HOST/DATABASE`, `sql+mysql://…`; a table is `…#schema.table`."""

    name: ClassVar[str] = "database"
    version: ClassVar[str] = "1"
    schemes: ClassVar[frozenset[str]] = frozenset(f"sql+{name}" for name in DRIVERS)
    near: ClassVar[bool] = False

    def resolve(self, uri: str) -> str:
        """Return the URI with an absolute path or a host in lower case.

        Raises:
            UsageError: a secret or an option stands in it, it names no database, or no driver is installed.
        """
        parts = split(uri)
        if parts.query:
            raise UsageError(
                "a database URI has no options; they stand in the settings of the source",
                "数据库地址不带选项；选项写在来源设置中",
            )
        scheme = parts.scheme.lower()
        dialect = scheme.removeprefix("sql+")
        path, _, table = uri.partition("://")[2].partition("#")
        if dialect == "sqlite":
            if not path.startswith("/") or not path.strip("/"):
                raise UsageError(
                    "the URI of a SQLite file is sql+sqlite:///PATH", "SQLite 文件的地址为 sql+sqlite:///路径"
                )
            named = unquote(path.removeprefix("/"))
            root = f"{scheme}:///{quote(os.path.abspath(named))}"
        else:
            user, at, host = parts.netloc.rpartition("@")
            database = parts.path.strip("/")
            if not host or not database:
                raise UsageError(
                    f"the URI of a database is {scheme}://USER@HOST/DATABASE",
                    f"数据库的地址为 {scheme}://用户@主机/数据库",
                )
            root = f"{scheme}://{user}{at}{host.lower()}/{database}"
        driver_of(dialect)
        return root if not table else f"{root}#{table}"

    def root(self, uri: str) -> str:
        """Return the database of a table."""
        return uri.partition("#")[0]

    def within(self, uri: str, root: str) -> bool:
        """Say whether a table is of a database, or both are the same."""
        return uri == root or ("#" not in root and uri.startswith(f"{root}#"))

    def below(self, uri: str, root: str) -> PurePath:
        """Return `schema/table`, or the database's own name."""
        _, mark, table = uri.partition("#")
        if not mark:
            return PurePosixPath(unquote(uri.rpartition("/")[2]) or "database")
        return PurePosixPath(*(unquote(part).replace("/", "_") or "_" for part in table.split(".")))

    def open(self, root: str, reach: Reach) -> OpenDatabase:
        """Connect for reading alone.

        Raises:
            UsageError: the file is not there or holds an Assay home, or the credentials have other names.
            UnavailableError: the database does not answer.
        """
        return OpenDatabase(root, reach)


class OpenDatabase:
    """A database in read-only transactions, each statement bounded in time."""

    def __init__(self, root: str, reach: Reach) -> None:
        self._root = root
        self._reach = reach
        self._file = sqlite_file(root)
        self._posix = PosixGrants()
        self._known: dict[str, Relation] | None = None
        self._engine: Engine = connect(root, reach)

    def walk(self, uri: str) -> Iterator[Place]:
        """Yield the database, then its tables and views by schema and name; or the one table."""
        if uri == self._root:
            yield self._place(uri)
        for table in sorted(self._relations(fresh=True)):
            if uri in (self._root, table):
                yield self._place(table)

    def exists(self, uri: str) -> bool:
        """Say whether the database is there, or a table in it."""
        if self._file is not None and not self._file.is_file():
            return False
        return uri == self._root or uri in self._relations()

    def look(self, uri: str) -> Place:
        """Return the state of a table; of a server's tables no state is known, so they are read every time."""
        try:
            gone = not self.exists(uri)
        except (UsageError, UnavailableError):
            return Place(uri=uri, name="", reason=Reason.PART_UNREADABLE)
        return Place(uri=uri, name="", reason=Reason.VANISHED) if gone else self._place(uri)

    @contextmanager
    def read(self, place: Place) -> Iterator[int | Sample | Reason]:
        """Sample a table, or list what a database holds."""
        yield self._read(place.uri)

    def is_gone(self, uri: str) -> bool:
        """Say whether there is no such table any more."""
        try:
            return not self.exists(uri)
        except (UsageError, UnavailableError):
            return False

    def grants(self, place: Place) -> tuple[Grant, ...]:
        """Return who may read the file of a SQLite database; who holds privileges on a PostgreSQL table."""
        if self._file is not None:
            return self._posix.of(self._file)
        relation = (self._known or {}).get(place.uri)
        if relation is not None and self._engine.dialect.name == "postgresql":
            try:
                with self._engine.connect() as connection:
                    return postgresql_grants(connection, relation)
            except Exception:  # noqa: BLE001 - drivers raise what they like; nothing is known then
                return (Grant(principal=UNKNOWN, right="own"),)
        return (Grant(principal=UNKNOWN, right="own"),)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _read(self, uri: str) -> Sample | Reason:
        begun = time.monotonic()
        try:
            if uri == self._root:
                return overview_of(list(self._relations().values()), self._reach.limits)
            relation = self._relations().get(uri)
            if relation is None:
                return Reason.VANISHED
            with self._engine.connect() as connection:
                return sample_of(connection, relation, uri, self._reach.options, self._reach.limits)
        except UnavailableError:
            return Reason.PART_UNREADABLE
        except Exception as exc:  # noqa: BLE001 - drivers raise what they like; their text may hold values
            return reason_of(exc, late=time.monotonic() - begun >= self._reach.options.seconds)

    def _relations(self, *, fresh: bool = False) -> dict[str, Relation]:
        if self._known is None or fresh:
            try:
                found = relations(self._engine)
            except Exception as exc:  # noqa: BLE001 - drivers raise what they like
                raise UnavailableError(
                    f"a database does not answer: {type(exc).__name__}", f"数据库没有应答：{type(exc).__name__}"
                ) from None
            self._known = {self._uri(it): it for it in found}
        return self._known

    def _uri(self, relation: Relation) -> str:
        names = (quote(part, safe="").replace(".", "%2E") for part in (relation.schema or "main", relation.name))
        return f"{self._root}#{'.'.join(names)}"

    def _place(self, uri: str) -> Place:
        parent = self._root if uri != self._root else None
        name = unquote(uri.rpartition("." if parent else "/")[2])
        if self._file is None:
            return Place(uri=uri, name=name, parent=parent, settled=False)
        info, options = self._file.stat(), self._reach.options
        log = self._file.with_name(self._file.name + "-wal")
        beside = log.stat() if log.exists() else None
        state = (info.st_ino, beside and (beside.st_size, beside.st_mtime_ns), options.rows, options.all_rows)
        return Place(
            uri=uri, name=name, parent=parent, size=info.st_size, mtime_ns=info.st_mtime_ns, inode=stamp_of(state)
        )
