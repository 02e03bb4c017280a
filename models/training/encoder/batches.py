"""Batches of about equal length, drawn source by source; the draw depends on the seed and the step alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Pool"]

_WINDOW = 24


@dataclass(slots=True, kw_only=True)
class Pool:
    """One source as token rows; `take()` gives the places of the next batch, epoch after epoch."""

    lengths: Sequence[int]
    rows: int
    tokens: int
    seed: int
    taken: int = 0
    _epoch: int = field(default=-1, init=False)
    _batches: list[list[int]] = field(default_factory=list, init=False)
    _before: int = field(default=0, init=False)

    def take(self) -> list[int]:
        """Return the next batch's places: at most `rows`, and at most `tokens` with padding."""
        while self._epoch < 0 or self.taken - self._before >= len(self._batches):
            self._before += len(self._batches)
            self._epoch += 1
            self._batches = list(self._epoch_batches())
        batch = self._batches[self.taken - self._before]
        self.taken += 1
        return batch

    def _epoch_batches(self) -> Iterator[list[int]]:
        draw = random.Random(f"{self.seed}/{self._epoch}")  # noqa: S311 - an order, not a secret
        order = list(range(len(self.lengths)))
        draw.shuffle(order)
        made: list[list[int]] = []
        for start in range(0, len(order), self.rows * _WINDOW):
            window = sorted(order[start : start + self.rows * _WINDOW], key=lambda place: self.lengths[place])
            batch: list[int] = []
            for place in window:
                if batch and (len(batch) == self.rows or (len(batch) + 1) * self.lengths[place] > self.tokens):
                    made.append(batch)
                    batch = []
                batch.append(place)
            if batch:
                made.append(batch)
        draw.shuffle(made)
        return iter(made)
