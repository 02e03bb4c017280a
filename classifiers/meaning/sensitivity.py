"""Sensitivity by meaning: a merger plan is sensitive without a single identifier in it.

A head of words alone says of every window whether it may be sensitive; the encoder is asked about those alone.
The result is the surest window's, so added text can never lower it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from assay.classifiers.meaning.windows import Line, windows
from assay.governance.domain import TopicScore
from assay.models.heads import Head

__all__ = ["READS_AS", "SENSITIVE", "strongest"]

READS_AS = "reads-as:"
SENSITIVE = ("confidential", "restricted")
_SURE, _GATE_SURE, _BELIEVED = 0.9, 0.95, 0.9  # not below what rules ask for: an early end lowers no level
_MOST = 512
_SHORTEST = 12


def strongest(head: Head, gate: Head, of: Sequence[Line], features: Callable[[Sequence[str]], Any]) -> list[TopicScore]:
    """Return `reads-as:confidential` and `reads-as:restricted` with their surest probability over all windows.

    "Confidential" counts what is restricted too. Of the windows beyond 512 that `gate` lets through, those that it is
    sure of are believed: doubt goes up. One window is asked about at a time: beside others its int8 features would be
    slightly different ones.
    """
    best = dict.fromkeys(SENSITIVE, 0.0)
    for asked, text in enumerate(_suspects(gate, of, best)):
        if asked >= _MOST:
            if float(gate.probabilities([text])[0, 1]) >= _GATE_SURE:
                best = {name: max(score, _BELIEVED) for name, score in best.items()}
                break
            continue
        (row,) = head.probabilities([text], features([text]))
        for name in SENSITIVE:
            best[name] = max(best[name], float(row[head.info.classes.index(name) :].sum()))
    return [TopicScore(topic=READS_AS + name, score=round(chance, 4), why="a passage")
            for name, chance in best.items() if chance > 0]  # fmt: skip


def _suspects(gate: Head, of: Sequence[Line], best: Mapping[str, float]) -> Iterator[str]:
    """Yield texts of windows whose words may be sensitive, until the most sensitive kind is sure."""
    for window in windows(of):
        if best[SENSITIVE[-1]] >= _SURE:
            return
        text = "\n".join(line.text for line in window)
        if len(text) >= _SHORTEST and gate.probabilities([text])[0, 1] >= gate.info.threshold:
            yield text
