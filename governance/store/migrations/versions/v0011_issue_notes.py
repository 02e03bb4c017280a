"""What people say of an issue when they settle it, masked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("issue", sa.Column("note_masked", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back; the notes are lost."""
    op.drop_column("issue", "note_masked")
