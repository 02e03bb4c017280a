"""A run of chunks in memory by their words: for each term the rows that hold it and what it weighs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assay.governance.domain import TERMS_VERSION, Point
from assay.knowledge_graph.index.block import SMALL
from assay.knowledge_graph.index.payload import Payload

__all__ = ["Posting", "Postings"]

_HEADER = 3
_SATURATION, _LENGTH = 1.2, 0.75
_USUAL_LENGTH = 64.0
_OFTEN = 4
"""Of a term in more than a quarter of all rows the weights of all are kept: added as they lie, they take less time."""

_Rows = npt.NDArray[np.intp]
_Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Posting:
    """A term in a block: the rows that hold it, in order, and its weights there; or the weights of every row."""

    rows: _Rows | None
    weights: _Weights

    def held(self, allowed: npt.NDArray[np.bool_] | None) -> int:
        """Return in how many rows the term is, of those allowed where some are not."""
        if self.rows is not None:
            return len(self.rows) if allowed is None else int(np.count_nonzero(allowed[self.rows]))
        return int(np.count_nonzero(self.weights if allowed is None else self.weights * allowed))

    def add(self, scores: _Weights, rarity: float) -> None:
        """Add to each row's score what the term is worth there."""
        if self.rows is None:
            scores += np.float32(rarity) * self.weights
        else:
            scores[self.rows] += np.float32(rarity) * self.weights


class Postings:
    """BM25 (Robertson and Zaragoza 2009) without its inverse document frequency, which is the question's business.

    Lengths are measured against the usual length of a chunk, not against the others': what a chunk weighs depends on
    itself alone.
    """

    def __init__(self, points: Sequence[Point]) -> None:
        self.source = tuple(points) if len(points) < SMALL else ()
        self.payload = Payload(points)
        numbers, times, lengths = _unpacked(points)
        row = np.repeat(np.arange(len(points), dtype=np.int32), [len(it) for it in numbers])
        terms = np.concatenate(numbers) if numbers else np.zeros(0, np.uint32)
        often = (np.concatenate(times) if times else np.zeros(0, np.uint16)).astype(np.float32)
        damped = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / _USUAL_LENGTH)
        order = np.argsort(terms, kind="stable")
        self._terms, starts = np.unique(terms[order], return_index=True)
        self._starts = np.append(starts, len(terms))
        self._rows: _Rows = row[order].astype(np.intp)  # other widths are widened at each look, for more than it saves
        self._weights: _Weights = (often * (_SATURATION + 1) / (often + damped[row]))[order].astype(np.float32)
        self._often: dict[int, Posting] = {}

    def of(self, wanted: Sequence[int]) -> Mapping[int, Posting]:
        """Return each term that occurs."""
        found = {}
        places = np.searchsorted(self._terms, np.array(wanted, np.uint32))
        for term, place in zip(wanted, places, strict=True):
            if place < len(self._terms) and self._terms[place] == term:
                found[term] = self._often.get(term) or self._posting(term, self._starts[place], self._starts[place + 1])
        return found

    def _posting(self, term: int, start: int, end: int) -> Posting:
        rows, weights = self._rows[start:end], self._weights[start:end]
        if _OFTEN * len(rows) <= len(self.payload.points):
            return Posting(rows, weights)
        whole = np.zeros(len(self.payload.points), np.float32)
        whole[rows] = weights
        return self._often.setdefault(term, Posting(None, whole))


def _unpacked(
    points: Sequence[Point],
) -> tuple[list[npt.NDArray[np.uint32]], list[npt.NDArray[np.uint16]], npt.NDArray[np.float32]]:
    """Read what `domain.terms.packed` wrote; a chunk of another version has no words until it is made again."""
    numbers, times = [], []
    lengths = np.zeros(len(points), np.float32)
    for row, point in enumerate(points):
        data = point.terms if point.terms[:1] == bytes([TERMS_VERSION]) else b""
        count = max(0, len(data) - _HEADER) // 6
        numbers.append(np.frombuffer(data, "<u4", count, _HEADER if count else 0))
        times.append(np.frombuffer(data, "<u2", count, _HEADER + 4 * count if count else 0))
        lengths[row] = int.from_bytes(data[1:_HEADER], "little")
    return numbers, times, lengths
