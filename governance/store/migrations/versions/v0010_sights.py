"""What pictures are of, as vectors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; pictures are looked at after the next run of ingest."""
    op.create_table(
        "sight",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"], ["content.workspace", "content.id"],
            name=op.f("fk_sight_workspace_content_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", name=op.f("pk_sight")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("sight")
