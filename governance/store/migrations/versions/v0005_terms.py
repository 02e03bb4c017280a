"""Terms beside each chunk, instead of SQLite's own full-text index, which counts what a caller may not see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; terms are made when the index is made again, or the content is understood anew."""
    op.add_column("chunk", sa.Column("terms", sa.LargeBinary(), server_default="", nullable=False))
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE chunk_words")


def downgrade() -> None:
    """Go back; the words are found again when their contents are understood anew."""
    op.drop_column("chunk", "terms")
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE chunk_words USING fts5("
            "workspace UNINDEXED, content_id UNINDEXED, ordinal UNINDEXED, words, "
            "tokenize = 'unicode61 remove_diacritics 2')"
        )
