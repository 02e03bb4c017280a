"""From served graphs back to torch: so that training can go on from the packaged weights, and not from their base.

The Chinese graph holds what was trained as it is, but for int8 rows of characters; the English one is int8 throughout,
so that what goes on from it begins a little beside where it ended (cosine above 0.99).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.models.tagger_decode import TAGS
from assay.models.training.entities.graph import of_served
from assay.models.training.transformer import Dense, Norm

__all__ = ["restore_chinese", "restore_english"]


def restore_english(model: Any, file: Path) -> None:
    """Set a tagger of `trunk.build` to the weights of an `english.onnx`.

    Raises:
        ValueError: the graph has more or other layers than the tagger.
    """
    import torch

    held = of_served(file)
    below, bert = held.transformer, model.bert
    if len(bert.encoder.layer) != len(below.layers):
        raise ValueError("the served graph has another number of layers")
    share = (bert.config.hidden_size // below.heads) ** 0.5  # the query holds the scale of the scores
    with torch.no_grad():
        bert.embeddings.word_embeddings.weight.copy_(torch.as_tensor(below.words))
        bert.embeddings.position_embeddings.weight.copy_(torch.as_tensor(below.places))
        bert.embeddings.token_type_embeddings.weight.zero_()  # it is part of the places
        _norm(bert.embeddings.LayerNorm, below.first)
        model.seen.weight.copy_(torch.as_tensor(held.seen.T))
        _dense(model.head, held.head)
        for layer, own in zip(bert.encoder.layer, below.layers, strict=True):
            asked, out = layer.attention.self, layer.attention.output
            _dense(asked.query, own.dense["query"], share)
            for part, into in (
                ("key", asked.key), ("value", asked.value), ("out", out.dense), ("up", layer.intermediate.dense),
                ("down", layer.output.dense),
            ):  # fmt: skip
                _dense(into, own.dense[part])
            _norm(out.LayerNorm, own.after)
            _norm(layer.output.LayerNorm, own.last)


def restore_chinese(model: Any, file: Path, moves: Any, lean: Mapping[str, float]) -> None:
    """Set a tagger of `recurrent.build` to the weights of a `chinese.onnx`; `lean` is what its export had added."""
    import torch

    held = _constants(file)
    size = model.layers[0].state.shape[0]
    with torch.no_grad():
        model.chars.weight.copy_(held["rows"].float() * held["scale"])
        model.seen.weight.copy_(held["seen_w"].T)
        model.direct.weight.copy_(held["direct_w"].T)
        model.head.weight.copy_(held["head_w"].T)
        model.head.bias.copy_(held["head_b"])
        for kind, amount in lean.items():
            model.head.bias[TAGS.index(f"B-{kind}")] -= amount
        model.moves.copy_(torch.as_tensor(moves))
        sign = torch.cat([-torch.ones(size), torch.ones(2 * size)])  # ONNX keeps the share of the old state
        for index, layer in enumerate(model.layers):
            level, side = index - index % 2, index % 2
            across = held[f"r{level}"][side] * sign[:, None]
            layer.linear.weight.copy_(held[f"w{level}"][side] * sign[:, None])
            layer.linear.bias.copy_(held[f"b{level}"][side][: 3 * size] * sign)
            layer.gates.copy_(across[: 2 * size].T)
            layer.state.copy_(across[2 * size :].T)


def _dense(layer: Any, held: Dense, share: float = 1.0) -> None:
    import torch

    layer.weight.copy_(torch.as_tensor(held.weight.T * share))
    layer.bias.copy_(torch.as_tensor(held.bias * share))


def _norm(layer: Any, held: Norm) -> None:
    import torch

    layer.weight.copy_(torch.as_tensor(held.gain))
    layer.bias.copy_(torch.as_tensor(held.bias))


def _constants(file: Path) -> dict[str, Any]:
    import onnx
    import torch

    constants = onnx.load(str(file)).graph.initializer
    return {it.name: torch.from_numpy(onnx.numpy_helper.to_array(it).copy()) for it in constants}
