"""The store: one database, its keys, and transactions over it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from assay.governance.domain import AssayError, IntegrityError, SettingsError
from assay.governance.security import Keyring, same_secret
from assay.governance.store.engine import BUSY_MILLISECONDS, make_engine, prepare_file, sqlite_path
from assay.governance.store.errors import translated
from assay.governance.store.ids import new_id
from assay.governance.store.migrations import upgrade
from assay.governance.store.repositories import AuditRepository, Inconsistency, Transaction
from assay.governance.store.repositories.meta import MetaRepository
from assay.governance.store.unit import Unit

__all__ = ["Store"]

_LOG = logging.getLogger(__name__)
_KEY_CHECK, _CHAIN, _SCRUB = "key-check", "chain", "scrub"
_SCRUB_TRIES = 20
_CHECKPOINT_MILLISECONDS = 250


class Store:
    """A database with its keyring. Thread-safe: readers side by side, writers one after the other."""

    def __init__(self, *, writer: Engine, reader: Engine, keyring: Keyring, path: Path | None) -> None:
        self._writer = writer
        self._reader = reader
        self._keyring = keyring
        self._path = path
        self._thread = threading.local()
        self._chain = ""

    @classmethod
    def open(cls, url: str, keyring: Keyring, *, create: bool = True) -> Store:
        """Open the database, made (folder 0700, file 0600) and brought to the newest schema where needed.

        Raises:
            SettingsError: the URL cannot be used, or the keys lie where the database does.
            UnavailableError: it is not there and may not be made, is locked, or a newer Assay made it.
            IntegrityError: the keys are not those that it was made with, or the file is damaged.
        """
        path = sqlite_path(url)
        if path is not None:
            home = path.parent.resolve()
            if keyring.folder is not None and home in (keyring.folder.resolve(), *keyring.folder.resolve().parents):
                raise SettingsError("the keys must not lie in the folder of the database")
            prepare_file(path, create=create)
        writer, reader = make_engine(url, writes=True), make_engine(url, writes=False)
        store = cls(writer=writer, reader=reader, keyring=keyring, path=path)
        try:
            with translated():
                upgrade(writer)
            store._recognise()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def chain(self) -> str:
        """The id of this database's audit trail, under which the keyring notes its end."""
        return self._chain

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Open one transaction that is committed at the end, or rolled back by any exception.

        On return everything in it is on the disk. Hold it briefly: nobody else writes meanwhile. Not to be
        opened inside another one.

        Raises:
            LockedError: another writer did not finish within half a minute.
            UnavailableError: the disk is full or the database does not answer; nothing was written.
            ConflictError: a constraint refuses it; nothing was written.
        """
        with self._transaction() as transaction:
            yield Unit(transaction)
            if transaction.scrub:
                MetaRepository(transaction).put(_SCRUB, "wanted")
            whole = transaction.audited is None or AuditRepository(transaction).holds(
                self._keyring.checkpoint(self._chain)
            )
        if transaction.audited is not None:
            if whole:
                self._keyring.note_checkpoint(self._chain, *transaction.audited)
            else:  # the older note stays, so that what is missing cannot be grown over
                _LOG.error("the audit trail does not hold what was noted of it; see: assay audit verify")
        if transaction.scrub:
            self.scrub()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Open a transaction that sees one state and can write nothing."""
        with translated(), self._reader.begin() as connection:
            yield Unit(Transaction(connection=connection, keyring=self._keyring))

    def verify_audit(self) -> int | None:
        """Return the first position of the audit trail that is wrong or missing; None where it holds.

        The end is compared with the note in the configuration folder.
        """
        with self.read() as unit:
            return unit.audit.verify(self._keyring.checkpoint(self._chain))

    def dump(self) -> tuple[str, ...]:
        """Return the canonical dump: equal for two stores under one keyring that say the same."""
        with self.read() as unit:
            return unit.canonical.lines()

    def check(self) -> Sequence[Inconsistency]:
        """Return what in the database does not agree with the rest of it; nothing on clean data."""
        with self.read() as unit:
            return unit.checks.inconsistencies()

    def counts(self) -> Mapping[str, int]:
        """Return how many rows each table has."""
        with self.read() as unit:
            return unit.checks.counts()

    def scrub(self) -> bool:
        """Overwrite what was forgotten in the write-ahead log; say whether all is gone.

        A reader that is under way holds it up for some seconds; what is left then goes when the store is
        opened the next time.
        """
        if self._path is None:
            return True
        done = self._empty_log()
        if done:
            with self._transaction() as transaction:
                MetaRepository(transaction).drop(_SCRUB)
        else:
            _LOG.warning("a reader holds up the removal of forgotten content; it is tried again later")
        return done

    def close(self) -> None:
        """Let go of all connections."""
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        if getattr(self._thread, "writes", False):
            raise RuntimeError("a transaction is open in this thread already")
        self._thread.writes = True
        try:
            with translated(), self._writer.begin() as connection:
                yield Transaction(connection=connection, keyring=self._keyring)
        finally:
            self._thread.writes = False

    def _empty_log(self) -> bool:
        for _ in range(_SCRUB_TRIES):
            with translated():
                raw = self._writer.raw_connection()
                try:
                    raw.cursor().execute(f"PRAGMA busy_timeout = {_CHECKPOINT_MILLISECONDS}")
                    busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                finally:
                    raw.cursor().execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
                    raw.close()
            if not busy:
                return True
        return False

    def _recognise(self) -> None:
        """Check that the keys are the database's; a new database takes these."""
        mark = "v1:" + self._keyring.mac("key-check", self._keyring.master).hex()
        with translated(), self._reader.begin() as connection:
            meta = MetaRepository(Transaction(connection=connection, keyring=self._keyring))
            known, chain, wanted = meta.get(_KEY_CHECK), meta.get(_CHAIN), meta.get(_SCRUB) is not None
        if known is None or chain is None:
            known, chain = self._introduce(mark)
        if not same_secret(known, mark):
            raise IntegrityError("the keys in the configuration folder are not those that this database was made with")
        self._chain = chain
        if wanted:
            try:
                self.scrub()
            except AssayError:
                _LOG.warning("forgotten content could not be removed from the log yet")

    def _introduce(self, mark: str) -> tuple[str, str]:
        with self._transaction() as transaction:
            meta = MetaRepository(transaction)
            for name, value in ((_KEY_CHECK, mark), (_CHAIN, new_id())):
                if meta.get(name) is None:
                    meta.put(name, value)
            return meta.get(_KEY_CHECK) or "", meta.get(_CHAIN) or ""
