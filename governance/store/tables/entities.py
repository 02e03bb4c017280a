"""Entities: names as contents bear them, what is the same as what, and what people said of it."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, String, Text

from assay.governance.store.tables.base import Hash, Id, Json, Name, UtcTime, owned_by, table

__all__ = ["entity_decision", "entity_key", "entity_match", "entity_member", "mention"]

mention = table(
    "mention",
    Column("content_id", Id, nullable=False),
    Column("name_id", Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("value_hash", Hash, nullable=False),
    Column("label", Name, nullable=False),
    Column("shown", Text, nullable=False),
    Column("locator", Json, nullable=False),
    Column("form", Json, nullable=False),
    Column("marks", Json, nullable=False),
    Column("near", Json, nullable=False),
    owned_by("content_id", "content"),
    Index(None, "workspace", "name_id"),
    key=("content_id", "name_id"),
)

entity_key = table(
    "entity_key",
    Column("content_id", Id, nullable=False),
    Column("name_id", Id, nullable=False),
    Column("key", Hash, nullable=False),
    owned_by("content_id", "content"),
    Index(None, "workspace", "key"),
    key=("content_id", "name_id", "key"),
)

entity_match = table(
    "entity_match",
    Column("left_id", Id, nullable=False),
    Column("right_id", Id, nullable=False),
    Column("score", Float, nullable=False),
    Column("why", Text, nullable=False),
    Column("producer", Name, nullable=False),
    Index(None, "workspace", "right_id"),
    key=("left_id", "right_id"),
)

entity_member = table(
    "entity_member",
    Column("name_id", Id, nullable=False),
    Column("entity_id", Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Index(None, "workspace", "entity_id"),
    Index(None, "workspace", "kind", "entity_id"),
    key=("name_id",),
)

entity_decision = table(
    "entity_decision",
    Column("id", Id, nullable=False),
    Column("action", String(32), nullable=False),
    Column("left", Json, nullable=False),
    Column("right", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Name, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("undone_by", Name),
    Column("undone_at", UtcTime),
    key=("id",),
)
