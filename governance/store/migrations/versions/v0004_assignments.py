"""How far people are with an issue, and rules that set governance fields."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    """Go forward."""
    op.add_column("issue", sa.Column("assignee", sa.String(length=200), nullable=True))
    op.add_column("issue", sa.Column("changed_by", sa.String(length=200), nullable=True))
    op.add_column("issue", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE issue SET state = 'accepted' WHERE state = 'dismissed'")
    op.create_table(
        "assignment",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("pattern_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fields", _JSON, nullable=False),
        sa.Column("retention", sa.String(length=32), nullable=True),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "ordinal", name=op.f("pk_assignment")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("assignment")
    for column in ("revision", "changed_by", "assignee"):
        op.drop_column("issue", column)
