"""Blocking keys of contents: contents that share one are candidates for a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select

from assay.governance.domain import JoinKey, Locator
from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import content, join_key

__all__ = ["JoinRepository"]


class JoinRepository(Repository):
    """Keys by content and linker."""

    def replace(self, content_id: str, keys: Sequence[JoinKey]) -> None:
        """Put a content's keys (of all linkers) in place of the earlier ones."""
        self._run(delete(join_key).where(self._mine(join_key), join_key.c.content_id == content_id))
        self._insert(
            join_key,
            (
                {
                    "content_id": content_id, "linker": key.linker, "ordinal": ordinal, "value": key.value,
                    "locator": key.locator.as_dict(), "label": key.label, "masked": key.masked,
                    "payload": key.payload,
                }
                for ordinal, key in enumerate(keys)
            ),
        )  # fmt: skip

    def of(self, content_id: str, linker: str | None = None) -> tuple[JoinKey, ...]:
        """Return a content's keys in the order in which they were given; of one linker where named."""
        asked = select(join_key).where(self._mine(join_key), join_key.c.content_id == content_id)
        if linker is not None:
            asked = asked.where(join_key.c.linker == linker)
        return tuple(
            JoinKey(
                linker=row.linker, value=row.value, locator=Locator.from_dict(row.locator), label=row.label,
                masked=row.masked, payload=bytes(row.payload),
            )
            for row in self._all(asked.order_by(join_key.c.ordinal))
        )  # fmt: skip

    def partners(self, content_id: str, *, cap: int = 50) -> Mapping[str, tuple[str, ...]]:
        """Return, by linker, the contents that share a key with this one, in order.

        A key that more than `cap` contents have says nothing and is passed over.
        """
        mine, other = join_key.alias("mine"), join_key.alias("other")
        holders = join_key.alias("holders")
        frequency = (
            select(func.count(holders.c.content_id.distinct()))
            .where(
                holders.c.workspace == mine.c.workspace,
                holders.c.linker == mine.c.linker,
                holders.c.value == mine.c.value,
            )
            .scalar_subquery()
        )
        useful = (
            select(mine.c.workspace, mine.c.linker, mine.c.value)
            .where(mine.c.workspace == self._workspace, mine.c.content_id == content_id, frequency <= cap)
            .distinct()
            .subquery()
        )
        rows = self._all(
            select(other.c.linker, other.c.content_id)
            .join_from(
                useful,
                other,
                (other.c.workspace == useful.c.workspace)
                & (other.c.linker == useful.c.linker)
                & (other.c.value == useful.c.value),
            )
            .where(other.c.content_id != content_id)
            .distinct()
            .order_by(other.c.linker, other.c.content_id)
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row.linker, []).append(row.content_id)
        return {linker: tuple(ids) for linker, ids in found.items()}

    def frequency(self, value: str, linker: str | None = None) -> int:
        """Return how many contents have a key of this value."""
        asked = select(func.count(join_key.c.content_id.distinct())).where(
            self._mine(join_key), join_key.c.value == value
        )
        return int(self._value(asked if linker is None else asked.where(join_key.c.linker == linker)))

    def contents(self) -> int:
        """Return how many contents there are in all."""
        return int(self._value(select(func.count()).select_from(content).where(self._mine(content))))
