"""Data sets: named selections of assets with their contracts."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Text, UniqueConstraint

from assay.governance.store.tables.base import Id, Json, Name, UtcTime, table

__all__ = ["dataset"]

dataset = table(
    "dataset",
    Column("id", Id, nullable=False),
    Column("name", Name, nullable=False),
    Column("description", Text, nullable=False),
    Column("selection", Json, nullable=False),
    Column("contract", Json, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed_by", Name, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    UniqueConstraint("workspace", "name"),
    key=("id",),
)
