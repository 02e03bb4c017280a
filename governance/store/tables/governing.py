"""Rules that set governance fields by source and path; patterns may hold names, so they are sealed."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String

from assay.governance.store.tables.base import Json, Name, UtcTime, table

__all__ = ["assignment"]

assignment = table(
    "assignment",
    Column("ordinal", Integer, nullable=False),
    Column("source", Name),
    Column("pattern_sealed", LargeBinary, nullable=False),
    Column("fields", Json, nullable=False),
    Column("retention", String(32)),
    Column("set_by", Name, nullable=False),
    Column("set_at", UtcTime, nullable=False),
    key=("ordinal",),
)
