"""What is under way: work items with leases, runs, jobs, the outbox, idempotency keys, applied packs."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, Text, UniqueConstraint

from assay.governance.store.tables.base import Big, Hash, Id, Json, Name, UtcTime, table

__all__ = ["idempotency", "job", "outbox", "policy", "run", "store_meta", "work_item"]

store_meta = table(
    "store_meta",
    Column("name", Name, nullable=False),
    Column("value", Text, nullable=False),
    key=("name",),
)

work_item = table(
    "work_item",
    Column("id", Id, nullable=False),
    Column("kind", Name, nullable=False),
    Column("key", Hash, nullable=False),
    Column("run_id", Id),
    Column("payload_sealed", LargeBinary, nullable=False),
    Column("state", String(32), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", Name),
    Column("lease_until", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("workspace", "kind", "key"),
    Index(None, "workspace", "state", "lease_until"),
    key=("id",),
)

run = table(
    "run",
    Column("id", Id, nullable=False),
    Column("kind", Name, nullable=False),
    Column("actor", Name, nullable=False),
    Column("state", String(32), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("seconds", Float),
    Column("versions", Json, nullable=False),
    Column("counts", Json, nullable=False),
    key=("id",),
)

job = table(
    "job",
    Column("id", Id, nullable=False),
    Column("kind", Name, nullable=False),
    Column("actor", Name, nullable=False),
    Column("state", String(32), nullable=False),
    Column("total", Integer, nullable=False),
    Column("counts", Json, nullable=False),
    Column("request_sealed", LargeBinary, nullable=False),
    Column("report", Json),
    Column("cancel", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Index(None, "workspace", "state"),
    key=("id",),
)

outbox = table(
    "outbox",
    Column("id", Id, nullable=False),
    Column("topic", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("payload", Json, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "workspace", "topic", "id"),
    key=("id",),
)

policy = table(
    "policy",
    Column("name", Name, nullable=False),
    Column("version", Name, nullable=False),
    Column("sha256", Id, nullable=False),
    Column("document", Text, nullable=False),
    Column("actor", Name, nullable=False),
    Column("applied_at", UtcTime, nullable=False),
    Column("ordinal", Big, nullable=False),
    Index(None, "workspace", "name", "ordinal"),
    key=("name", "sha256"),
)

idempotency = table(
    "idempotency",
    Column("key_hash", Hash, nullable=False),
    Column("request_hash", Hash, nullable=False),
    Column("response_sealed", LargeBinary),
    Column("created_at", UtcTime, nullable=False),
    key=("key_hash",),
)
