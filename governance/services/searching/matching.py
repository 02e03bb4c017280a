"""Where in a passage a question is spoken to, and how much of it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from assay.governance.domain import QueryTerm, term_number, terms
from assay.governance.services.searching.quoting import sentences

__all__ = ["best_sentence", "coverage", "weights"]

_RAREST = 1e-4


def weights(question: Mapping[int, QueryTerm]) -> dict[int, float]:
    """Return how much each term of a question tells, the rarer in any text the more; its own terms together 1."""
    told = {number: it.weight * math.log(1 + (1 - it.share) / (it.share + _RAREST)) for number, it in question.items()}
    own = sum(weight for number, weight in told.items() if question[number].weight >= 1)
    return {number: weight / own for number, weight in told.items()} if own else {}


def coverage(text: str, wanted: Mapping[int, float]) -> float:
    """Return how much of a question a text holds, 0 to 1; what means the same as its words counts beside them."""
    held = {term_number(term) for term in terms(text)}
    return min(1.0, sum(weight for number, weight in wanted.items() if number in held))


def best_sentence(text: str, wanted: Mapping[int, float]) -> tuple[int, int] | None:
    """Return the span of the sentence that holds most of a question, the first of equals; None where none holds any."""
    best, found = 0.0, None
    for start, end in sentences(text):
        held = coverage(text[start:end], wanted)
        if held > best:
            best, found = held, (start, end)
    return found
