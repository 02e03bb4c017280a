"""What people do and what follows: grades, review tasks, decisions, the audit trail, API keys.

`decision`, `decision_undo` and `audit_event` are append-only: triggers refuse to change or delete their rows.
They point at assets without a foreign key, so that they outlive a forgotten asset; a decision's free text is
sealed under the asset's data key and goes with it.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, text

from assay.governance.store.tables.base import Hash, Id, Json, Name, UtcTime, owned_by, table

__all__ = ["api_key", "audit_event", "decision", "decision_undo", "grade", "review_task"]

grade = table(
    "grade",
    Column("asset_id", Id, nullable=False),
    Column("policy", Name, nullable=False),
    Column("code", Name, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("label", Json, nullable=False),
    Column("state", String(32), nullable=False),
    Column("needs_review", Boolean, nullable=False),
    Column("decided_by", Name),
    Column("verdict", Json, nullable=False),
    owned_by("asset_id", "asset"),
    Index(None, "workspace", "policy", "code"),
    key=("asset_id", "policy"),
)

review_task = table(
    "review_task",
    Column("id", Id, nullable=False),
    Column("asset_id", Id, nullable=False),
    Column("policy", Name, nullable=False),
    Column("proposal", Name, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("priority", Float, nullable=False),
    Column("fingerprint", Hash, nullable=False),
    Column("state", String(32), nullable=False),
    Column("assignee", Name),
    Column("decision_id", Id),
    Column("revision", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    owned_by("asset_id", "asset"),
    Index(
        "uq_review_task_open", "workspace", "asset_id", "policy", unique=True,
        sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
    ),
    Index(None, "workspace", "state", "priority", "id"),
    key=("id",),
)  # fmt: skip

decision = table(
    "decision",
    Column("id", Id, nullable=False),
    Column("asset_id", Id, nullable=False),
    Column("policy", Name, nullable=False),
    Column("action", String(32), nullable=False),
    Column("code", Name),
    Column("rank", Integer),
    Column("proposal", Name),
    Column("fingerprint", Hash, nullable=False),
    Column("actor", Name, nullable=False),
    Column("reason_sealed", LargeBinary),
    Column("at", UtcTime, nullable=False),
    Index(None, "workspace", "asset_id"),
    key=("id",),
)

decision_undo = table(
    "decision_undo",
    Column("decision_id", Id, nullable=False),
    Column("actor", Name, nullable=False),
    Column("at", UtcTime, nullable=False),
    key=("decision_id",),
)

audit_event = table(
    "audit_event",
    Column("position", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Name, nullable=False),
    Column("action", Name, nullable=False),
    Column("target", Name, nullable=False),
    Column("details", Json, nullable=False),
    Column("previous", Hash, nullable=False),
    Column("hash", Hash, nullable=False),
    key=("position",),
)

api_key = table(
    "api_key",
    Column("name", Name, nullable=False),
    Column("role", String(32), nullable=False),
    Column("key_hash", Hash, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Index("uq_api_key_key_hash", "workspace", "key_hash", unique=True),
    key=("name",),
)
