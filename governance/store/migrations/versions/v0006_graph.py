"""The graph: indexes that hold a whole edge, cases, terms, and edges along which nothing spreads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
_EDGES = {
    "ix_link_left": ["workspace", "left_id", "score", "id", "kind", "status", "right_id"],
    "ix_link_right": ["workspace", "right_id", "score", "id", "kind", "status", "left_id"],
}


def _workspace() -> sa.Column[str]:
    return sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False)


def _owned(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", column], [f"{owner}.workspace", f"{owner}.id"], name=op.f(f"fk_{table}_workspace_{column}"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Go forward."""
    for name, columns in _EDGES.items():
        op.create_index(name, "link", columns, unique=False)
    op.drop_index("ix_link_workspace_left_id", table_name="link")
    op.drop_index("ix_link_workspace_right_id", table_name="link")
    op.create_table(
        "case_file",
        _workspace(),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name_masked", sa.Text(), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("steward", sa.String(length=200), nullable=False),
        sa.Column("community", sa.String(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_case_file")),
    )
    op.create_table(
        "case_member",
        _workspace(),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        _owned("case_member", "case_id", "case_file"),
        _owned("case_member", "content_id", "content"),
        sa.PrimaryKeyConstraint("workspace", "case_id", "content_id", name=op.f("pk_case_member")),
    )
    op.create_index(
        op.f("ix_case_member_workspace_content_id"), "case_member", ["workspace", "content_id"], unique=False
    )
    op.create_table(
        "edge_stop",
        _workspace(),
        sa.Column("left_id", sa.String(length=64), nullable=False),
        sa.Column("right_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        _owned("edge_stop", "left_id", "content"),
        _owned("edge_stop", "right_id", "content"),
        sa.PrimaryKeyConstraint("workspace", "left_id", "right_id", "kind", name=op.f("pk_edge_stop")),
    )
    op.create_index(op.f("ix_edge_stop_workspace_right_id"), "edge_stop", ["workspace", "right_id"], unique=False)
    op.create_table(
        "term",
        _workspace(),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("zh", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=200), nullable=False),
        sa.Column("also", _JSON, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("means", _JSON, nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_term")),
    )


def downgrade() -> None:
    """Go back."""
    for name in ("term", "edge_stop", "case_member", "case_file"):
        op.drop_table(name)
    op.create_index("ix_link_workspace_left_id", "link", ["workspace", "left_id"], unique=False)
    op.create_index("ix_link_workspace_right_id", "link", ["workspace", "right_id"], unique=False)
    for name in _EDGES:
        op.drop_index(name, table_name="link")
