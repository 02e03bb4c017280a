"""What people add to the graph: cases, terms, and edges along which nothing spreads."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Text

from assay.governance.store.tables.base import Id, Json, Name, UtcTime, owned_by, table

__all__ = ["case_file", "case_member", "edge_stop", "term"]

case_file = table(
    "case_file",
    Column("id", Id, nullable=False),
    Column("name_masked", Text, nullable=False),
    Column("policy", Name, nullable=False),
    Column("code", Name, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("steward", Name, nullable=False),
    Column("community", Id),
    Column("revision", Integer, nullable=False),
    Column("confirmed_by", Name, nullable=False),
    Column("confirmed_at", UtcTime, nullable=False),
    key=("id",),
)

case_member = table(
    "case_member",
    Column("case_id", Id, nullable=False),
    Column("content_id", Id, nullable=False),
    owned_by("case_id", "case_file"),
    owned_by("content_id", "content"),
    Index(None, "workspace", "content_id"),
    key=("case_id", "content_id"),
)

edge_stop = table(
    "edge_stop",
    Column("left_id", Id, nullable=False),
    Column("right_id", Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("set_by", Name, nullable=False),
    Column("set_at", UtcTime, nullable=False),
    owned_by("left_id", "content"),
    owned_by("right_id", "content"),
    Index(None, "workspace", "right_id"),
    key=("left_id", "right_id", "kind"),
)

term = table(
    "term",
    Column("id", Name, nullable=False),
    Column("zh", Name, nullable=False),
    Column("en", Name, nullable=False),
    Column("also", Json, nullable=False),
    Column("definition", Text, nullable=False),
    Column("owner", Name),
    Column("means", Json, nullable=False),
    Column("set_by", Name, nullable=False),
    Column("set_at", UtcTime, nullable=False),
    key=("id",),
)
