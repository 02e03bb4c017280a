"""Alembic's environment: it runs in the transaction that the store opened, and makes no connection itself."""

from __future__ import annotations

from alembic import context

from assay.governance.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
