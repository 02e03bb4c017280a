"""Search by words: BM25 over the chunks that the caller may see, and over nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from assay.governance.domain import Filters, Hit, Point, QueryTerm
from assay.knowledge_graph.index.block import Scored, best
from assay.knowledge_graph.index.postings import Posting, Postings
from assay.knowledge_graph.index.resident import InMemory
from assay.knowledge_graph.index.vectors import hopeless

__all__ = ["BM25Index", "open_words"]

_BACKGROUND = 64


def open_words(*, points: Callable[[], Iterable[Point]]) -> BM25Index:
    """Return an index over the words that SQL holds; nothing is read before it is needed."""
    return BM25Index(points=points)


class BM25Index(InMemory[Postings]):
    """Words of the one truth in memory.

    How rare a term is, is counted among the chunks that the filters let through, with as many chunks as 64 of any
    text anywhere beside them, which steadies small collections. So an answer is the same whether what the caller may
    not see is there or not.
    """

    name = "words"

    def __init__(self, *, points: Callable[[], Iterable[Point]]) -> None:
        super().__init__(points, Postings)

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
                postings, some = block.of(list(terms)), None if allowed.all() else allowed
                for term, posting in postings.items():
                    held[term] += posting.held(some)
                found.append((block, postings, some))
            rarity = {term: it.weight * _rarity(total, held[term], it.share) for term, it in terms.items()}
            return best((_scored(*it, rarity) for it in found), limit)


def _rarity(total: int, held: int, share: float) -> float:
    """Return the inverse document frequency of a term among what may be seen and the background beside it."""
    frequency = held + _BACKGROUND * share
    return math.log(1 + (total + _BACKGROUND - frequency + 0.5) / (frequency + 0.5))


def _scored(
    block: Postings, postings: Mapping[int, Posting], allowed: np.ndarray | None,
    rarity: Mapping[int, float],
) -> Scored:  # fmt: skip
    scores = np.zeros(len(block.payload.points), np.float32)
    for term, posting in postings.items():
        posting.add(scores, rarity[term])
    if allowed is not None:
        scores *= allowed
    chosen = np.flatnonzero(scores)
    return block.payload, chosen, scores[chosen]
