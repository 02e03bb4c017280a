"""From trained taggers to what is served: two ONNX graphs with int8 rows, the gate's table, word lists as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.models.tagger_decode import TAGS
from assay.models.training.entities.graph import of_trained, tagger_graph

__all__ = ["export_chinese", "export_english", "export_gate", "write_json"]

_OPSET = 18


def write_json(file: Path, data: object) -> None:
    """Write compact JSON that stays the same for the same data."""
    file.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def export_english(model: Any, pieces: Sequence[str], lists: Mapping[str, Sequence[str]], out: Path) -> None:
    """Write `english.onnx` (ids, features -> emissions), small weights, and `english.json`."""
    import onnx

    onnx.save(tagger_graph(of_trained(model), small=True), str(out / "english.onnx"))
    write_json(
        out / "english.json", {"pieces": list(pieces), "lists": {k: "\n".join(sorted(v)) for k, v in lists.items()}}
    )


def export_chinese(
    model: Any, known: Mapping[str, int], lists: Mapping[str, Sequence[str]], out: Path, lean: Mapping[str, float]
) -> None:
    """Write `chinese.onnx` (ids, features, lengths -> emissions) and `chinese.json`.

    `lean` makes the beginning of a kind of name likelier or rarer; it is tuned where nothing is trained.
    ONNX keeps the share of the old state, the network that of the new one: the update gate changes its sign.
    """
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    constants: list[Any] = []
    nodes: list[Any] = []

    def constant(name: str, value: Any) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output

    table = model.chars.weight.detach().numpy()
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    rows = node("Gather", [constant("rows", np.round(table / scale).astype(np.int8)), "ids"], "row8")
    sizes = node("Gather", [constant("scale", scale.astype(np.float32)), "ids"], "row_scale")
    chars = node("Mul", [node("Cast", [rows], "row", to=TensorProto.FLOAT), sizes], "chars")
    seen = node("MatMul", ["features", constant("seen_w", model.seen.weight.detach().numpy().T)], "seen")
    states = node("Transpose", [node("Add", [chars, seen], "input")], "turned", perm=[1, 0, 2])
    for level in (0, 2):
        weights, memory, biases = zip(*(_gates(model.layers[level + side]) for side in (0, 1)), strict=True)
        recurrent = [states, constant(f"w{level}", np.stack(weights)), constant(f"r{level}", np.stack(memory)),
                     constant(f"b{level}", np.stack(biases)), "lengths"]  # fmt: skip
        both = node(
            "GRU",
            recurrent,
            f"gru{level}",
            direction="bidirectional",
            hidden_size=memory[0].shape[1],
            linear_before_reset=0,
        )
        aside = node("Transpose", [both], f"aside{level}", perm=[0, 2, 1, 3])
        states = node("Reshape", [aside, constant(f"shape{level}", np.array([0, 0, -1], np.int64))], f"states{level}")
    back = node("Transpose", [states], "back", perm=[1, 0, 2])
    head = node("MatMul", [back, constant("head_w", model.head.weight.detach().numpy().T)], "head")
    direct = node("MatMul", ["features", constant("direct_w", model.direct.weight.detach().numpy().T)], "direct")
    total = node("Add", [head, direct], "total")
    bias = model.head.bias.detach().numpy().copy()
    for kind, amount in lean.items():
        bias[TAGS.index(f"B-{kind}")] += amount
    node("Add", [total, constant("head_b", bias)], "emissions")
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT32, ["rows", "tokens"]),
        helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", "tokens", model.seen.in_features]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["rows"]),
    ]
    outputs = [
        helper.make_tensor_value_info("emissions", TensorProto.FLOAT, ["rows", "tokens", model.head.out_features])
    ]
    graph = helper.make_graph(nodes, "chinese", inputs, outputs, constants)
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)
    onnx.checker.check_model(built)
    onnx.save(built, str(out / "chinese.onnx"))
    characters = [""] * (max(known.values()) + 1)
    for char, number in known.items():
        characters[number] = char
    moves = [[round(float(value), 4) for value in row] for row in model.moves.detach()]
    write_json(
        out / "chinese.json",
        {"characters": characters, "moves": moves, "lists": {k: " ".join(sorted(set(v))) for k, v in lists.items()}},
    )


def _gates(layer: Any) -> tuple[Any, Any, Any]:
    """Return one direction's weights in ONNX's order: update (of the old state), reset, new state."""
    import numpy as np

    inward, bias = layer.linear.weight.detach().numpy(), layer.linear.bias.detach().numpy()
    across = np.concatenate([layer.gates.detach().numpy().T, layer.state.detach().numpy().T])
    size = across.shape[1]
    sign = np.concatenate([-np.ones(size), np.ones(2 * size)]).astype(np.float32)
    biases = np.concatenate([bias * sign, np.zeros(3 * size, np.float32)])
    return inward * sign[:, None], across * sign[:, None], biases


def export_gate(weights: Any, out: Path) -> None:
    """Write `gate.safetensors`."""
    from safetensors.numpy import save_file

    save_file({"weights": weights}, str(out / "gate.safetensors"))
