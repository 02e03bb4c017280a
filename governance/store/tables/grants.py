"""Who may do what with an asset, as its source says. Principals are found by keyed hash; their names are sealed."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, String

from assay.governance.store.tables.base import Hash, Id, Name, owned_by, table

__all__ = ["asset_grant"]

asset_grant = table(
    "asset_grant",
    Column("asset_id", Id, nullable=False),
    Column("principal_hash", Hash, nullable=False),
    Column("right", String(16), nullable=False),
    Column("principal_masked", Name, nullable=False),
    Column("principal_sealed", LargeBinary, nullable=False),
    owned_by("asset_id", "asset"),
    Index(None, "workspace", "principal_hash"),
    key=("asset_id", "principal_hash", "right"),
)
