"""The canonical dump: what the store says, without what chance and time put in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Table, select

from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import (
    asset,
    asset_finding,
    asset_grant,
    chunk,
    content,
    content_topic,
    decision,
    decision_undo,
    entity_key,
    entity_match,
    entity_member,
    finding,
    grade,
    issue,
    join_key,
    link,
    mention,
    review_task,
    source,
    stage,
    value_page,
    version,
)

__all__ = ["DumpRepository"]

_DIGITS = 4
_TABLES: tuple[Table, ...] = (
    source, asset, version, content, content_topic, stage, finding, value_page, asset_finding, asset_grant, issue,
    join_key, link, chunk, grade, review_task, decision, decision_undo, mention, entity_key,
    entity_match, entity_member,
)  # fmt: skip
_LEFT_OUT = frozenset(
    {
        "workspace", "created_at", "updated_at", "seen_at", "read_at", "done_at", "at", "root_sealed", "uri_sealed",
        "reason_sealed", "principal_sealed", "version_id", "mtime_ns", "inode", "revision", "payload",
    }
)  # fmt: skip


class DumpRepository(Repository):
    """Lines of JSON, sorted: two stores under one keyring that say the same give the same lines."""

    def lines(self) -> tuple[str, ...]:
        """Return one line a row. Assets are named by the keyed hash of their place, scores have four digits.

        Times, random ids, sealed bytes and vectors are left out; a tombstone is told as yes or no.
        """
        places = self._places()
        made = [
            json.dumps([table.name, self._plain(table, row, places)], ensure_ascii=False, sort_keys=True)
            for table in _TABLES
            for row in self._rows(table)
        ]
        return tuple(sorted(made))

    def _rows(self, table: Table) -> Iterator[Mapping[str, Any]]:
        for row in self._all(select(table).where(self._mine(table))):
            yield dict(row._mapping)

    def _places(self) -> Mapping[str, str]:
        rows = self._all(select(asset.c.id, asset.c.path_hash).where(self._mine(asset)))
        return {row.id: row.path_hash or "gone" for row in rows}

    def _plain(self, table: Table, row: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for name, value in row.items():
            if name in _LEFT_OUT or (name == "id" and table.name in {"asset", "version", "decision", "review_task"}):
                continue
            if name == "decision_id":
                continue
            if name in {"asset_id", "parent"}:
                plain[name] = places.get(value, "forgotten") if value else None
            elif name == "tombstone":
                plain[name] = value is not None
            else:
                plain[name] = _rounded(value)
        return plain


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value.hex() if isinstance(value, bytes) else value
