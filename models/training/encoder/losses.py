"""Losses of the distillation."""

from __future__ import annotations

from typing import Any

__all__ = ["contrast", "distance"]

_SAME = 0.9


def distance(rows: Any, targets: Any) -> Any:
    """Return the mean of one minus the cosine between rows of length one."""
    return (1 - (rows * targets).sum(-1)).mean()


def contrast(rows: Any, targets: Any, bank: Any, temperature: float) -> Any:
    """Return InfoNCE (van den Oord et al. 2018) of rows against their own targets, the others' and a bank.

    A negative that the teacher holds for the same text (cosine over 0.9) is left out: it is a paraphrase.
    """
    import torch

    everything = torch.cat([targets, bank])
    same = (targets @ everything.T) > _SAME
    own = torch.arange(len(rows), device=rows.device)
    same[own, own] = False
    logits = (rows @ everything.T / temperature).masked_fill(same, float("-inf"))
    return torch.nn.functional.cross_entropy(logits, own)
