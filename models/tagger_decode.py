"""The best legal sequence of tags, for many texts at once, and the names that it spells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["KINDS", "TAGS", "Tagged", "best_paths", "legal", "named", "softmax"]

KINDS = ("person", "organization", "location", "address")
TAGS = ("O", *(f"{edge}-{kind}" for kind in KINDS for edge in "BI"))
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Tagged:
    """A name in a text: code points, end exclusive; `score` is the mean probability of its tags."""

    start: int
    end: int
    kind: str
    score: float


def legal(before: str, after: str) -> bool:
    """Say whether one tag may follow another: an inside tag only inside its own name."""
    return not after.startswith("I") or before[1:] == after[1:]


def best_paths(emissions: Any, lengths: Sequence[int], moves: Any = None) -> list[list[int]]:
    """Return the best tags of each row by Viterbi; `emissions` is (rows, tokens, tags), `moves` (tags, tags) or None.

    Illegal moves are never taken, whatever `moves` says.
    """
    import numpy as np

    rows, tokens, size = emissions.shape
    banned = np.array([[0.0 if legal(a, b) else _NEVER for b in TAGS] for a in TAGS], np.float32)
    table = banned if moves is None else banned + moves
    score = emissions[:, 0] + np.array([_NEVER if tag.startswith("I") else 0.0 for tag in TAGS], np.float32)
    before = np.zeros((tokens, rows, size), np.int8)
    ends = np.asarray(lengths)
    for step in range(1, tokens):
        paths = score[:, :, None] + table
        before[step] = paths.argmax(1)
        score = np.where((step < ends)[:, None], paths.max(1) + emissions[:, step], score)
    found = []
    for row, length in enumerate(lengths):
        tag = int(score[row].argmax())
        path = [tag]
        for step in range(length - 1, 0, -1):
            tag = int(before[step, row, tag])
            path.append(tag)
        found.append(path[::-1] if length else [])
    return found


def named(path: Sequence[int], starts: Sequence[int], ends: Sequence[int], probabilities: Any) -> list[Tagged]:
    """Return the names that a path of tags spells; token `i` stands at `starts[i]:ends[i]`."""
    found: list[Tagged] = []
    first = -1
    for place, tag in enumerate([*path, 0]):
        if first >= 0 and not TAGS[tag].startswith("I"):
            score = float(sum(probabilities[i, path[i]] for i in range(first, place)) / (place - first))
            found.append(Tagged(starts[first], ends[place - 1], TAGS[path[first]][2:], min(score, 0.99)))
            first = -1
        if TAGS[tag].startswith("B"):
            first = place
    return found


def softmax(values: Any) -> Any:
    """Return probabilities along the last axis."""
    import numpy as np

    weights = np.exp(values - values.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)
