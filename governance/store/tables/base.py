"""What tables share: names of constraints, types that behave the same on SQLite and PostgreSQL, the workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

__all__ = ["Big", "Hash", "Id", "Json", "Name", "UtcTime", "metadata", "owned_by", "table"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(64)
Hash = String(80)
Name = String(200)
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Big = BigInteger().with_variant(Integer(), "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """An aware time; kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn into UTC; a naive time is a bug of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def table(name: str, *items: Any, key: tuple[str, ...], **options: Any) -> Table:
    """Make a table whose primary key begins with the workspace."""
    workspace = Column("workspace", Id, nullable=False, server_default="default")
    return Table(name, metadata, workspace, *items, PrimaryKeyConstraint("workspace", *key), **options)


def owned_by(column: str, other: str, *, cascade: bool = True) -> ForeignKeyConstraint:
    """Point to the `id` of another table in the same workspace; rows go with their owner, or else hold it back."""
    target = (f"{other}.workspace", f"{other}.id")
    return ForeignKeyConstraint(("workspace", column), target, ondelete="CASCADE" if cascade else None)
