"""Which segment stands where in a chunk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    """Go forward; a chunk of before tells the segment that it begins in, until its content is understood anew."""
    op.add_column("chunk", sa.Column("stretches", _JSON, server_default="[]", nullable=False))


def downgrade() -> None:
    """Go back."""
    op.drop_column("chunk", "stretches")
