"""Turns the tagger's scores into probabilities: a short staircase by language, fitted on text that is for tuning."""

from __future__ import annotations

from collections.abc import Sequence

from assay.models.calibration import Isotonic

__all__ = ["staircase"]

_BLOCKS = 12


def staircase(scores: Sequence[float], right: Sequence[bool]) -> dict[str, list[float]]:
    """Return the knots of a rising staircase over blocks of like count; one block and one outcome are enough."""
    import numpy as np

    order = np.argsort(np.asarray(scores, float), kind="stable")
    blocks = [block for block in np.array_split(order, _BLOCKS) if len(block)]
    middles = [float(np.mean(np.asarray(scores, float)[block])) for block in blocks]
    shares = [float(np.mean(np.asarray(right, float)[block])) for block in blocks]
    steps = Isotonic.fit(middles, shares)
    return {"scores": [round(it, 4) for it in steps.scores], "values": [round(it, 4) for it in steps.values]}
