"""Rankings of one question made into one: the mean of standard scores, so that the surer ranking weighs more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assay.governance.domain import Hit

__all__ = ["best_of", "floor_of", "fused", "shown"]

_FLAT = 1e-6
_EXTREME = 30.0
_PLACES = 4  # what a sum of floats differs by, where other rows are beside, decides nothing


def best_of(hits: Sequence[Hit]) -> dict[str, Hit]:
    """Return of each content the best of its chunks, best content first."""
    found: dict[str, Hit] = {}
    for hit in hits:
        found.setdefault(hit.content_id, hit)
    return found


def floor_of(hits: Sequence[Hit], asked: int) -> float:
    """Return what a content that was not found scores: 0 where all was given, else no more than the last that was."""
    return hits[-1].score if len(hits) >= asked else 0.0


def fused(rankings: Sequence[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    """Return what was found by any ranking and its mean standard score over all of them, best first.

    Each ranking gives scores and the floor: what the others score that it did not give. Scores are standardised over
    everything that any ranking found, question by question: a ranking in which few stand out says so, one that is
    level says little. On four English and Chinese collections, whole, this was no worse than its better half, as fusing
    ranks alone was (`python -m benchmarks retrieval`).
    """
    everything = {key for scores, _ in rankings for key in scores}  # sums are exact: their order tells nothing
    told = [(scores, floor) for scores, floor in rankings if scores]
    total = dict.fromkeys(everything, 0.0)
    for scores, floor in told:
        whole = [scores.get(key, floor) for key in everything]
        mean = math.fsum(whole) / len(whole)
        spread = math.sqrt(math.fsum((score - mean) ** 2 for score in whole) / len(whole))
        if spread > _FLAT:
            weight = 1 / (spread * len(told))
            for key, score in zip(everything, whole, strict=True):
                total[key] += (score - mean) * weight
    return dict(sorted(total.items(), key=lambda item: (-round(item[1], _PLACES), item[0])))


def shown(score: float) -> float:
    """Return a standard score as it is shown: between 0 and 1, in hundredths, which tell nothing of what is hidden."""
    return round(1 / (1 + math.exp(-score if -_EXTREME < score < _EXTREME else -math.copysign(_EXTREME, score))), 2)
