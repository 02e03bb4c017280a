"""What the machine found: findings, issues, blocking keys and links. Values are masked and hashed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, String, Text

from assay.governance.store.tables.base import Hash, Id, Json, Name, owned_by, table

__all__ = ["asset_finding", "finding", "issue", "join_key", "link", "value_page"]


def _finding_columns() -> list[Column[Any]]:
    return [
        Column("id", Id, nullable=False),
        Column("ordinal", Integer, nullable=False),
        Column("label", Name, nullable=False),
        Column("group", String(64), nullable=False),
        Column("score", Float, nullable=False),
        Column("locator", Json, nullable=False),
        Column("masked", Text, nullable=False),
        Column("value_hash", Hash, nullable=False),
        Column("detector", Name, nullable=False),
        Column("why", Text, nullable=False),
        Column("subject", String(32), nullable=False),
        Column("count", Integer, nullable=False),
    ]


finding = table(
    "finding",
    Column("content_id", Id, nullable=False),
    *_finding_columns(),
    owned_by("content_id", "content"),
    Index(None, "workspace", "value_hash"),
    Index(None, "workspace", "content_id", "ordinal"),
    key=("content_id", "id"),
)

asset_finding = table(
    "asset_finding",
    Column("asset_id", Id, nullable=False),
    *_finding_columns(),
    owned_by("asset_id", "asset"),
    Index(None, "workspace", "value_hash"),
    key=("asset_id", "id"),
)

value_page = table(
    "value_page",
    Column("content_id", Id, nullable=False),
    Column("finding_id", Id, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("entries", LargeBinary, nullable=False),
    owned_by("content_id", "content"),
    Index(None, "workspace", "slot"),
    key=("content_id", "finding_id", "slot"),
)

issue = table(
    "issue",
    Column("content_id", Id, nullable=False),
    Column("id", Id, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("type", Name, nullable=False),
    Column("dimension", String(32), nullable=False),
    Column("severity", String(32), nullable=False),
    Column("says", Json, nullable=False),
    Column("locator", Json, nullable=False),
    Column("measures", Json, nullable=False),
    Column("state", String(32), nullable=False),
    Column("assignee", Name),
    Column("changed_by", Name),
    Column("note_masked", Text),
    Column("revision", Integer, nullable=False, server_default="0"),
    owned_by("content_id", "content"),
    Index(None, "workspace", "type"),
    key=("content_id", "id"),
)

join_key = table(
    "join_key",
    Column("content_id", Id, nullable=False),
    Column("linker", Name, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("value", Hash, nullable=False),
    Column("locator", Json, nullable=False),
    Column("label", Name, nullable=False),
    Column("masked", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    owned_by("content_id", "content"),
    Index(None, "workspace", "linker", "value", "content_id"),
    key=("content_id", "linker", "ordinal"),
)

link = table(
    "link",
    Column("id", Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("left_id", Id, nullable=False),
    Column("right_id", Id, nullable=False),
    Column("score", Float, nullable=False),
    Column("left_evidence", Json, nullable=False),
    Column("right_evidence", Json, nullable=False),
    Column("producer", Name, nullable=False),
    Column("why", Text, nullable=False),
    Column("status", String(32), nullable=False),
    Column("decided_by", Name),
    owned_by("left_id", "content"),
    owned_by("right_id", "content"),
    # a walk reads edges out of these indexes alone, the strongest of a node first
    Index("ix_link_left", "workspace", "left_id", "score", "id", "kind", "status", "right_id"),
    Index("ix_link_right", "workspace", "right_id", "score", "id", "kind", "status", "left_id"),
    key=("id",),
)
