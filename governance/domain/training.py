"""One training run: what to train on, where to, for how long; the same for every model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["Trainer", "TrainingJob"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingJob:
    """A run. `out` holds its checkpoints and its result: the same `out` again goes on where it stopped.

    `data` is the folder of the training data; `more` holds what a trainer names beside it, `measure` what it is
    watched by; both may be missing. `config` is a TOML file over the trainer's own settings. `minutes` ends the run by
    the clock, all its parts together; None leaves the end to the settings. `device` is `cpu` or `cuda`.
    """

    data: Path
    out: Path
    more: Path | None = None
    measure: Path | None = None
    config: Path | None = None
    seed: int = 1
    minutes: float | None = None
    device: str = "cpu"
    threads: int = 1


class Trainer(Protocol):
    """What an entry point of the group `assay.trainers` is."""

    def __call__(self, job: TrainingJob) -> dict[str, float]:
        """Train, or go on training; leave what is served and its figures in `job.out`, and return the figures.

        Raises:
            UsageError: the data folder lacks what the model needs.
            UnavailableError: a library or a base model is not installed.
        """
        ...
