"""The encoder's graph as it is served: (ids) -> means, in float32 or with small weights."""

from __future__ import annotations

from typing import Any

from assay.models.training.transformer import TransformerGraph, Weights

__all__ = ["served_graph"]


def served_graph(weights: Weights, *, small: bool) -> Any:
    """Return an ONNX model of `ids` (rows, tokens), int32, to `means` (rows, 3 * width), float32.

    The means over a text's tokens are those after the first layer, after the first half of the layers, and after the
    last.
    """
    nodes = TransformerGraph(small=small, careful=True)
    states, count = nodes.states(weights), len(weights.layers)
    _means(nodes, states[1], states[max(1, count // 2)], states[count])
    width = weights.places.shape[1]
    return nodes.model("encoder", {"ids": ["rows", "tokens"]}, {"means": ["rows", 3 * width]})


def _means(nodes: TransformerGraph, *states: str) -> None:
    """Means over tokens, side by side, as products: a reduction would add up a text alone in another order."""
    import numpy as np

    one, axis = nodes.constant("one", np.array([1])), nodes.constant("tokens", np.array([1]))
    length = nodes.node("Shape", "ids", start=1, end=2)
    share = nodes.node("Reciprocal", nodes.node("Cast", length, to=1))
    shares = nodes.node("Expand", share, nodes.node("Concat", one, length, axis=0))
    parts = (nodes.node("Squeeze", nodes.node("MatMul", shares, it), axis) for it in states)
    nodes.node("Concat", *parts, axis=1, output="means")
