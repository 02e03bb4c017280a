"""Permissions of assets, as their sources tell them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "asset_grant",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("asset_id", sa.String(length=64), nullable=False),
        sa.Column("principal_hash", sa.String(length=80), nullable=False),
        sa.Column("right", sa.String(length=16), nullable=False),
        sa.Column("principal_masked", sa.String(length=200), nullable=False),
        sa.Column("principal_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "asset_id"], ["asset.workspace", "asset.id"],
            name=op.f("fk_asset_grant_workspace_asset_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace", "asset_id", "principal_hash", "right", name=op.f("pk_asset_grant")
        ),
    )
    op.create_index(
        op.f("ix_asset_grant_workspace_principal_hash"), "asset_grant", ["workspace", "principal_hash"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_asset_grant_workspace_principal_hash"), table_name="asset_grant")
    op.drop_table("asset_grant")
