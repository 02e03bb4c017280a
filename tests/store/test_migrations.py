"""Every revision goes up, down and up again, and ends at the tables that the code uses."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from assay.governance.store import migrations
from assay.governance.store.engine import make_engine
from assay.governance.store.tables import metadata

SCRIPTS = ScriptDirectory(str(Path(migrations.__file__).parent))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = make_engine(f"sqlite:///{tmp_path / 'assay.db'}", writes=True)
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_the_head_is_the_one_that_opening_looks_for() -> None:
    assert SCRIPTS.get_heads() == [migrations.HEAD]


def test_up_down_and_up_again_gives_the_same_schema(engine: Engine) -> None:
    def schema() -> set[tuple[str, ...]]:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all()
        return {tuple(map(str, row)) for row in rows if row[1] != "sqlite_sequence"}

    migrations.upgrade(engine)
    first = schema()
    migrations.downgrade(engine, "base")
    assert tables(engine) == {"alembic_version"}
    migrations.upgrade(engine)
    assert schema() == first


def test_the_migrated_schema_is_the_one_that_the_code_uses(engine: Engine) -> None:
    migrations.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True},
        )
        assert compare_metadata(context, metadata) == []


def test_each_table_has_a_workspace_in_its_key() -> None:
    for table in metadata.tables.values():
        assert next(iter(table.primary_key)).name == "workspace", table.name


def test_a_failed_migration_leaves_the_old_schema(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    first = importlib.import_module("assay.governance.store.migrations")
    monkeypatch.setattr("alembic.operations.Operations.create_index", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        first.upgrade(engine)
    assert tables(engine) == set()


def test_the_schema_is_written_for_postgresql_too() -> None:
    out = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": out, "target_metadata": metadata}
    )
    for script in reversed(list(SCRIPTS.walk_revisions())):
        with Operations.context(context):
            script.module.upgrade()
            script.module.downgrade()
    sql = out.getvalue()
    assert "JSONB" in sql
    assert "TIMESTAMP WITH TIME ZONE" in sql
    assert "BYTEA" in sql
    assert "EXECUTE FUNCTION refuse_change()" in sql
    assert "fts5" not in sql
