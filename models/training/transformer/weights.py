"""The weights of a transformer as arrays, taken from a `BertModel` or back from a served graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["PARTS", "Dense", "Layer", "Norm", "Served", "Weights", "of_bert", "of_served"]

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


def of_bert(bert: Any) -> Weights:
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


class Served:
    """The constants of a graph that `TransformerGraph` wrote, small ones as the floats they stand for."""

    def __init__(self, file: Path) -> None:
        import onnx

        constants = onnx.load(str(file)).graph.initializer
        self._held = {it.name: onnx.numpy_helper.to_array(it) for it in constants}

    def weight(self, name: str) -> Any:
        """Return an array in float32; one that was small takes its scale."""
        import numpy as np

        scale = self._held.get(f"{name}.scale")
        return self._held[name] if scale is None else self._held[name].astype(np.float32) * scale

    def dense(self, name: str) -> Dense:
        """Return a linear layer, the blocks of its weight put together."""
        import numpy as np

        if f"{name}.weight" in self._held:
            return Dense(weight=self.weight(f"{name}.weight"), bias=self._held[f"{name}.bias"])
        blocks = sum(it.startswith(f"{name}.") and it.endswith(".weight") for it in self._held)
        parts = [self.weight(f"{name}.{block}.weight") for block in range(blocks)]
        return Dense(weight=np.concatenate(parts), bias=self._held[f"{name}.bias"])

    def norm(self, name: str) -> Norm:
        """Return gain and bias of a normalisation."""
        return Norm(gain=self._held[f"{name}.gain"], bias=self._held[f"{name}.bias"])

    def transformer(self) -> Weights:
        """Return what `TransformerGraph.states` was given."""
        count = sum(name.endswith(".after.gain") for name in self._held)
        return Weights(
            words=self.weight("words"),
            places=self._held["places"],
            first=self.norm("first"),
            layers=tuple(
                Layer(
                    dense={part: self.dense(f"{place}.{part}") for part in PARTS},
                    after=self.norm(f"{place}.after"), last=self.norm(f"{place}.last"),
                )
                for place in range(count)
            ),
            heads=int(self._held["heads"][2]),
        )  # fmt: skip


def of_served(file: Path) -> Weights:
    """Return the weights that a graph computes with: small ones as the floats they stand for."""
    return Served(file).transformer()


def _array(tensor: Any) -> Any:
    return tensor.detach().float().cpu().numpy()


def _dense(linear: Any) -> Dense:
    return Dense(weight=_array(linear.weight).T, bias=_array(linear.bias))


def _norm(norm: Any) -> Norm:
    return Norm(gain=_array(norm.weight), bias=_array(norm.bias))
