"""How loudly each expert of a head speaks, learned from what they say of texts that they did not see.

Stacking (Wolpert 1992) with few parameters: one factor an expert, none below zero, held near where it began by a
Gaussian prior that fades as examples come. Measured on draws of the tuning halves at 8 / 32 / 128 examples a class,
beside sums with fixed factors: English news .831 / .848 / .868 to .833 / .854 / .871, Chinese headlines
.668 / .739 / .802 to .667 / .740 / .805 (`python -m benchmarks models_heads --part tune`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["listened", "voices"]

_HOLD = 256.0  # of the prior at one example a class; in squared standard deviations of an expert's logits


def voices(said: Any, targets: Any, begun: Sequence[float], *, balanced: bool = False) -> Any:
    """Return a factor for each expert (E) from logits (E, n, C) of texts left out and their classes (n).

    `begun` are the factors that the prior stands at. `balanced` lets texts of rare classes weigh more.
    """
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    logits = np.asarray(said, np.float64)
    experts, count, classes = logits.shape
    spread = logits.std(axis=(1, 2))
    heard = spread > 0
    spread = np.where(heard, spread, 1.0)
    logits, start = logits / spread[:, None, None], np.asarray(begun, np.float64) * spread
    weights = np.full(count, 1 / count)
    if balanced:
        weights = 1 / np.bincount(targets, minlength=classes)[targets] / len(np.unique(targets))
    right = np.zeros((count, classes))
    right[np.arange(count), targets] = 1
    hold = _HOLD * classes / count / count

    def loss(factors: Any) -> tuple[float, Any]:
        scores = np.tensordot(factors, logits, 1)
        scores -= scores.max(axis=1, keepdims=True)
        totals = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        wrong = (np.exp(scores - totals) - right) * weights[:, None]
        away = factors - start
        found = -float((weights * (scores - totals)[np.arange(count), targets]).sum()) + hold * float(away @ away)
        return found, np.tensordot(logits, wrong, 2) + 2 * hold * away

    found = minimize(loss, start, jac=True, bounds=[(0, None)] * experts, method="L-BFGS-B").x
    return np.where(heard, found / spread, begun)


def listened(said: Any, targets: Any, folds: Any, begun: Sequence[float], *, balanced: bool = False) -> Any:
    """Return logits (n, C): of each fold by the voices that the other folds gave, so that figures stay honest."""
    import numpy as np

    found = np.zeros(np.asarray(said).shape[1:])
    for fold in np.unique(folds):
        inside = folds == fold
        own = voices(said[:, ~inside], targets[~inside], begun, balanced=balanced)
        found[inside] = np.tensordot(own, said[:, inside], 1)
    return found
