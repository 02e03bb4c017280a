"""Keyed hashes of columns with many values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "value_page",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"], ["content.workspace", "content.id"],
            name=op.f("fk_value_page_workspace_content_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", "finding_id", "slot", name=op.f("pk_value_page")),
    )
    op.create_index(op.f("ix_value_page_workspace_slot"), "value_page", ["workspace", "slot"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_value_page_workspace_slot"), table_name="value_page")
    op.drop_table("value_page")
