"""Masked text in chunks with its terms (see `domain.terms`), and its vectors."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Text

from assay.governance.store.tables.base import Id, Json, Name, owned_by, table

__all__ = ["chunk", "sight", "vector"]

chunk = table(
    "chunk",
    Column("content_id", Id, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("locator", Json, nullable=False),
    Column("terms", LargeBinary, nullable=False, server_default=""),
    Column("stretches", Json, nullable=False, server_default="[]"),
    owned_by("content_id", "content"),
    key=("content_id", "ordinal"),
)

vector = table(
    "vector",
    Column("content_id", Id, nullable=False),
    Column("model", Name, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("dimensions", Integer, nullable=False),
    Column("values", LargeBinary, nullable=False),
    owned_by("content_id", "content"),
    key=("content_id", "model", "ordinal"),
)

sight = table(
    "sight",
    Column("content_id", Id, nullable=False),
    Column("model", Name, nullable=False),
    Column("dimensions", Integer, nullable=False),
    Column("values", LargeBinary, nullable=False),
    owned_by("content_id", "content"),
    key=("content_id",),
)
