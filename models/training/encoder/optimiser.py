"""Adam for a table of which a batch touches a few rows: the others cost nothing and do not move."""

from __future__ import annotations

from typing import Any

__all__ = ["RowAdam"]


class RowAdam:
    """Lazy Adam over the rows of one weight whose gradient is sparse; every row has its own factor of the rate."""

    def __init__(self, weight: Any, factors: Any, *, betas: tuple[float, float] = (0.9, 0.99)) -> None:
        import torch

        self.weight, self._factors, self._betas = weight, factors, betas
        self.mean = torch.zeros_like(weight)
        self.square = torch.zeros_like(weight)
        self.steps = torch.zeros(weight.shape[0], device=weight.device)

    def step(self, rate: float) -> None:
        """Move the rows that the gradient names; forgets the gradient."""
        import torch

        grad = self.weight.grad
        if grad is None:
            return
        first, second = self._betas
        with torch.no_grad():
            grad = grad.coalesce()
            rows, values = grad.indices()[0], grad.values()
            self.steps[rows] += 1
            count = self.steps[rows].unsqueeze(1)
            mean = self.mean[rows].mul_(first).add_(values, alpha=1 - first)
            square = self.square[rows].mul_(second).addcmul_(values, values, value=1 - second)
            self.mean[rows], self.square[rows] = mean, square
            move = (mean / (1 - first**count)) / ((square / (1 - second**count)).sqrt() + 1e-8)
            self.weight[rows] -= rate * self._factors[rows].unsqueeze(1) * move
        self.weight.grad = None
