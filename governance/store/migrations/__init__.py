"""The schema's history, run by the program itself when it opens a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from assay.governance.domain import UnavailableError

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["HEAD", "downgrade", "upgrade"]

HEAD = "0012"
_FOLDER = Path(__file__).parent


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring a database to a revision; two processes that start at once do it one after the other.

    Raises:
        UnavailableError: the database was made by a newer version of Assay.
    """
    with engine.connect() as connection:
        if revision == "head" and _current(connection) == HEAD:
            return
    with engine.begin() as connection:
        current = _current(connection)
        if current is not None and current not in _revisions():
            raise UnavailableError("a newer version of Assay made this database; it is left untouched")
        from alembic import command

        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring a database back to an earlier revision; `base` drops every table."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _revisions() -> frozenset[str]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_FOLDER))
    return frozenset(script.revision for script in scripts.walk_revisions())


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
