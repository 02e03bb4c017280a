"""Who holds a content is told by the index alone: walks and searches ask it thousands of times."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BEFORE, _NOW = "ix_asset_workspace_content_id", "ix_asset_workspace_content_id_tombstone_id"


def upgrade() -> None:
    """Go forward."""
    op.create_index(_NOW, "asset", ["workspace", "content_id", "tombstone", "id"])
    op.drop_index(_BEFORE, "asset")


def downgrade() -> None:
    """Go back."""
    op.create_index(_BEFORE, "asset", ["workspace", "content_id"])
    op.drop_index(_NOW, "asset")
