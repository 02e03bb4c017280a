"""Checkpoints of the two networks, as safetensors: what a run needs to go on, and nothing that could be run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assay.models.training.job import load_tensors, save_state

__all__ = ["keep", "restore"]

_MODEL, _OPTIMISER = "model.", "optimiser."


def keep(folder: Path, model: Any, optimiser: Any, *, step: int, spent: float) -> None:
    """Write weights, moments of the optimiser, steps taken and seconds spent in place of the earlier checkpoint."""
    tensors = {f"{_MODEL}{name}": value.clone() for name, value in model.state_dict().items()}
    for number, held in optimiser.state_dict()["state"].items():
        tensors |= {f"{_OPTIMISER}{number}.{name}": value.clone() for name, value in held.items()}
    save_state(folder, tensors, {"step": step, "spent": spent})


def restore(folder: Path, model: Any, optimiser: Any) -> tuple[int, float]:
    """Set model and optimiser to a folder's checkpoint, if there is one; returns steps taken and seconds spent."""
    known = load_tensors(folder)
    if known is None:
        return 0, 0.0
    tensors, state = known
    model.load_state_dict({
        name.removeprefix(_MODEL): value for name, value in tensors.items() if name.startswith(_MODEL)
    })  # fmt: skip
    moments: dict[int, dict[str, Any]] = {}
    for name, value in tensors.items():
        if name.startswith(_OPTIMISER):
            number, _, kind = name.removeprefix(_OPTIMISER).partition(".")
            moments.setdefault(int(number), {})[kind] = value
    optimiser.load_state_dict({**optimiser.state_dict(), "state": moments})
    return int(state["step"]), float(state["spent"])
