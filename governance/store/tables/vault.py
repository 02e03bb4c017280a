"""The vault: one wrapped data key an owner (content, asset, workspace), and what is sealed under it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, LargeBinary

from assay.governance.store.tables.base import Name, UtcTime, table

__all__ = ["vault_item", "vault_key"]

vault_key = table(
    "vault_key",
    Column("owner", Name, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    key=("owner",),
)

vault_item = table(
    "vault_item",
    Column("owner", Name, nullable=False),
    Column("name", Name, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(("workspace", "owner"), ("vault_key.workspace", "vault_key.owner"), ondelete="CASCADE"),
    key=("owner", "name"),
)
