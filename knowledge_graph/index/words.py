"""Search by words: BM25 over the chunks that the caller may see, and over nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from assay.governance.domain import Filters, Hit, Point, QueryTerm
from assay.knowledge_graph.index.block import Scored, best
from assay.knowledge_graph.index.postings import Postings
from assay.knowledge_graph.index.resident import Resident
from assay.knowledge_graph.index.vectors import hopeless

__all__ = ["BM25Index", "open_words"]

_BACKGROUND = 64


def open_words(*, points: Callable[[], Iterable[Point]]) -> BM25Index:
    """Return an index over the words that SQL holds; nothing is read before it is needed."""
    return BM25Index(points=points)


class BM25Index:
    """Words of the one truth in memory.

    How rare a term is, is counted among the chunks that the filters let through, with as many chunks as 64 of any
    text anywhere beside them, which steadies small collections. So an answer is the same whether what the caller may
    not see is there or not.
    """

    name = "words"

    def __init__(self, *, points: Callable[[], Iterable[Point]]) -> None:
        self._held: Resident[Postings] = Resident(points, Postings)

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id; the last of equal ids holds."""
        with self._held.lock:
            self._held.upsert(points)

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        with self._held.lock:
            self._held.delete(ids)

    def search(self, terms: Mapping[int, QueryTerm], *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the chunks that hold any of the terms, by BM25, best first, equal scores by id."""
        if hopeless(filters, limit) or not terms:
            return ()
        with self._held.lock:
            blocks = [(block, block.payload.allowed(filters)) for block in self._held.blocks()]
            total = sum(int(allowed.sum()) for _, allowed in blocks)
            held: dict[int, int] = dict.fromkeys(terms, 0)
            found = []
            for block, allowed in blocks:
                postings = block.of(list(terms))
                every = bool(allowed.all())
                for term, (rows, _) in postings.items():
                    held[term] += len(rows) if every else int(np.count_nonzero(allowed[rows]))
                found.append((block, postings, None if every else allowed))
            rarity = {term: it.weight * _rarity(total, held[term], it.share) for term, it in terms.items()}
            return best((_scored(*it, rarity) for it in found), limit)

    def ids(self) -> frozenset[str]:
        """Return all ids, for `verify`."""
        with self._held.lock:
            return self._held.ids()

    def rebuild(self) -> None:
        """Drop what is in memory; the next search reads SQL again."""
        with self._held.lock:
            self._held.drop()

    def close(self) -> None:
        """Let go of the memory."""
        self.rebuild()


def _rarity(total: int, held: int, share: float) -> float:
    """Return the inverse document frequency of a term among what may be seen and the background beside it."""
    frequency = held + _BACKGROUND * share
    return math.log(1 + (total + _BACKGROUND - frequency + 0.5) / (frequency + 0.5))


def _scored(
    block: Postings, postings: Mapping[int, tuple[np.ndarray, np.ndarray]], allowed: np.ndarray | None,
    rarity: Mapping[int, float],
) -> Scored:  # fmt: skip
    scores = np.zeros(len(block.payload.points), np.float32)
    for term, (rows, weights) in postings.items():
        scores[rows] += np.float32(rarity[term]) * weights
    if allowed is not None:
        scores *= allowed
    chosen = np.flatnonzero(scores)
    return block.payload, chosen, scores[chosen]
