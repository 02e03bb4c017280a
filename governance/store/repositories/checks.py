"""Does the database agree with itself? What `verify` asks of SQL alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from assay.governance.domain import UNGRADED
from assay.governance.store.repositories.base import Repository
from assay.governance.store.repositories.vault import WORKSPACE
from assay.governance.store.tables import (
    asset,
    asset_finding,
    audit_event,
    chunk,
    content,
    content_topic,
    decision,
    entity_decision,
    entity_key,
    entity_match,
    entity_member,
    finding,
    grade,
    issue,
    join_key,
    link,
    mention,
    outbox,
    review_task,
    source,
    stage,
    value_page,
    vault_item,
    vault_key,
    vector,
    version,
    work_item,
)

__all__ = ["CheckRepository", "Inconsistency"]

_TABLES = (
    source, asset, version, content, content_topic, stage, finding, value_page, asset_finding, issue, join_key, link,
    chunk, vector, grade, review_task, decision, audit_event, vault_key, vault_item, outbox, work_item,
    mention, entity_key, entity_match, entity_member, entity_decision,
)  # fmt: skip
_OWNERS = (("content:", content), ("asset:", asset))
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconsistency:
    """Something that does not hold: what kind, and the id that it is about."""

    kind: str
    id: str


class CheckRepository(Repository):
    """Looks at everything and changes nothing."""

    def counts(self) -> Mapping[str, int]:
        """Return how many rows each table has."""
        return {
            table.name: int(self._value(select(func.count()).select_from(table).where(self._mine(table))))
            for table in _TABLES
        }

    def inconsistencies(self) -> Sequence[Inconsistency]:
        """Return what does not hold, at most 1,000 of each kind; nothing on clean data."""
        found: list[Inconsistency] = []
        for kind, asked in self._questions().items():
            found += [Inconsistency(kind=kind, id=str(row[0])) for row in self._all(asked.limit(_MOST))]
        if self._sqlite:
            found += self._file_problems()
        return sorted(found, key=lambda it: (it.kind, it.id))

    def _questions(self) -> Mapping[str, Select[Any]]:
        asked: dict[str, Select[Any]] = {}
        for table in (finding, value_page, issue, join_key, chunk, vector, content_topic, stage, mention):
            asked[f"{table.name}-without-content"] = self._orphans(table, table.c.content_id, content)
        for table in (asset_finding, grade, review_task, version):
            asked[f"{table.name}-without-asset"] = self._orphans(table, table.c.asset_id, asset)
        for end in (link.c.left_id, link.c.right_id):
            asked[f"link-without-{end.name.removesuffix('_id')}"] = self._orphans(link, end, content, link.c.id)
        asked["asset-without-source"] = self._orphans(asset, asset.c.source_id, source, asset.c.id)
        asked["asset-without-content"] = self._orphans(asset, asset.c.content_id, content, asset.c.id)
        asked["asset-without-version"] = self._orphans(asset, asset.c.version_id, version, asset.c.id)
        parents = asset.alias("parents")
        asked["asset-without-parent"] = select(asset.c.id).where(
            self._mine(asset), asset.c.parent.is_not(None),
            ~exists().where(parents.c.workspace == asset.c.workspace, parents.c.id == asset.c.parent),
        )  # fmt: skip
        asked["asset-without-state"] = select(asset.c.id).where(
            self._mine(asset), asset.c.content_id.is_(None), asset.c.status.is_(None)
        )
        asked["version-of-another-content"] = (
            select(asset.c.id)
            .join_from(
                asset, version, and_(version.c.workspace == asset.c.workspace, version.c.id == asset.c.version_id)
            )
            .where(self._mine(asset), or_(version.c.content_id != asset.c.content_id, version.c.asset_id != asset.c.id))
        )
        asked["asset-without-key"] = self._without_key(asset.c.id, "asset:", self._mine(asset))
        asked["content-without-extraction"] = self._without_item(content.c.id, self._mine(content))
        asked["content-unreferenced"] = select(content.c.id).where(
            self._mine(content),
            ~exists().where(version.c.workspace == content.c.workspace, version.c.content_id == content.c.id),
        )
        asked["asset-without-grade"] = select(asset.c.id).where(
            self._mine(asset), asset.c.tombstone.is_(None),
            ~exists().where(grade.c.workspace == asset.c.workspace, grade.c.asset_id == asset.c.id),
        )  # fmt: skip
        asked["unread-but-graded"] = (
            select(asset.c.id)
            .join_from(asset, grade, and_(grade.c.workspace == asset.c.workspace, grade.c.asset_id == asset.c.id))
            .where(
                self._mine(asset), asset.c.status.is_not(None), grade.c.code != UNGRADED, grade.c.decided_by.is_(None)
            )
            .distinct()
        )
        asked["chunks-and-vectors-differ"] = self._uneven()
        known = [
            exists().where(self._mine(table), vault_key.c.owner == prefix + table.c.id) for prefix, table in _OWNERS
        ]
        asked["key-without-owner"] = select(vault_key.c.owner).where(
            self._mine(vault_key), vault_key.c.owner != WORKSPACE, ~or_(*known)
        )
        return asked

    def _orphans(self, table: Any, column: Any, owner: Any, shown: Any = None) -> Select[Any]:
        owned = exists().where(owner.c.workspace == table.c.workspace, owner.c.id == column)
        name = column if shown is None else shown
        return select(name).where(self._mine(table), column.is_not(None), ~owned).distinct()

    def _without_key(self, column: Any, prefix: str, mine: ColumnElement[bool]) -> Select[Any]:
        owner = prefix + column
        return select(column).where(
            mine, ~exists().where(vault_key.c.workspace == self._workspace, vault_key.c.owner == owner)
        )

    def _without_item(self, column: Any, mine: ColumnElement[bool]) -> Select[Any]:
        sealed = exists().where(
            vault_item.c.workspace == self._workspace,
            vault_item.c.owner == "content:" + column,
            vault_item.c.name == "extraction",
        )
        return select(column).where(mine, content.c.segments > 0, ~sealed)

    def _uneven(self) -> Select[Any]:
        def number(table: Any) -> Any:
            return (
                select(func.count())
                .select_from(table)
                .where(table.c.workspace == content.c.workspace, table.c.content_id == content.c.id)
                .scalar_subquery()
            )

        vectors = number(vector)
        return select(content.c.id).where(self._mine(content), vectors > 0, vectors != number(chunk))

    def _file_problems(self) -> Sequence[Inconsistency]:
        connection = self._transaction.connection
        return [
            Inconsistency(kind="damaged-file", id=str(number))
            for number, row in enumerate(connection.exec_driver_sql("PRAGMA quick_check(20)"))
            if row[0] != "ok"
        ]
