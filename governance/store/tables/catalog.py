"""What there is: sources, assets, their versions, contents and how far each was read."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, String, Text, UniqueConstraint

from assay.governance.store.tables.base import Big, Hash, Id, Json, Name, UtcTime, owned_by, table

__all__ = ["asset", "content", "content_topic", "source", "stage", "version"]

source = table(
    "source",
    Column("id", Id, nullable=False),
    Column("name", Name, nullable=False),
    Column("kind", Name, nullable=False),
    Column("root_hash", Hash, nullable=False),
    Column("root_sealed", LargeBinary, nullable=False),
    Column("root_masked", Text, nullable=False),
    Column("options", Json, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("workspace", "kind", "root_hash"),
    key=("id",),
)

content = table(
    "content",
    Column("id", Id, nullable=False),
    Column("media_type", Name, nullable=False),
    Column("modality", String(32), nullable=False),
    Column("bytes", Big, nullable=False),
    Column("status", String(32), nullable=False),
    Column("reason", String(64)),
    Column("coverage", Float, nullable=False),
    Column("language", String(32)),
    Column("title_masked", Text),
    Column("facts", Json, nullable=False),
    Column("checked", Json, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("problems", Json, nullable=False),
    Column("producers", Json, nullable=False),
    Column("read_at", UtcTime, nullable=False),
    key=("id",),
)

asset = table(
    "asset",
    Column("id", Id, nullable=False),
    Column("source_id", Id, nullable=False),
    Column("path_hash", Hash),
    Column("uri_sealed", LargeBinary, nullable=False),
    Column("name_masked", Text, nullable=False),
    Column("folder_masked", Text, nullable=False),
    Column("parent", Id),
    Column("member_masked", Text),
    Column("version_id", Id),
    Column("content_id", Id),
    Column("size", Big, nullable=False),
    Column("mtime_ns", Big, nullable=False),
    Column("inode", Big, nullable=False),
    Column("status", String(32)),
    Column("reason", String(64)),
    Column("governance", Json, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("tombstone", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    owned_by("source_id", "source", cascade=False),
    owned_by("content_id", "content", cascade=False),
    UniqueConstraint("workspace", "source_id", "path_hash"),
    Index(None, "workspace", "content_id", "tombstone", "id"),
    Index(None, "workspace", "parent"),
    key=("id",),
)

version = table(
    "version",
    Column("id", Id, nullable=False),
    Column("asset_id", Id, nullable=False),
    Column("content_id", Id, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    owned_by("asset_id", "asset"),
    owned_by("content_id", "content", cascade=False),
    Index(None, "workspace", "asset_id"),
    Index(None, "workspace", "content_id"),
    key=("id",),
)

content_topic = table(
    "content_topic",
    Column("content_id", Id, nullable=False),
    Column("topic", Name, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("why", Text, nullable=False),
    owned_by("content_id", "content"),
    Index(None, "workspace", "topic"),
    key=("content_id", "topic"),
)

stage = table(
    "stage",
    Column("content_id", Id, nullable=False),
    Column("stage", Name, nullable=False),
    Column("plugin", Name, nullable=False),
    Column("options", Name, nullable=False),
    Column("done_at", UtcTime, nullable=False),
    owned_by("content_id", "content"),
    key=("content_id", "stage"),
)
