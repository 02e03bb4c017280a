"""What a database says of itself: schemas, tables, views, columns, keys and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["Described", "Field", "Relation", "describe", "relations"]

_SYSTEM = frozenset({"information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys"})
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


def describe(connection: Any, relation: Relation) -> Described:
    """Return what is known of a relation's columns and key.

    Raises:
        SQLAlchemyError: it is not there any more, or may not be looked at.
    """
    from sqlalchemy import inspect

    looked: Any = inspect(connection)
    columns = looked.get_columns(relation.name, schema=relation.schema)
    fields = tuple(Field(name=str(it["name"]), comment=it.get("comment") or None) for it in columns)
    key: tuple[str, ...] = ()
    if not relation.view:
        told = looked.get_pk_constraint(relation.name, schema=relation.schema)
        key = tuple(str(it) for it in (told or {}).get("constrained_columns") or ())
    kinds = {str(it["name"]): str(it["type"]).upper().partition("(")[0] for it in columns}
    number = key[0] if len(key) == 1 and kinds.get(key[0]) in _WHOLE else None
    return Described(relation=relation, columns=fields, key=key, number=number)
