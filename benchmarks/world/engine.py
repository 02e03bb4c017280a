"""A world being made: assets as plain data, what each of them is about, and which pairs belong together."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

__all__ = ["World"]

_DEMANDED_UP_TO = 3
Pair = tuple[str, str]


class World:
    """Collects assets with what they are about; `pairs` derives the truth from that alone, never from a linker.

    A shared number of a document is a true pair of kind `mentions-document`, a shared identifier of a person one of
    `same-entity`; a firm that two or three assets name is a true pair, one that more name is neither demanded nor
    wrong. What else belongs together is said pair by pair, and so are the tempting pairs that do not.
    """

    def __init__(self, seed: int, prefix: str) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.assets: dict[str, dict[str, Any]] = {}
        self._prefix = prefix
        self._shared: dict[str, dict[str, list[str]]] = {
            kind: defaultdict(list) for kind in ("number", "id", "firm", "person")
        }
        self._true: dict[Pair, set[str]] = defaultdict(set)
        self._also: dict[Pair, set[str]] = defaultdict(set)
        self._false: dict[Pair, str] = {}

    def add(
        self, name: str, modality: str, texts: Iterable[str] = (), *, language: str = "en", numbers: Iterable[str] = (),
        ids: Iterable[str] = (), firms: Iterable[str] = (), people: Iterable[str] = (), **more: Any,
    ) -> str:  # fmt: skip
        """Add an asset and return its id; `numbers`, `ids`, `firms` and `people` are what it is about."""
        asset_id = f"{self._prefix}{len(self.assets):04d}"
        self.assets[asset_id] = {
            "name": name, "modality": modality, "language": language, "texts": list(texts),
            **{key: value for key, value in more.items() if value},
        }  # fmt: skip
        for kind, keys in (("number", numbers), ("id", ids), ("firm", firms), ("person", people)):
            for key in dict.fromkeys(keys):
                self._shared[kind][key].append(asset_id)
        return asset_id

    def join(self, left: str, right: str, kind: str, *, also: Iterable[str] = ()) -> None:
        """Say that two assets belong together; links of the kinds in `also` are right too, but not demanded."""
        self._true[_pair(left, right)].add(kind)
        self._also[_pair(left, right)].update(also)

    def allow(self, left: str, right: str, *kinds: str) -> None:
        """Say that links of these kinds are right between two assets, but not demanded."""
        self._also[_pair(left, right)].update(kinds)

    def tempt(self, left: str, right: str, why: str) -> None:
        """Say that two assets look as if they belonged together and do not."""
        if left != right:
            self._false.setdefault(_pair(left, right), why)

    def pairs(self) -> dict[str, list[list[Any]]]:
        """Return the truth: demanded pairs with kind, pairs that are right too, and tempting wrong ones."""
        for number in self._shared["number"].values():
            for pair in combinations(number, 2):
                self._true[_pair(*pair)].add("mentions-document")
        for holders in self._shared["id"].values():
            for pair in combinations(holders, 2):
                self._true[_pair(*pair)].add("same-entity")
        for holders in self._shared["firm"].values():
            for pair in combinations(holders, 2):
                where = self._true if len(holders) <= _DEMANDED_UP_TO else self._also
                where[_pair(*pair)].add("same-entity")
        for holders in self._shared["person"].values():
            for pair in combinations(holders, 2):
                self._also[_pair(*pair)].add("same-entity")
        true = [[*pair, kind] for pair, kinds in sorted(self._true.items()) for kind in sorted(kinds)]
        also = [[*pair, sorted(kinds - self._true.get(pair, set()))] for pair, kinds in sorted(self._also.items())]
        false = [
            [*pair, why]
            for pair, why in sorted(self._false.items())
            if pair not in self._true and not self._also.get(pair)
        ]
        return {"right": true, "also": [row for row in also if row[2]], "wrong": false}

    def dump(self) -> Mapping[str, Any]:
        """Return the whole world as plain data."""
        return {"assets": self.assets, **self.pairs()}


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left < right else (right, left)
