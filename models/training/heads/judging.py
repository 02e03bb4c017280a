"""What a head is worth on texts that it did not see: accuracy, F1 and honesty, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.models.calibration import Interval, expected_calibration_error, interval

__all__ = ["judged", "macro_f1"]


def macro_f1(right: Any, said: Any, classes: Sequence[int]) -> float:
    """Return the mean F1 of the classes; one that nobody has and nobody said is left out."""
    import numpy as np

    scores = []
    for place in classes:
        hits = int(((said == place) & (right == place)).sum())
        all_of_it = int((said == place).sum() + (right == place).sum())
        if all_of_it:
            scores.append(2 * hits / all_of_it)
    return float(np.mean(scores)) if scores else 0.0


def judged(
    chances: Any, right: Sequence[int], *, of: str, positive: int | None = None, groups: Sequence[str] | None = None
) -> Mapping[str, float]:
    """Return flat figures under the name `of` for probabilities (n, C) and what was so.

    Accuracy, F1 (of the class `positive`, else the mean over classes), their intervals by bootstrap, calibration error.
    Of `groups`, such as tellings of one story, the bootstrap draws whole ones: their members are not independent.
    """
    import numpy as np

    truth, said = np.asarray(right), np.asarray(chances).argmax(axis=1)
    wanted = range(np.asarray(chances).shape[1]) if positive is None else [positive]
    names, of_group = np.unique(groups if groups is not None else np.arange(len(truth)), return_inverse=True)
    members = np.split(np.argsort(of_group, kind="stable"), np.cumsum(np.bincount(of_group))[:-1])

    def over(measure: Callable[[Any, Any], float]) -> Interval:
        def of_drawn(drawn: Any) -> float:
            rows = np.concatenate([members[at] for at in drawn])
            return measure(truth[rows], said[rows])

        return interval(of_drawn, len(names))

    found = {
        "accuracy": over(lambda right, told: float((right == told).mean())),
        "f1" if positive else "macro_f1": over(lambda right, told: macro_f1(right, told, wanted)),
    }
    figures = {f"{of}.{name}{part}": value
               for name, it in found.items()
               for part, value in (("", it.value), (".low", it.low), (".high", it.high))}  # fmt: skip
    return figures | {f"{of}.ece": expected_calibration_error(np.asarray(chances).max(axis=1), said == truth)}
