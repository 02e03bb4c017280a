"""Nearest neighbours in meaning, exactly, over the mean vectors of all contents."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from assay.governance.store import Unit

__all__ = ["Nearest"]

_NEAR = 0.6
_SAME = 5
_AHEAD = 0.02
_BLOCK = 512


class Nearest:
    """Who lies near whom at a cosine of 0.6 or more; below it nothing is looked at."""

    def __init__(self, db: Unit) -> None:
        self._ids: list[str] = []
        means = []
        for content_id, rows in db.vectors.rows_by_content():
            mean = np.mean([np.frombuffer(row, "<f2").astype(np.float32) for row in rows], axis=0)
            length = float(np.linalg.norm(mean))
            if length > 0:
                self._ids.append(content_id)
                means.append(mean / length)
        self._place = {content_id: place for place, content_id in enumerate(self._ids)}
        self._means = np.asarray(means, np.float32) if means else np.zeros((0, 1), np.float32)
        known = db.contents.many(self._ids)
        self._languages = np.array([known[it].language or "" if it in known else "" for it in self._ids], dtype=object)

    def vector(self, content_id: str) -> bytes:
        """Return the mean vector of a content; empty where it has none."""
        place = self._place.get(content_id)
        return b"" if place is None else self._means[place].astype("<f4").tobytes()

    def around(self, content_ids: Collection[str]) -> set[str]:
        """Return who is near any of these: those whose own nearest may be others now."""
        return {self._ids[other] for _, row in self._rows(content_ids) for other in np.flatnonzero(row >= _NEAR)}

    def pairs(self, content_ids: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs of these contents and the five nearest of their language."""
        found: set[tuple[str, str]] = set()
        for place, row in self._rows(content_ids):
            found.update(self._pair(place, other) for other in self._ranked(place, row, foreign=False)[:_SAME])
        return found

    def renderings(self, content_ids: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs of two languages that are nearest to each other and have no rival.

        A rival is a third text that lies nearly as near to either: of forms that say the same for many people none is
        the translation of another.
        """
        found: set[tuple[str, str]] = set()
        for place, row in self._rows(content_ids):
            other = self._alone(place, row)
            if other is not None and self._alone(other, self._means[other] @ self._means.T) == place:
                found.add(self._pair(place, other))
        return found

    def _alone(self, place: int, row: npt.NDArray[Any]) -> int | None:
        ranked = self._ranked(place, row, foreign=True)[:2]
        if not ranked or (len(ranked) > 1 and row[ranked[0]] - row[ranked[1]] < _AHEAD):
            return None
        return ranked[0]

    def _ranked(self, place: int, row: npt.NDArray[Any], *, foreign: bool) -> list[int]:
        near = [it for it in np.flatnonzero(row >= _NEAR).tolist() if it != place]
        mine = self._languages[place]
        kept = [it for it in near if (self._languages[it] != mine) == foreign and (not foreign or self._languages[it])]
        return sorted(kept, key=lambda it: (-round(float(row[it]), 6), self._ids[it]))

    def _pair(self, one: int, two: int) -> tuple[str, str]:
        low, high = sorted((self._ids[one], self._ids[two]))
        return low, high

    def _rows(self, content_ids: Collection[str]) -> Iterator[tuple[int, npt.NDArray[Any]]]:
        places = sorted(self._place[it] for it in content_ids if it in self._place)
        for start in range(0, len(places), _BLOCK):
            block = places[start : start + _BLOCK]
            yield from zip(block, self._means[block] @ self._means.T, strict=True)
