"""Fits the linear first pass: is a token inside of a name? On all labelled text of both languages, in a minute."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

from assay.models.tagger_gate import BITS, features_of
from assay.models.training.entities.examples import Example

__all__ = ["fit_gate"]

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+|\d+|[^\s]")


def _rows(examples: Sequence[Example], known: dict[str, tuple[int, int]]) -> tuple[Any, Any]:
    import numpy as np

    tokens: list[str] = []
    marks: list[float] = []
    for example in examples:
        for match in _TOKEN.finditer(example.text):
            tokens.append(match[0])
            over = [span for span in example.spans if span.start < match.end() and span.end > match.start()]
            marks.append(-1.0 if any(span.kind is None for span in over) else float(bool(over)))
        tokens.append("\n")
        marks.append(-1.0)
    return features_of(tokens, known), np.array(marks, np.float32)


def fit_gate(examples: Sequence[Example], *, seed: int, rounds: int = 3, rate: float = 0.1) -> tuple[Any, float, float]:
    """Return (int8 weights, scale, bias) of a logistic regression by AdaGrad over hashed features."""
    import torch

    torch.manual_seed(seed)
    order = random.Random(seed)  # noqa: S311 - order of examples
    features, marks = _rows(order.sample(list(examples), len(examples)), {})
    keep = marks >= 0
    inputs, wanted = torch.from_numpy(features[keep]), torch.from_numpy(marks[keep])
    weights = torch.nn.EmbeddingBag(1 << BITS, 1, mode="sum")
    torch.nn.init.zeros_(weights.weight)
    bias = torch.nn.Parameter(torch.tensor(-2.0))
    optimiser = torch.optim.Adagrad([weights.weight, bias], lr=rate)
    loss_of = torch.nn.BCEWithLogitsLoss()
    size = 4_096
    for _ in range(rounds):
        for start in torch.randperm(-(-len(inputs) // size)).tolist():
            part = slice(start * size, (start + 1) * size)
            loss = loss_of(weights(inputs[part]).squeeze(1) + bias, wanted[part])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
    table = weights.weight.detach().squeeze(1)
    scale = float(table.abs().max()) / 127
    return torch.round(table / scale).to(torch.int8).numpy(), scale, float(bias)
