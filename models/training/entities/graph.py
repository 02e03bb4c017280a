"""The English tagger's graph as it is served: (ids, features) -> emissions, in float32 or with small weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.models.training.transformer import Dense, Served, TransformerGraph, Weights, of_bert

__all__ = ["TaggerWeights", "of_served", "of_trained", "tagger_graph"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerWeights:
    """A transformer, what each feature of a word adds to its pieces (features, width), and the layer of tags."""

    transformer: Weights
    seen: Any
    head: Dense


def tagger_graph(weights: TaggerWeights, *, small: bool) -> Any:
    """Return an ONNX model of `ids` (rows, pieces), int32, and `features` (rows, pieces, features), uint8.

    It gives `emissions` (rows, pieces, tags), float32. Features are noughts and ones: their sums are exact.
    """
    import numpy as np

    nodes = TransformerGraph(small=small, careful=False)
    if small:
        one, none = nodes.number("one", 1.0), nodes.constant("zero", np.array(0, np.uint8))
        seen = nodes.product("features", "seen", weights.seen, one, none)
    else:
        seen = nodes.node("MatMul", nodes.node("Cast", "features", to=1), nodes.constant("seen.weight", weights.seen))
    states = nodes.states(weights.transformer, seen)[-1]
    nodes.node("Identity", nodes.exact(states, "head", weights.head), output="emissions")
    features, tags = weights.seen.shape[0], weights.head.weight.shape[1]
    return nodes.model(
        "english",
        {"ids": ["rows", "pieces"], "features": ["rows", "pieces", features]},
        {"emissions": ["rows", "pieces", tags]},
    )


def of_trained(model: Any) -> TaggerWeights:
    """Return the weights of a tagger of `trunk.build`."""

    def array(tensor: Any) -> Any:
        return tensor.detach().float().cpu().numpy()

    head = Dense(weight=array(model.head.weight).T, bias=array(model.head.bias))
    return TaggerWeights(transformer=of_bert(model.bert), seen=array(model.seen.weight).T, head=head)


def of_served(file: Path) -> TaggerWeights:
    """Return the weights that an `english.onnx` computes with: small ones as the floats they stand for."""
    served = Served(file)
    return TaggerWeights(transformer=served.transformer(), seen=served.weight("seen.weight"), head=served.dense("head"))
