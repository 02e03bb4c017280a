"""From served graphs back to torch: so that training can go on from the packaged weights, and not from their base.

The Chinese graph holds what was trained as it is, but for int8 rows of characters; the English one is int8 throughout,
so that what goes on from it begins a little beside where it ended (cosine above 0.99).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.models.tagger_decode import TAGS

__all__ = ["restore_chinese", "restore_english"]


def restore_english(model: Any, file: Path) -> None:
    """Set a tagger of `trunk.build` to the weights of an `english.onnx`.

    Raises:
        ValueError: the graph has more or other layers than the tagger.
    """
    import torch

    held, dense = _constants(file), _dense(file)
    bert, width = model.bert, model.bert.config.hidden_size
    if len(bert.encoder.layer) != sum(name.endswith(".all") for name in dense):
        raise ValueError("the served graph has another number of layers")
    with torch.no_grad():
        bert.embeddings.word_embeddings.weight.copy_(held["rows"].float() * held["scale"])
        bert.embeddings.position_embeddings.weight.copy_(held["places"])
        bert.embeddings.token_type_embeddings.weight.zero_()  # it is part of the places
        _norm(bert.embeddings.LayerNorm, held, "first")
        model.seen.weight.copy_(dense["seen"].T)
        _linear(model.head, held, dense, "head")
        for place, layer in enumerate(bert.encoder.layer):
            name = f"layers.{place}"
            own = layer.attention.self
            for index, part in enumerate((own.query, own.key, own.value)):
                some = slice(index * width, (index + 1) * width)
                part.weight.copy_(dense[f"{name}.all"][:, some].T)
                part.bias.copy_(held[f"{name}.all.bias"][some])
            _linear(layer.attention.output.dense, held, dense, f"{name}.out")
            _linear(layer.intermediate.dense, held, dense, f"{name}.up")
            _linear(layer.output.dense, held, dense, f"{name}.down")
            _norm(layer.attention.output.LayerNorm, held, f"{name}.after")
            _norm(layer.output.LayerNorm, held, f"{name}.last")


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


def _linear(layer: Any, held: Mapping[str, Any], dense: Mapping[str, Any], name: str) -> None:
    layer.weight.copy_(dense[name].T)
    layer.bias.copy_(held[f"{name}.bias"])


def _norm(layer: Any, held: Mapping[str, Any], name: str) -> None:
    layer.weight.copy_(held[f"{name}.weight"])
    layer.bias.copy_(held[f"{name}.bias"])


def _constants(file: Path) -> dict[str, Any]:
    import onnx
    import torch

    constants = onnx.load(str(file)).graph.initializer
    return {it.name: torch.from_numpy(onnx.numpy_helper.to_array(it).copy()) for it in constants}


def _dense(file: Path) -> dict[str, Any]:
    """Return the int8 matrices as floats, [inputs, outputs], by the name of the bias that is added after each.

    The word features alone have none; theirs is called `seen`.
    """
    import onnx

    graph, held = onnx.load(str(file)).graph, _constants(file)
    after = {name: node for node in graph.node for name in node.input}
    found = {}
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        name = node.input[1].removesuffix("_quantized")
        scaled = after[after[node.output[0]].output[0]]  # the cast, then the product with both scales
        added = after[scaled.output[0]]
        biases = [it.removesuffix(".bias") for it in added.input if it.endswith(".bias")]
        found[biases[0] if biases else "seen"] = held[f"{name}_quantized"].float() * held[f"{name}_scale"]
    return found
