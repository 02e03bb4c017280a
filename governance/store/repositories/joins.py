"""Blocking keys of contents: contents that share one are candidates for a link."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, cast, delete, func, select

from assay.governance.domain import JoinKey, Locator
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import asset, content, join_key

__all__ = ["JoinRepository"]

_KEYS = select(
    join_key.c.content_id, join_key.c.linker, join_key.c.value, join_key.c.label, join_key.c.masked, join_key.c.payload,
    cast(join_key.c.locator, Text).label("place"),
)  # fmt: skip

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
        asked = _KEYS.where(self._mine(join_key), join_key.c.content_id == content_id)
        if linker is not None:
            asked = asked.where(join_key.c.linker == linker)
        return tuple(_key(row) for row in self._all(asked.order_by(join_key.c.ordinal)))

    def replace_of(self, linker: str, keys: Mapping[str, Sequence[JoinKey]]) -> None:
        """Put the keys that contents have of one linker in place of the earlier ones."""
        for batch in batches(sorted(keys)):
            mine = (self._mine(join_key), join_key.c.content_id.in_(batch), join_key.c.linker == linker)
            self._run(delete(join_key).where(*mine))
        self._insert(join_key, (_row(it, key, at) for it, own in sorted(keys.items()) for at, key in enumerate(own)))

    def of_many(
        self, content_ids: Iterable[str], *, linker: str | None = None, bare: bool = True
    ) -> Mapping[str, Mapping[str, tuple[JoinKey, ...]]]:
        """Return the keys of contents by content and linker, in their order.

        Those of one linker where it is named, without the bare ones where so asked.
        """
        found: dict[str, dict[str, list[JoinKey]]] = {}
        for batch in batches(set(content_ids)):
            asked = _KEYS.where(self._mine(join_key), join_key.c.content_id.in_(batch))
            if linker is not None:
                asked = asked.where(join_key.c.linker == linker)
            if not bare:
                asked = asked.where(join_key.c.label != "")
            for row in self._all(asked.order_by(join_key.c.content_id, join_key.c.linker, join_key.c.ordinal)):
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
        asked = _KEYS.where(self._mine(join_key), join_key.c.linker == linker, join_key.c.label == label, self._live())
        for row in self._all(asked.order_by(join_key.c.content_id, join_key.c.ordinal)):
            yield row.content_id, _key(row)

    def shared(self, content_ids: Iterable[str] | None, *, cap: int) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return, by (linker, value), who holds the values that these contents (or any) share with others.

        Contents that are gone do not count. A value that more than `cap` contents have says nothing and is left out.
        """
        live = self._living()
        if content_ids is None:
            return dict(self._shared_by_all(live, cap))
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
        kept = {key: ids & live for key, ids in found.items()}
        return {key: tuple(sorted(ids)) for key, ids in kept.items() if 2 <= len(ids) <= cap}

    def _shared_by_all(self, live: Collection[str], cap: int) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
        """Yield what all contents share, in one walk along the index."""
        asked = select(join_key.c.linker, join_key.c.value, join_key.c.content_id).where(self._mine(join_key))
        rows = self._transaction.connection.execute(
            asked.distinct().order_by(join_key.c.linker, join_key.c.value, join_key.c.content_id)
        )
        for key, those in groupby(rows, key=lambda row: (row[0], row[1])):
            ids = tuple(row[2] for row in those if row[2] in live)
            if 2 <= len(ids) <= cap:
                yield key, ids

    def _values(self, content_ids: Iterable[str]) -> Mapping[str, set[str]]:
        """Return, by linker, the values of these contents."""
        found: dict[str, set[str]] = {}
        for batch in batches(sorted(set(content_ids))):
            asked = select(join_key.c.linker, join_key.c.value).where(
                self._mine(join_key), join_key.c.content_id.in_(batch)
            )
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
                mine = (self._mine(join_key), join_key.c.linker == linker, join_key.c.value.in_(batch))
                counted = self._all(select(join_key.c.value, held).where(*mine).group_by(join_key.c.value))
                found.update(((linker, row.value), row.held) for row in counted)
        for linker, value in self._lost():
            if (linker, value) in found:
                found[linker, value] -= 1
        return found

    def _lost(self) -> Iterator[tuple[str, str]]:
        """Yield (linker, value), once a content, of the keys of contents that are gone."""
        known = {row.id for row in self._all(select(content.c.id).where(self._mine(content)))}
        for batch in batches(sorted(known - self._living())):
            asked = select(join_key.c.linker, join_key.c.value, join_key.c.content_id).where(
                self._mine(join_key), join_key.c.content_id.in_(batch)
            )
            for linker, value, _ in self._all(asked.distinct()):
                yield linker, value

    def contents(self) -> int:
        """Return how many contents there are in all, gone ones left out."""
        asked = select(func.count(asset.c.content_id.distinct())).where(self._mine(asset), asset.c.tombstone.is_(None))
        return int(self._value(asked))

    def _live(self) -> ColumnElement[bool]:
        return self._alive(join_key.c.content_id)


def _row(content_id: str, key: JoinKey, ordinal: int) -> dict[str, Any]:
    return {
        "content_id": content_id, "linker": key.linker, "ordinal": ordinal, "value": key.value,
        "locator": key.locator.as_dict(), "label": key.label, "masked": key.masked, "payload": key.payload,
    }  # fmt: skip


@lru_cache(4_096)
def _place(told: str) -> Locator:
    """Return a place; of many keys it is the same, and reading it costs more than all the rest of a key."""
    return Locator.from_dict(json.loads(told))


def _key(row: Row[Any]) -> JoinKey:
    return JoinKey(
        linker=row.linker, value=row.value, locator=_place(row.place), label=row.label,
        masked=row.masked, payload=bytes(row.payload),
    )  # fmt: skip
