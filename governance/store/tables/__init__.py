"""All tables. Nothing sensitive stands here in clear: masked forms, keyed hashes, and sealed columns."""

from assay.governance.store.tables.base import metadata
from assay.governance.store.tables.catalog import asset, content, content_topic, source, stage, version
from assay.governance.store.tables.datasets import dataset
from assay.governance.store.tables.entities import (
    entity_decision,
    entity_key,
    entity_match,
    entity_member,
    mention,
)
from assay.governance.store.tables.evidence import asset_finding, finding, issue, join_key, link, value_page
from assay.governance.store.tables.governing import assignment
from assay.governance.store.tables.grants import asset_grant
from assay.governance.store.tables.graph import case_file, case_member, edge_stop, term
from assay.governance.store.tables.people import api_key, audit_event, decision, decision_undo, grade, review_task
from assay.governance.store.tables.running import idempotency, job, outbox, policy, run, store_meta, work_item
from assay.governance.store.tables.text import chunk, sight, vector
from assay.governance.store.tables.vault import vault_item, vault_key

__all__ = [
    "api_key",
    "asset",
    "asset_finding",
    "asset_grant",
    "assignment",
    "audit_event",
    "case_file",
    "case_member",
    "chunk",
    "content",
    "content_topic",
    "dataset",
    "decision",
    "decision_undo",
    "edge_stop",
    "entity_decision",
    "entity_key",
    "entity_match",
    "entity_member",
    "finding",
    "grade",
    "idempotency",
    "issue",
    "job",
    "join_key",
    "link",
    "mention",
    "metadata",
    "outbox",
    "policy",
    "review_task",
    "run",
    "sight",
    "source",
    "stage",
    "store_meta",
    "term",
    "value_page",
    "vault_item",
    "vault_key",
    "vector",
    "version",
    "work_item",
]
