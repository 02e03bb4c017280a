"""Database servers on loopback, each with a folder of its own that goes with it: PostgreSQL and MariaDB."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

__all__ = ["NEEDS", "PASSWORD", "USER", "Databases", "free_port", "mariadb", "postgresql", "wait_for"]

NEEDS = "needs drivers and servers: make test-stores"
USER, PASSWORD = "assay", "made-for-tests"


class Databases:
    """The databases of a PostgreSQL server."""

    def __init__(self, address: str) -> None:
        self._server = f"postgresql+pg8000://{USER}:{PASSWORD}@{address}"

    def create(self, name: str, *, template: str = "template1") -> str:
        """Make a database anew, as a copy of another; return its URL."""
        self.drop(name)
        self._do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"{self._server}/{name}"

    def drop(self, name: str) -> None:
        """Drop a database, whoever is in it."""
        self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def leave(self, name: str) -> None:
        """End all connections to a database, as a server does that starts anew."""
        asked = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        while self._do(asked, name=name):
            time.sleep(0.05)

    def _do(self, statement: str, **values: str) -> int:
        engine = create_engine(f"{self._server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            return connection.execute(text(statement), values).rowcount


@contextmanager
def postgresql() -> Iterator[str]:
    """Serve PostgreSQL; yield `HOST:PORT`. `USER` owns it."""
    tools = _tools("initdb", "postgres", beside="/usr/lib/postgresql/*/bin")
    if tools is None or find_spec("pg8000") is None:
        pytest.skip(NEEDS)
    with _folder("postgres") as (folder, user):
        (folder / "password").write_text(PASSWORD)
        make = [tools / "initdb", "-D", folder / "data", "-E", "UTF8", "--locale=C.UTF-8"]
        _run([*make, "-U", USER, "-A", "scram-sha-256", f"--pwfile={folder / 'password'}"], user)
        port = free_port()
        command = [tools / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, "-c", "fsync=off"]
        with _serving([*command, "-c", "listen_addresses=127.0.0.1"], port, user):
            yield f"127.0.0.1:{port}"


@contextmanager
def mariadb() -> Iterator[str]:
    """Serve MariaDB with an empty database `shop`; yield `HOST:PORT`. `USER` may do all."""
    tools = _tools("mariadbd", beside="/usr/sbin")
    make = shutil.which("mariadb-install-db")
    if tools is None or make is None or find_spec("pymysql") is None:
        pytest.skip(NEEDS)
    with _folder("mysql") as (folder, user):
        _run([make, "--no-defaults", f"--datadir={folder / 'data'}", "--skip-test-db"], user)
        first = folder / "first.sql"
        first.write_text(
            f"CREATE DATABASE shop CHARACTER SET utf8mb4;\nCREATE USER {USER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
            f"GRANT ALL ON *.* TO {USER}@'127.0.0.1' WITH GRANT OPTION;"
        )
        port = free_port()
        command = [tools / "mariadbd", "--no-defaults", f"--datadir={folder / 'data'}", f"--init-file={first}"]
        options = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 's'}", "--skip-name-resolve"]
        with _serving([*command, *options], port, user):
            yield f"127.0.0.1:{port}"


def free_port() -> int:
    """Return a port of loopback on which nothing listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_for(port: int, seconds: float = 30) -> None:
    """Wait until something listens on a port."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(os.strerror(110))


def _tools(*names: str, beside: str) -> Path | None:
    """Return the folder that holds programs: of the newest version where there are some."""
    first = sorted(Path("/").glob(beside.removeprefix("/")), reverse=True)
    onward = [Path(found).parent for name in names if (found := shutil.which(name))]
    return next((it for it in (*first, *onward) if all((it / name).exists() for name in names)), None)


@contextmanager
def _folder(account: str) -> Iterator[tuple[Path, str | None]]:
    """Yield a folder and whose it is: a server that refuses to be root's runs under an account of its own."""
    user = account if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as made:
        if user:
            shutil.chown(made, user)
        yield Path(made), user


@contextmanager
def _serving(command: Sequence[str | Path], port: int, user: str | None) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        command, user=user, stdout=quiet, stderr=quiet, env={"LC_ALL": "C.UTF-8", "PATH": os.defpath}
    )
    try:
        wait_for(port)
        yield
    finally:
        server.terminate()
        server.wait()


def _run(command: Sequence[str | Path], user: str | None) -> None:
    subprocess.run(command, user=user, capture_output=True, check=True, cwd="/")
