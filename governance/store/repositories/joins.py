"""Blocking keys of contents: contents that share one are candidates for a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select

from assay.governance.domain import JoinKey, Locator
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import asset, join_key

__all__ = ["JoinRepository"]

_GONE = 1_000
"""How many holders of a value may be gone before it counts as one that too many have."""


class JoinRepository(Repository):
    """Keys by content and linker."""

    def replace(self, content_id: str, keys: Sequence[JoinKey]) -> None:
        """Put a content's keys (of all linkers) in place of the earlier ones."""
        self._run(delete(join_key).where(self._mine(join_key), join_key.c.content_id == content_id))
        self._insert(join_key, (_row(content_id, key, ordinal) for ordinal, key in enumerate(keys)))

    def of(self, content_id: str, linker: str | None = None) -> tuple[JoinKey, ...]:
        """Return a content's keys in the order in which they were given; of one linker where named."""
        asked = select(join_key).where(self._mine(join_key), join_key.c.content_id == content_id)
        if linker is not None:
            asked = asked.where(join_key.c.linker == linker)
        return tuple(_key(row) for row in self._all(asked.order_by(join_key.c.ordinal)))

    def replace_of(self, content_id: str, linker: str, keys: Sequence[JoinKey]) -> bool:
        """Put a content's keys of one linker in place of the earlier ones; return whether they are others now."""
        if self.of(content_id, linker) == tuple(keys):
            return False
        mine = (self._mine(join_key), join_key.c.content_id == content_id, join_key.c.linker == linker)
        self._run(delete(join_key).where(*mine))
        self._insert(join_key, (_row(content_id, key, ordinal) for ordinal, key in enumerate(keys)))
        return True

    def of_many(self, content_ids: Iterable[str]) -> Mapping[str, Mapping[str, tuple[JoinKey, ...]]]:
        """Return the keys of contents by content and linker."""
        found: dict[str, dict[str, list[JoinKey]]] = {}
        for batch in batches(set(content_ids)):
            rows = self._all(
                select(join_key)
                .where(self._mine(join_key), join_key.c.content_id.in_(batch))
                .order_by(join_key.c.content_id, join_key.c.linker, join_key.c.ordinal)
            )
            for row in rows:
                found.setdefault(row.content_id, {}).setdefault(row.linker, []).append(_key(row))
        return {content_id: {linker: tuple(keys) for linker, keys in own.items()} for content_id, own in found.items()}

    def holders(self, linker: str, value: str) -> tuple[str, ...]:
        """Return the contents that have a key of this value."""
        asked = select(join_key.c.content_id).where(
            self._mine(join_key), join_key.c.linker == linker, join_key.c.value == value
        )
        asked = asked.distinct().order_by(join_key.c.content_id)
        return tuple(row[0] for row in self._all(asked))

    def labelled(self, linker: str, label: str) -> Iterator[tuple[str, JoinKey]]:
        """Yield (content, key) of the keys of a linker that carry a label; those of contents that are gone are not."""
        asked = select(join_key).where(
            self._mine(join_key), join_key.c.linker == linker, join_key.c.label == label, self._live()
        )
        for row in self._all(asked.order_by(join_key.c.content_id, join_key.c.ordinal)):
            yield row.content_id, _key(row)

    def shared(self, content_ids: Iterable[str] | None, *, cap: int) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return, by (linker, value), who holds the values that these contents (or any) share with others.

        Contents that are gone do not count. A value that more than `cap` contents have says nothing and is left out.
        """
        found: dict[tuple[str, str], set[str]] = {}
        for linker, values in self._values(content_ids).items():
            for batch in batches(sorted(values)):
                mine = (self._mine(join_key), join_key.c.linker == linker, join_key.c.value.in_(batch))
                held = func.count(join_key.c.content_id.distinct())
                counted = self._all(
                    select(join_key.c.value, held.label("held")).where(*mine).group_by(join_key.c.value)
                )
                some = [row.value for row in counted if 2 <= row.held <= cap + _GONE]
                asked = select(join_key.c.value, join_key.c.content_id).where(*mine[:2], join_key.c.value.in_(some))
                for row in self._all(asked) if some else ():
                    found.setdefault((linker, row.value), set()).add(row.content_id)
        live = self._living()
        kept = {key: ids & live for key, ids in found.items()}
        return {key: tuple(sorted(ids)) for key, ids in kept.items() if 2 <= len(ids) <= cap}

    def _values(self, content_ids: Iterable[str] | None) -> Mapping[str, set[str]]:
        """Return, by linker, the values of these contents, or of any."""
        found: dict[str, set[str]] = {}
        for batch in [None] if content_ids is None else batches(sorted(set(content_ids))):
            asked = select(join_key.c.linker, join_key.c.value).where(self._mine(join_key))
            if batch is not None:
                asked = asked.where(join_key.c.content_id.in_(batch))
            for row in self._all(asked):
                found.setdefault(row.linker, set()).add(row.value)
        return found

    def _living(self) -> set[str]:
        asked = select(asset.c.content_id).where(
            self._mine(asset), asset.c.tombstone.is_(None), asset.c.content_id.is_not(None)
        )
        return {row.content_id for row in self._all(asked.distinct())}

    def frequency(self, value: str, linker: str | None = None) -> int:
        """Return how many contents, gone ones left out, have a key of this value."""
        asked = select(func.count(join_key.c.content_id.distinct())).where(
            self._mine(join_key), join_key.c.value == value, self._live()
        )
        return int(self._value(asked if linker is None else asked.where(join_key.c.linker == linker)))

    def frequencies(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """Return, by (linker, value), how many contents have a key of it, gone ones left out; all of them are there."""
        by_linker: dict[str, set[str]] = {}
        for linker, value in keys:
            by_linker.setdefault(linker, set()).add(value)
        found = {(linker, value): 0 for linker, values in by_linker.items() for value in values}
        for linker, values in by_linker.items():
            for batch in batches(sorted(values)):
                held = func.count(join_key.c.content_id.distinct()).label("held")
                asked = (
                    select(join_key.c.value, held)
                    .where(self._mine(join_key), join_key.c.linker == linker, join_key.c.value.in_(batch), self._live())
                    .group_by(join_key.c.value)
                )
                found.update(((linker, row.value), row.held) for row in self._all(asked))
        return found

    def contents(self) -> int:
        """Return how many contents there are in all, gone ones left out."""
        asked = select(func.count(asset.c.content_id.distinct())).where(self._mine(asset), asset.c.tombstone.is_(None))
        return int(self._value(asked))

    def _live(self) -> ColumnElement[bool]:
        live = select(asset.c.content_id).where(self._mine(asset), asset.c.tombstone.is_(None))
        return join_key.c.content_id.in_(live)


def _row(content_id: str, key: JoinKey, ordinal: int) -> dict[str, Any]:
    return {
        "content_id": content_id, "linker": key.linker, "ordinal": ordinal, "value": key.value,
        "locator": key.locator.as_dict(), "label": key.label, "masked": key.masked, "payload": key.payload,
    }  # fmt: skip


def _key(row: Row[Any]) -> JoinKey:
    return JoinKey(
        linker=row.linker, value=row.value, locator=Locator.from_dict(row.locator), label=row.label,
        masked=row.masked, payload=bytes(row.payload),
    )  # fmt: skip
