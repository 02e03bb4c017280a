"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME, INTEGER, FLOAT, TEXT = sa.DateTime(timezone=True), sa.Integer(), sa.Float(), sa.Text()
BYTES, BOOLEAN = sa.LargeBinary(), sa.Boolean()
APPEND_ONLY = ("audit_event", "decision", "decision_undo")


def _column(name: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _workspace() -> sa.Column[Any]:
    return sa.Column("workspace", sa.String(length=64), server_default="default", nullable=False)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "api_key",
        _workspace(), _text("name", 200), _text("role", 32), _text("key_hash", 80), _column("created_at", TIME),
        _column("revoked_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_api_key")),
    )
    op.create_index("uq_api_key_key_hash", "api_key", ["workspace", "key_hash"], unique=True)
    op.create_table(
        "audit_event",
        _workspace(), _column("position", INTEGER), _column("at", TIME), _text("actor", 200), _text("action", 200),
        _text("target", 200), _column("details", JSON), _text("previous", 80), _text("hash", 80),
        sa.PrimaryKeyConstraint("workspace", "position", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "content",
        _workspace(), _text("id", 64), _text("media_type", 200), _text("modality", 32), _column("bytes", BIG),
        _text("status", 32), _text("reason", 64, nullable=True), _column("coverage", FLOAT),
        _text("language", 32, nullable=True), _column("title_masked", TEXT, nullable=True), _column("facts", JSON),
        _column("checked", JSON), _column("segments", INTEGER), _column("problems", JSON), _column("producers", JSON),
        _column("read_at", TIME),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_content")),
    )
    op.create_table(
        "decision",
        _workspace(), _text("id", 64), _text("asset_id", 64), _text("policy", 200), _text("action", 32),
        _text("code", 200, nullable=True), _column("rank", INTEGER, nullable=True),
        _text("proposal", 200, nullable=True), _text("fingerprint", 80), _text("actor", 200),
        _column("reason_sealed", BYTES, nullable=True), _column("at", TIME),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_workspace_asset_id"), "decision", ["workspace", "asset_id"], unique=False)
    op.create_table(
        "decision_undo",
        _workspace(), _text("decision_id", 64), _text("actor", 200), _column("at", TIME),
        sa.PrimaryKeyConstraint("workspace", "decision_id", name=op.f("pk_decision_undo")),
    )
    op.create_table(
        "idempotency",
        _workspace(), _text("key_hash", 80), _text("request_hash", 80),
        _column("response_sealed", BYTES, nullable=True), _column("created_at", TIME),
        sa.PrimaryKeyConstraint("workspace", "key_hash", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "job",
        _workspace(), _text("id", 64), _text("kind", 200), _text("actor", 200), _text("state", 32),
        _column("total", INTEGER), _column("counts", JSON), _column("request_sealed", BYTES),
        _column("report", JSON, nullable=True), _column("cancel", BOOLEAN), _column("created_at", TIME),
        _column("updated_at", TIME),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_workspace_state"), "job", ["workspace", "state"], unique=False)
    op.create_table(
        "outbox",
        _workspace(), _text("id", 64), _text("topic", 200), _text("key", 200), _column("payload", JSON),
        _column("created_at", TIME),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_workspace_topic_id"), "outbox", ["workspace", "topic", "id"], unique=False)
    op.create_table(
        "policy",
        _workspace(), _text("name", 200), _text("version", 200), _text("sha256", 64), _column("document", TEXT),
        _text("actor", 200), _column("applied_at", TIME), _column("ordinal", BIG),
        sa.PrimaryKeyConstraint("workspace", "name", "sha256", name=op.f("pk_policy")),
    )
    op.create_index(op.f("ix_policy_workspace_name_ordinal"), "policy", ["workspace", "name", "ordinal"], unique=False)
    op.create_table(
        "run",
        _workspace(), _text("id", 64), _text("kind", 200), _text("actor", 200), _text("state", 32),
        _column("started_at", TIME), _column("finished_at", TIME, nullable=True),
        _column("seconds", FLOAT, nullable=True), _column("versions", JSON), _column("counts", JSON),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_run")),
    )
    op.create_table(
        "source",
        _workspace(), _text("id", 64), _text("name", 200), _text("kind", 200), _text("root_hash", 80),
        _column("root_sealed", BYTES), _column("root_masked", TEXT), _column("options", JSON),
        _column("created_at", TIME),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_source")),
        sa.UniqueConstraint("workspace", "kind", "root_hash", name=op.f("uq_source_workspace_kind_root_hash")),
    )
    op.create_table(
        "store_meta",
        _workspace(), _text("name", 200), _column("value", TEXT),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_store_meta")),
    )
    op.create_table(
        "vault_key",
        _workspace(), _text("owner", 200), _column("wrapped", BYTES), _column("created_at", TIME),
        sa.PrimaryKeyConstraint("workspace", "owner", name=op.f("pk_vault_key")),
    )
    op.create_table(
        "work_item",
        _workspace(), _text("id", 64), _text("kind", 200), _text("key", 80), _text("run_id", 64, nullable=True),
        _column("payload_sealed", BYTES), _text("state", 32), _column("attempts", INTEGER),
        _text("lease_owner", 200, nullable=True), _column("lease_until", TIME, nullable=True),
        _column("created_at", TIME),
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
        _workspace(), _text("id", 64), _text("source_id", 64), _text("path_hash", 80, nullable=True),
        _column("uri_sealed", BYTES), _column("name_masked", TEXT), _column("folder_masked", TEXT),
        _text("parent", 64, nullable=True), _column("member_masked", TEXT, nullable=True),
        _text("version_id", 64, nullable=True), _text("content_id", 64, nullable=True), _column("size", BIG),
        _column("mtime_ns", BIG), _column("inode", BIG), _text("status", 32, nullable=True),
        _text("reason", 64, nullable=True), _column("governance", JSON), _column("revision", INTEGER),
        _column("tombstone", TIME, nullable=True), _column("created_at", TIME), _column("updated_at", TIME),
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
        _workspace(), _text("content_id", 64), _column("ordinal", INTEGER), _column("segment", INTEGER),
        _column("text", TEXT), _column("locator", JSON),
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
        _workspace(), _text("content_id", 64), _text("topic", 200), _column("ordinal", INTEGER),
        _column("score", FLOAT), _column("why", TEXT),
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
        _workspace(), _text("content_id", 64), _text("id", 64), _column("ordinal", INTEGER), _text("label", 200),
        _text("group", 64), _column("score", FLOAT), _column("locator", JSON), _column("masked", TEXT),
        _text("value_hash", 80), _text("detector", 200), _column("why", TEXT), _text("subject", 32),
        _column("count", INTEGER),
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
        _workspace(), _text("content_id", 64), _text("id", 64), _column("ordinal", INTEGER), _text("type", 200),
        _text("dimension", 32), _text("severity", 32), _column("says", JSON), _column("locator", JSON),
        _column("measures", JSON), _text("state", 32),
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
        _workspace(), _text("content_id", 64), _text("linker", 200), _column("ordinal", INTEGER), _text("value", 80),
        _column("locator", JSON), _text("label", 200), _column("masked", TEXT), _column("payload", BYTES),
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
        _workspace(), _text("id", 64), _text("kind", 32), _text("left_id", 64), _text("right_id", 64),
        _column("score", FLOAT), _column("left_evidence", JSON), _column("right_evidence", JSON),
        _text("producer", 200), _column("why", TEXT), _text("status", 32), _text("decided_by", 200, nullable=True),
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
        _workspace(), _text("content_id", 64), _text("stage", 200), _text("plugin", 200), _text("options", 200),
        _column("done_at", TIME),
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
        _workspace(), _text("owner", 200), _text("name", 200), _column("sealed", BYTES),
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
        _workspace(), _text("content_id", 64), _text("model", 200), _column("ordinal", INTEGER),
        _column("dimensions", INTEGER), _column("values", BYTES),
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
        _workspace(), _text("asset_id", 64), _text("id", 64), _column("ordinal", INTEGER), _text("label", 200),
        _text("group", 64), _column("score", FLOAT), _column("locator", JSON), _column("masked", TEXT),
        _text("value_hash", 80), _text("detector", 200), _column("why", TEXT), _text("subject", 32),
        _column("count", INTEGER),
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
        _workspace(), _text("asset_id", 64), _text("policy", 200), _text("code", 200), _column("rank", INTEGER),
        _column("label", JSON), _text("state", 32), _column("needs_review", BOOLEAN),
        _text("decided_by", 200, nullable=True), _column("verdict", JSON),
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
        _workspace(), _text("id", 64), _text("asset_id", 64), _text("policy", 200), _text("proposal", 200),
        _column("reasons", JSON), _column("priority", FLOAT), _text("fingerprint", 80), _text("state", 32),
        _text("assignee", 200, nullable=True), _text("decision_id", 64, nullable=True), _column("revision", INTEGER),
        _column("created_at", TIME), _column("updated_at", TIME),
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
        _workspace(), _text("id", 64), _text("asset_id", 64), _text("content_id", 64), _column("seen_at", TIME),
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
