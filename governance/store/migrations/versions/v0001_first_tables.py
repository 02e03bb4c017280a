"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("audit_event", "decision", "decision_undo")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "api_key",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_api_key")),
    )
    op.create_index("uq_api_key_key_hash", "api_key", ["workspace", "key_hash"], unique=True)
    op.create_table(
        "audit_event",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("previous", sa.String(length=80), nullable=False),
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "position", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "content",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("modality", sa.String(length=32), nullable=False),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=True),
        sa.Column("title_masked", sa.Text(), nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("checked", JSON, nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("producers", JSON, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_content")),
    )
    op.create_table(
        "decision",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("proposal", sa.String(length=200), nullable=True),
        sa.Column("fingerprint", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_workspace_asset_id"), "decision", ["workspace", "asset_id"], unique=False)
    op.create_table(
        "decision_undo",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("decision_id", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "decision_id", name=op.f("pk_decision_undo")),
    )
    op.create_table(
        "idempotency",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("key_hash", sa.String(length=80), nullable=False),
        sa.Column("request_hash", sa.String(length=80), nullable=False),
        sa.Column("response_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "key_hash", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "job",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("request_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("report", JSON, nullable=True),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_workspace_state"), "job", ["workspace", "state"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_workspace_topic_id"), "outbox", ["workspace", "topic", "id"], unique=False)
    op.create_table(
        "policy",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordinal", BIG, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", "sha256", name=op.f("pk_policy")),
    )
    op.create_index(op.f("ix_policy_workspace_name_ordinal"), "policy", ["workspace", "name", "ordinal"], unique=False)
    op.create_table(
        "run",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("versions", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_run")),
    )
    op.create_table(
        "source",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("root_hash", sa.String(length=80), nullable=False),
        sa.Column("root_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("root_masked", sa.Text(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_source")),
        sa.UniqueConstraint("workspace", "kind", "root_hash", name=op.f("uq_source_workspace_kind_root_hash")),
    )
    op.create_table(
        "store_meta",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_store_meta")),
    )
    op.create_table(
        "vault_key",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "owner", name=op.f("pk_vault_key")),
    )
    op.create_table(
        "work_item",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=True),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=200), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("workspace", "kind", "key", name=op.f("uq_work_item_workspace_kind_key")),
    )
    op.create_index(
        op.f("ix_work_item_workspace_state_lease_until"),
        "work_item",
        ["workspace", "state", "lease_until"],
        unique=False,
    )
    op.create_table(
        "asset",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("path_hash", sa.String(length=80), nullable=True),
        sa.Column("uri_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_masked", sa.Text(), nullable=False),
        sa.Column("folder_masked", sa.Text(), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("member_masked", sa.Text(), nullable=True),
        sa.Column("version_id", sa.String(length=64), nullable=True),
        sa.Column("content_id", sa.String(length=64), nullable=True),
        sa.Column("size", BIG, nullable=False),
        sa.Column("mtime_ns", BIG, nullable=False),
        sa.Column("inode", BIG, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("governance", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tombstone", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"], ["content.workspace", "content.id"], name=op.f("fk_asset_workspace_content_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "source_id"], ["source.workspace", "source.id"], name=op.f("fk_asset_workspace_source_id")
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_asset")),
        sa.UniqueConstraint("workspace", "source_id", "path_hash", name=op.f("uq_asset_workspace_source_id_path_hash")),
    )
    op.create_index(op.f("ix_asset_workspace_content_id"), "asset", ["workspace", "content_id"], unique=False)
    op.create_index(op.f("ix_asset_workspace_parent"), "asset", ["workspace", "parent"], unique=False)
    op.create_table(
        "chunk",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("locator", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_chunk_workspace_content_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", "ordinal", name=op.f("pk_chunk")),
    )
    op.create_table(
        "content_topic",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_content_topic_workspace_content_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", "topic", name=op.f("pk_content_topic")),
    )
    op.create_index(op.f("ix_content_topic_workspace_topic"), "content_topic", ["workspace", "topic"], unique=False)
    op.create_table(
        "finding",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("locator", JSON, nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("value_hash", sa.String(length=80), nullable=False),
        sa.Column("detector", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_finding_workspace_content_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", "id", name=op.f("pk_finding")),
    )
    op.create_index(
        op.f("ix_finding_workspace_content_id_ordinal"), "finding", ["workspace", "content_id", "ordinal"], unique=False
    )
    op.create_index(op.f("ix_finding_workspace_value_hash"), "finding", ["workspace", "value_hash"], unique=False)
    op.create_table(
        "issue",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("dimension", sa.String(length=32), nullable=False),
        sa.Column("severity", sa.String(length=32), nullable=False),
        sa.Column("says", JSON, nullable=False),
        sa.Column("locator", JSON, nullable=False),
        sa.Column("measures", JSON, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_issue_workspace_content_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", "id", name=op.f("pk_issue")),
    )
    op.create_index(op.f("ix_issue_workspace_type"), "issue", ["workspace", "type"], unique=False)
    op.create_table(
        "join_key",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("linker", sa.String(length=200), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("locator", JSON, nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_join_key_workspace_content_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", "linker", "ordinal", name=op.f("pk_join_key")),
    )
    op.create_index(
        op.f("ix_join_key_workspace_linker_value_content_id"),
        "join_key",
        ["workspace", "linker", "value", "content_id"],
        unique=False,
    )
    op.create_table(
        "link",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("left_id", sa.String(length=64), nullable=False),
        sa.Column("right_id", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("left_evidence", JSON, nullable=False),
        sa.Column("right_evidence", JSON, nullable=False),
        sa.Column("producer", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "left_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_link_workspace_left_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "right_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_link_workspace_right_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_workspace_left_id"), "link", ["workspace", "left_id"], unique=False)
    op.create_index(op.f("ix_link_workspace_right_id"), "link", ["workspace", "right_id"], unique=False)
    op.create_table(
        "stage",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=200), nullable=False),
        sa.Column("plugin", sa.String(length=200), nullable=False),
        sa.Column("options", sa.String(length=200), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_stage_workspace_content_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", "stage", name=op.f("pk_stage")),
    )
    op.create_table(
        "vault_item",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "owner"],
            ["vault_key.workspace", "vault_key.owner"],
            name=op.f("fk_vault_item_workspace_owner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "owner", "name", name=op.f("pk_vault_item")),
    )
    op.create_table(
        "vector",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_vector_workspace_content_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "content_id", "model", "ordinal", name=op.f("pk_vector")),
    )
    op.create_table(
        "asset_finding",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("asset_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("locator", JSON, nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("value_hash", sa.String(length=80), nullable=False),
        sa.Column("detector", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "asset_id"],
            ["asset.workspace", "asset.id"],
            name=op.f("fk_asset_finding_workspace_asset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "asset_id", "id", name=op.f("pk_asset_finding")),
    )
    op.create_index(
        op.f("ix_asset_finding_workspace_value_hash"), "asset_finding", ["workspace", "value_hash"], unique=False
    )
    op.create_table(
        "grade",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("asset_id", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("label", JSON, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("verdict", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "asset_id"],
            ["asset.workspace", "asset.id"],
            name=op.f("fk_grade_workspace_asset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "asset_id", "policy", name=op.f("pk_grade")),
    )
    op.create_index(op.f("ix_grade_workspace_policy_code"), "grade", ["workspace", "policy", "code"], unique=False)
    op.create_table(
        "review_task",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("proposal", sa.String(length=200), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("fingerprint", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("assignee", sa.String(length=200), nullable=True),
        sa.Column("decision_id", sa.String(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "asset_id"],
            ["asset.workspace", "asset.id"],
            name=op.f("fk_review_task_workspace_asset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_review_task")),
    )
    op.create_index(
        op.f("ix_review_task_workspace_state_priority_id"),
        "review_task",
        ["workspace", "state", "priority", "id"],
        unique=False,
    )
    op.create_index(
        "uq_review_task_open",
        "review_task",
        ["workspace", "asset_id", "policy"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "version",
        sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=64), nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "asset_id"],
            ["asset.workspace", "asset.id"],
            name=op.f("fk_version_workspace_asset_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "content_id"],
            ["content.workspace", "content.id"],
            name=op.f("fk_version_workspace_content_id"),
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_version")),
    )
    op.create_index(op.f("ix_version_workspace_asset_id"), "version", ["workspace", "asset_id"], unique=False)
    op.create_index(op.f("ix_version_workspace_content_id"), "version", ["workspace", "content_id"], unique=False)

    if op.get_context().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        op.execute(
            "CREATE VIRTUAL TABLE chunk_words USING fts5("
            "workspace UNINDEXED, content_id UNINDEXED, ordinal UNINDEXED, words, "
            "tokenize = 'unicode61 remove_diacritics 2')"
        )
    else:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    """Go back."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE chunk_words")
    op.drop_table("version")
    op.drop_table("review_task")
    op.drop_table("grade")
    op.drop_table("asset_finding")
    op.drop_table("vector")
    op.drop_table("vault_item")
    op.drop_table("stage")
    op.drop_table("link")
    op.drop_table("join_key")
    op.drop_table("issue")
    op.drop_table("finding")
    op.drop_table("content_topic")
    op.drop_table("chunk")
    op.drop_table("asset")
    op.drop_table("work_item")
    op.drop_table("vault_key")
    op.drop_table("store_meta")
    op.drop_table("source")
    op.drop_table("run")
    op.drop_table("policy")
    op.drop_table("outbox")
    op.drop_table("job")
    op.drop_table("idempotency")
    op.drop_table("decision_undo")
    op.drop_table("decision")
    op.drop_table("content")
    op.drop_table("audit_event")
    op.drop_table("api_key")

    if op.get_context().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change()")
