"""How far a probability is to be believed: measured (ECE, reliability) and mended (temperature, isotonic).

Shared by the model cards and by the learning loop. Probabilities come as arrays of numpy; a label is an index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Bin", "Interval", "Isotonic", "Temperature", "expected_calibration_error", "interval", "reliability",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One bar of a reliability diagram: mean confidence, share that was right, and how many fell into it."""

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure with the bounds of its bootstrap interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """Return what reports print, rounded to four places."""
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperature:
    """Divides logits by one number (Guo et al. 2017): changes how sure, never which class."""

    value: float = 1.0

    @classmethod
    def fit(cls, logits: Any, labels: Any) -> Temperature:
        """Return the temperature that makes the labels most likely; `logits` are (n, classes), n at least 1."""
        import numpy as np

        scores, right = np.asarray(logits, float), np.asarray(labels, int)
        rows = np.arange(len(right))

        def loss(log_t: float) -> float:
            scaled = scores / np.exp(log_t)
            top = scaled.max(axis=1, keepdims=True)
            total = top[:, 0] + np.log(np.exp(scaled - top).sum(axis=1))
            return float((total - scaled[rows, right]).mean())

        return cls(value=float(np.exp(_golden(loss, -3.0, 3.0))))

    def apply(self, logits: Any) -> Any:
        """Return probabilities (n, classes), each row summing to one."""
        import numpy as np

        scaled = np.asarray(logits, float) / self.value
        powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Isotonic:
    """A rising staircase from scores to probabilities (pool adjacent violators), straight lines between its steps."""

    scores: tuple[float, ...]
    values: tuple[float, ...]

    @classmethod
    def fit(cls, scores: Any, outcomes: Any) -> Isotonic:
        """Fit to outcomes of 0 and 1; at least one is needed."""
        import numpy as np

        found, order = np.asarray(scores, float), np.argsort(np.asarray(scores, float), kind="stable")
        blocks: list[list[float]] = []  # sum of outcomes, count, first score, last score
        for at in order:
            outcome, score = float(np.asarray(outcomes)[at]), float(found[at])
            if blocks and blocks[-1][3] == score:  # equal scores share one value
                blocks[-1][0] += outcome
                blocks[-1][1] += 1
            else:
                blocks.append([outcome, 1.0, score, score])
            while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
                total, count, _, last = blocks.pop()
                blocks[-1][0] += total
                blocks[-1][1] += count
                blocks[-1][3] = last
        knots: list[tuple[float, float]] = []
        for total, count, first, last in blocks:
            knots += [(first, total / count)] if first == last else [(first, total / count), (last, total / count)]
        return cls(scores=tuple(score for score, _ in knots), values=tuple(value for _, value in knots))

    def apply(self, scores: Any) -> Any:
        """Return probabilities; beyond the ends the first and last step hold."""
        import numpy as np

        return np.interp(np.asarray(scores, float), self.scores, self.values)


def reliability(confidences: Any, correct: Any, *, bins: int = 15) -> tuple[Bin, ...]:
    """Return the filled bars of a reliability diagram over `bins` equal widths of confidence from 0 to 1."""
    import numpy as np

    sure, right = np.asarray(confidences, float), np.asarray(correct, float)
    places = np.clip((sure * bins).astype(int), 0, bins - 1)
    return tuple(
        Bin(confidence=float(sure[inside].mean()), accuracy=float(right[inside].mean()), count=int(inside.sum()))
        for place in range(bins)
        if (inside := places == place).any()
    )


def expected_calibration_error(confidences: Any, correct: Any, *, bins: int = 15) -> float:
    """Return the mean gap between confidence and accuracy, weighted by count (Naeini et al. 2015); 0 for no data."""
    bars = reliability(confidences, correct, bins=bins)
    total = sum(bar.count for bar in bars)
    return sum(abs(bar.confidence - bar.accuracy) * bar.count for bar in bars) / total if total else 0.0


def interval(
    measure: Callable[[Any], float], count: int, *, repeats: int = 500, share: float = 0.95, seed: int = 7
) -> Interval:
    """Return `measure` over all `count` items with its bootstrap interval; it is given the indices to measure."""
    import numpy as np

    random = np.random.default_rng(seed)
    values = [measure(random.integers(0, count, count)) for _ in range(repeats)]
    low, high = np.quantile(values, [(1 - share) / 2, (1 + share) / 2])
    return Interval(value=float(measure(np.arange(count))), low=float(low), high=float(high))


def _golden(loss: Callable[[float], float], low: float, high: float, *, steps: int = 60) -> float:
    """Return the lowest point of a function with one valley, by golden section."""
    ratio = (5**0.5 - 1) / 2
    points: Sequence[float] = (low, high - ratio * (high - low), low + ratio * (high - low), high)
    left, one, two, right = points
    at_one, at_two = loss(one), loss(two)
    for _ in range(steps):
        if at_one <= at_two:
            right, two, at_two = two, one, at_one
            one = right - ratio * (right - left)
            at_one = loss(one)
        else:
            left, one, at_one = one, two, at_two
            two = left + ratio * (right - left)
            at_two = loss(two)
    return (left + right) / 2
