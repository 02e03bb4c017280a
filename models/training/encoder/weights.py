"""The weights of an encoder as arrays, taken from a student of transformers or back from a served graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["PARTS", "Dense", "Layer", "Norm", "Weights", "of_served", "of_student"]

PARTS = ("query", "key", "value", "out", "up", "down")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dense:
    """A linear layer: weight (inputs, outputs) and bias (outputs), float32."""

    weight: Any
    bias: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """Gain and bias of a layer's normalisation, float32 (width)."""

    gain: Any
    bias: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Dense layers by `PARTS`, `after` attention and `last` a normalisation; `query` holds the scale of the scores."""

    dense: Mapping[str, Dense]
    after: Norm
    last: Norm


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Rows of words (vocabulary, width) and of places (longest text, width), and the layers above them."""

    words: Any
    places: Any
    first: Norm
    layers: tuple[Layer, ...]
    heads: int


def of_student(bert: Any) -> Weights:
    """Return the weights of a `BertModel`; the row of its one token type goes into the places."""
    below = bert.embeddings
    heads = int(bert.config.num_attention_heads)
    size = bert.config.hidden_size // heads

    def layer(it: Any) -> Layer:
        own, out = it.attention.self, it.attention.output
        query = _dense(own.query)
        dense = {
            "query": Dense(weight=query.weight * size**-0.5, bias=query.bias * size**-0.5),
            "key": _dense(own.key), "value": _dense(own.value), "out": _dense(out.dense),
            "up": _dense(it.intermediate.dense), "down": _dense(it.output.dense),
        }  # fmt: skip
        return Layer(dense=dense, after=_norm(out.LayerNorm), last=_norm(it.output.LayerNorm))

    return Weights(
        words=_array(below.word_embeddings.weight),
        places=_array(below.position_embeddings.weight + below.token_type_embeddings.weight[0]),
        first=_norm(below.LayerNorm),
        layers=tuple(layer(it) for it in bert.encoder.layer),
        heads=heads,
    )


def of_served(file: Path) -> Weights:
    """Return the weights that a graph of `encoder.graph` computes with: small ones as the floats they stand for."""
    import numpy as np
    import onnx

    model = onnx.load(str(file))
    held = {it.name: onnx.numpy_helper.to_array(it) for it in model.graph.initializer}

    def weight(name: str) -> Any:
        scale = held.get(f"{name}.scale")
        return held[name] if scale is None else held[name].astype(np.float32) * scale

    def dense(name: str) -> Dense:
        if f"{name}.weight" in held:
            return Dense(weight=weight(f"{name}.weight"), bias=held[f"{name}.bias"])
        blocks = sum(it.startswith(f"{name}.") and it.endswith(".weight") for it in held)
        parts = [weight(f"{name}.{block}.weight") for block in range(blocks)]
        return Dense(weight=np.concatenate(parts), bias=held[f"{name}.bias"])

    def norm(name: str) -> Norm:
        return Norm(gain=held[f"{name}.gain"], bias=held[f"{name}.bias"])

    count = sum(name.endswith(".after.gain") for name in held)
    return Weights(
        words=weight("words"),
        places=held["places"],
        first=norm("first"),
        layers=tuple(
            Layer(
                dense={part: dense(f"{place}.{part}") for part in PARTS},
                after=norm(f"{place}.after"), last=norm(f"{place}.last"),
            )
            for place in range(count)
        ),
        heads=int(held["heads"][2]),
    )  # fmt: skip


def _array(tensor: Any) -> Any:
    return tensor.detach().float().cpu().numpy()


def _dense(linear: Any) -> Dense:
    return Dense(weight=_array(linear.weight).T, bias=_array(linear.bias))


def _norm(norm: Any) -> Norm:
    return Norm(gain=_array(norm.weight), bias=_array(norm.bias))
