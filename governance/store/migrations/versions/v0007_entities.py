"""Entities: names as contents bear them, what is the same as what, and what people said of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
_INDEXES = (
    ("mention", ("name_id",)),
    ("entity_key", ("key",)),
    ("entity_match", ("right_id",)),
    ("entity_member", ("entity_id",)),
    ("entity_member", ("kind", "entity_id")),
)


def _workspace() -> sa.Column[Any]:
    return sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, _JSON, nullable=False)


def _long(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _of_content(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", "content_id"], ["content.workspace", "content.id"],
        name=op.f(f"fk_{table}_workspace_content_id"), ondelete="CASCADE",
    )  # fmt: skip


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("workspace", *columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    """Go forward; names are read when their contents are understood anew."""
    op.create_table(
        "mention",
        _workspace(), _text("content_id", 64), _text("name_id", 64), _text("kind", 32), _text("value_hash", 80),
        _text("label", 200), _long("shown"), _json("locator"), _json("form"), _json("marks"), _json("near"),
        _of_content("mention"), _key("mention", "content_id", "name_id"),
    )  # fmt: skip
    op.create_table(
        "entity_key",
        _workspace(), _text("content_id", 64), _text("name_id", 64), _text("key", 80),
        _of_content("entity_key"), _key("entity_key", "content_id", "name_id", "key"),
    )  # fmt: skip
    op.create_table(
        "entity_match",
        _workspace(), _text("left_id", 64), _text("right_id", 64), sa.Column("score", sa.Float(), nullable=False),
        _long("why"), _text("producer", 200), _key("entity_match", "left_id", "right_id"),
    )  # fmt: skip
    op.create_table(
        "entity_member",
        _workspace(), _text("name_id", 64), _text("entity_id", 64), _text("kind", 32),
        _key("entity_member", "name_id"),
    )  # fmt: skip
    op.create_table(
        "entity_decision",
        _workspace(), _text("id", 64), _text("action", 32), _json("left"), _json("right"), _long("reason"),
        _text("actor", 200), sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("undone_by", 200, nullable=True), sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        _key("entity_decision", "id"),
    )  # fmt: skip
    for table, columns in _INDEXES:
        op.create_index(op.f(f"ix_{table}_workspace_{'_'.join(columns)}"), table, ["workspace", *columns])


def downgrade() -> None:
    """Go back."""
    for table, columns in reversed(_INDEXES):
        op.drop_index(op.f(f"ix_{table}_workspace_{'_'.join(columns)}"), table_name=table)
    for table in ("entity_decision", "entity_member", "entity_match", "entity_key", "mention"):
        op.drop_table(table)
