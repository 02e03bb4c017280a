"""What a database says of itself: schemas, tables, views, columns, keys and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["Described", "Field", "Relation", "describe", "relations"]

_SYSTEM = frozenset({"information_schema", "pg_catalog"})
_MYSQL = frozenset({"mysql", "mariadb"})
_MYSQL_TABLES = """
SELECT table_name, table_type, table_comment FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type <> 'SEQUENCE' ORDER BY table_type, table_name
"""
_MYSQL_COLUMNS = """
SELECT column_name, column_comment, data_type FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = :name ORDER BY ordinal_position
"""
_MYSQL_KEY = """
SELECT column_name FROM information_schema.statistics
WHERE table_schema = DATABASE() AND table_name = :name AND index_name = 'PRIMARY' ORDER BY seq_in_index
"""
_WHOLE = frozenset({"INTEGER", "BIGINT", "SMALLINT", "INT", "SERIAL", "BIGSERIAL", "MEDIUMINT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A table or a view; `schema` is None where the database has none."""

    schema: str | None
    name: str
    view: bool = False
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column."""

    name: str
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A relation's columns and the columns of its primary key; `number` is the key where it is one whole number."""

    relation: Relation
    columns: tuple[Field, ...]
    key: tuple[str, ...]
    number: str | None


def relations(engine: Engine) -> list[Relation]:
    """Return the tables and views of all schemas but the system's.

    Raises:
        SQLAlchemyError: the database does not answer.
    """
    from sqlalchemy import inspect

    if engine.dialect.name in _MYSQL:
        return _of_mysql(engine)
    looked: Any = inspect(engine)
    schemas: list[str | None]
    if engine.dialect.name == "postgresql":
        schemas = [it for it in looked.get_schema_names() if it not in _SYSTEM and not it.startswith("pg_")]
    else:
        schemas = [None]
    return [it for schema in schemas for it in _of_schema(looked, schema, engine.dialect.name)]


def _of_schema(looked: Any, schema: str | None, dialect: str) -> Iterator[Relation]:
    comments = _comments(looked, schema)
    for name in sorted(looked.get_table_names(schema=schema)):
        yield Relation(schema=schema, name=name, comment=comments.get(name))
    views = list(looked.get_view_names(schema=schema))
    if dialect == "postgresql":
        views += looked.get_materialized_view_names(schema=schema)
    for name in sorted(views):
        yield Relation(schema=schema, name=name, view=True, comment=comments.get(name))


def _comments(looked: Any, schema: str | None) -> dict[str, str]:
    try:
        told = looked.get_multi_table_comment(schema=schema, kind=_any_kind())
    except NotImplementedError:
        return {}
    return {key[1]: it["text"] for key, it in told.items() if it.get("text")}


def _any_kind() -> Any:
    from sqlalchemy.engine.reflection import ObjectKind

    return ObjectKind.ANY


def describe(connection: Connection, relation: Relation) -> Described:
    """Return what is known of a relation's columns and key.

    Raises:
        SQLAlchemyError: it is not there any more, or may not be looked at.
    """
    from sqlalchemy import inspect

    if connection.dialect.name in _MYSQL:
        return _described_by_mysql(connection, relation)
    looked: Any = inspect(connection)
    columns = looked.get_columns(relation.name, schema=relation.schema)
    fields = tuple(Field(name=str(it["name"]), comment=it.get("comment") or None) for it in columns)
    key: tuple[str, ...] = ()
    if not relation.view:
        told = looked.get_pk_constraint(relation.name, schema=relation.schema)
        key = tuple(str(it) for it in (told or {}).get("constrained_columns") or ())
    kinds = {str(it["name"]): str(it["type"]).partition("(")[0] for it in columns}
    return Described(relation=relation, columns=fields, key=key, number=_number(key, kinds))


def _number(key: tuple[str, ...], kinds: dict[str, str]) -> str | None:
    return key[0] if len(key) == 1 and kinds.get(key[0], "").upper() in _WHOLE else None


def _of_mysql(engine: Engine) -> list[Relation]:
    """Ask the schema of schemas: for a view, `SHOW CREATE` wants a right that who may read alone does not have."""
    from sqlalchemy import text

    with engine.connect() as connection:
        return [
            Relation(schema=None, name=name, view=kind == "VIEW", comment=None if kind == "VIEW" else comment or None)
            for name, kind, comment in connection.execute(text(_MYSQL_TABLES)).all()
        ]


def _described_by_mysql(connection: Connection, relation: Relation) -> Described:
    from sqlalchemy import text
    from sqlalchemy.exc import NoSuchTableError

    named = {"name": relation.name}
    columns = connection.execute(text(_MYSQL_COLUMNS), named).all()
    if not columns:
        raise NoSuchTableError(relation.name)
    key = tuple(connection.execute(text(_MYSQL_KEY), named).scalars())
    fields = tuple(Field(name=name, comment=comment or None) for name, comment, _ in columns)
    kinds = {name: str(kind) for name, _, kind in columns}
    return Described(relation=relation, columns=fields, key=key, number=_number(key, kinds))
