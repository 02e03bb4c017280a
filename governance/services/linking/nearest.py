"""Neighbours in meaning over the mean vectors of contents: up to a size all are compared, above it the index tells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assay.governance.store import Store, Unit

__all__ = ["EXACTLY", "Ask", "Everybody", "Nearby", "Nearest", "nearest_of"]

EXACTLY = 20_000
"""Up to so many contents each is compared with all: some seconds for everything at once, and 30 MB."""

_NEAR = 0.6
_SAME = 5
_AHEAD = 0.02
_BLOCK = 512
_ASKED = 400
_DIGITS = 6

Ask = Callable[[memoryview, int], Iterable[str]]
"""Gives the contents of the chunks that lie nearest to a vector, so many chunks."""


class Around(Protocol):
    """Who lies near whom."""

    def near(self, content_ids: Collection[str]) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Yield of those contents that have a vector the others at a cosine of 0.6 or more, with the cosine."""
        ...

    def language(self, content_id: str) -> str:
        """Return the language of a content; empty where it is not known."""
        ...

    def vector(self, content_id: str) -> bytes:
        """Return the mean vector of a content; empty where it has none."""
        ...


class Nearest:
    """Which contents are looked at together because they lie close in meaning."""

    def __init__(self, around: Around) -> None:
        self._around = around

    def vector(self, content_id: str) -> bytes:
        """Return the mean vector of a content; empty where it has none."""
        return self._around.vector(content_id)

    def around(self, content_ids: Collection[str]) -> set[str]:
        """Return these and who is near any of them: those whose own nearest may be others now."""
        return {it for content_id, near in self._around.near(content_ids) for it in (content_id, *near)}

    def pairs(self, content_ids: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs of these contents and the five nearest of their language."""
        return {
            _pair(content_id, other)
            for content_id, near in self._around.near(content_ids)
            for other in self._ranked(content_id, near, foreign=False)[:_SAME]
        }

    def renderings(self, content_ids: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs of two languages that are nearest to each other and have no rival.

        A rival is a third text that lies nearly as near to either: of forms that say the same for many people none is
        the translation of another.
        """
        found: set[tuple[str, str]] = set()
        for content_id, near in self._around.near(content_ids):
            other = self._alone(content_id, near)
            if other is None:
                continue
            back = next((theirs for _, theirs in self._around.near([other])), {})
            if self._alone(other, back) == content_id:
                found.add(_pair(content_id, other))
        return found

    def _alone(self, content_id: str, near: Mapping[str, float]) -> str | None:
        ranked = self._ranked(content_id, near, foreign=True)[:2]
        if not ranked or (len(ranked) > 1 and near[ranked[0]] - near[ranked[1]] < _AHEAD):
            return None
        return ranked[0]

    def _ranked(self, content_id: str, near: Mapping[str, float], *, foreign: bool) -> list[str]:
        mine = self._around.language(content_id)
        told = ((it, self._around.language(it)) for it in near)
        kept = [it for it, theirs in told if (theirs != mine) == foreign and (not foreign or theirs)]
        return sorted(kept, key=lambda it: (-round(near[it], _DIGITS), it))


class Everybody:
    """All contents compared with all."""

    def __init__(self, db: Unit) -> None:
        self._ids: list[str] = []
        means = []
        for content_id, rows in db.vectors.rows_by_content():
            mean = _mean(rows)
            if mean is not None:
                self._ids.append(content_id)
                means.append(mean)
        self._place = {content_id: place for place, content_id in enumerate(self._ids)}
        self._means = np.asarray(means, np.float32) if means else np.zeros((0, 1), np.float32)
        self._languages = db.contents.languages(self._ids)

    def near(self, content_ids: Collection[str]) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Yield who lies near, out of all."""
        places = sorted(self._place[it] for it in content_ids if it in self._place)
        for start in range(0, len(places), _BLOCK):
            block = places[start : start + _BLOCK]
            for place, row in zip(block, self._means[block] @ self._means.T, strict=True):
                others = np.flatnonzero(row >= _NEAR)
                yield (
                    self._ids[place],
                    {
                        self._ids[it]: cosine
                        for it, cosine in zip(others.tolist(), row[others].tolist(), strict=True)
                        if it != place
                    },
                )

    def language(self, content_id: str) -> str:
        """Return the language of a content."""
        return self._languages.get(content_id, "")

    def vector(self, content_id: str) -> bytes:
        """Return the mean vector of a content."""
        place = self._place.get(content_id)
        return b"" if place is None else self._means[place].astype("<f4").tobytes()


class Nearby:
    """Contents compared with those whose chunks the index of vectors finds near theirs: what `look` was told of.

    The index is asked before a transaction begins to write, for it may write itself.
    """

    def __init__(self, store: Store, ask: Ask) -> None:
        self._store = store
        self._ask = ask
        self._means: dict[str, npt.NDArray[np.float32] | None] = {}
        self._languages: dict[str, str] = {}
        self._near: dict[str, Mapping[str, float]] = {}

    def look(self, content_ids: Collection[str]) -> None:
        """Ask for the neighbours of some contents, each once."""
        fresh = sorted(set(content_ids) - self._near.keys())
        for start in range(0, len(fresh), _BLOCK):
            block = fresh[start : start + _BLOCK]
            self._read(block)
            asked = {it: mean for it in block if (mean := self._means[it]) is not None}
            found = {it: [*dict.fromkeys(self._ask(_view(mean), _ASKED))] for it, mean in asked.items()}
            self._read({other for others in found.values() for other in others})
            self._near.update((it, {}) for it in block)
            self._near.update({it: self._cosines(it, others) for it, others in found.items()})

    def near(self, content_ids: Collection[str]) -> Iterator[tuple[str, Mapping[str, float]]]:
        """Yield who lies near, out of those whom the index found."""
        for content_id in sorted(content_ids):
            if self._means.get(content_id) is not None and content_id in self._near:
                yield content_id, self._near[content_id]

    def language(self, content_id: str) -> str:
        """Return the language of a content that was looked at or found."""
        return self._languages.get(content_id, "")

    def vector(self, content_id: str) -> bytes:
        """Return the mean vector of a content that was looked at or found."""
        mean = self._means.get(content_id)
        return b"" if mean is None else mean.astype("<f4").tobytes()

    def _read(self, content_ids: Iterable[str]) -> None:
        unknown = [it for it in content_ids if it not in self._means]
        if not unknown:
            return
        with self._store.read() as db:
            rows = db.vectors.living(unknown)
            self._languages.update(db.contents.languages(unknown))
        self._means.update({it: _mean(rows.get(it, ())) for it in unknown})

    def _cosines(self, content_id: str, others: Sequence[str]) -> Mapping[str, float]:
        mine = self._means[content_id]
        told = [(it, mean) for it in others if it != content_id and (mean := self._means[it]) is not None]
        near = ((it, float(mean @ mine)) for it, mean in told) if mine is not None else ()
        return {it: cosine for it, cosine in near if cosine >= _NEAR}


def nearest_of(store: Store, ask: Ask | None) -> Everybody | Nearby:
    """Return who lies near whom: of few contents, or where there is no index to ask, by comparing all."""
    with store.read() as db:
        if ask is None or db.vectors.contents() <= EXACTLY:
            return Everybody(db)
    return Nearby(store, ask)


def _mean(rows: Sequence[bytes]) -> npt.NDArray[np.float32] | None:
    """Return the mean of vectors, of length one; None where there are none or it is nothing."""
    if not rows:
        return None
    mean: npt.NDArray[Any] = np.mean([np.frombuffer(row, "<f2").astype(np.float32) for row in rows], axis=0)
    length = float(np.linalg.norm(mean))
    return (mean / length).astype(np.float32) if length > 0 else None


def _view(mean: npt.NDArray[np.float32]) -> memoryview:
    return memoryview(mean.astype("<f4").tobytes())


def _pair(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)
