"""From a trained student to what is served: one ONNX file, int8 layers by channel, int8 embedding rows by row."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError
from assay.models.training.job import quiet
from assay.models.training.stripping import strip
from assay.models.trunk import Trunk

__all__ = ["drift", "export", "served_module"]

_OPSET = 18
_WORDS = "words"
_DENSE_A_LAYER = 4
_BLOCK = 128


def export(student: Path, out: Path, *, tokens: int = 256) -> dict[str, Path]:
    """Write `out/model.onnx` (int8), its vocabulary and settings; returns it and the float graph beside it.

    `student` is a folder of safetensors with its tokenizer; the float graph lies in a folder beside `out`, `-fp32`.

    Raises:
        UnavailableError: the exporter's libraries are not installed.
    """
    if find_spec("onnx") is None or find_spec("onnxscript") is None:
        raise UnavailableError("exporting needs onnx and onnxscript: install assay-governance[train]")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    plain = out.parent / f"{out.name}-fp32"
    plain.mkdir(parents=True, exist_ok=True)
    with quiet(), tempfile.TemporaryDirectory() as folder:
        bert = _student(student)
        _graph(served_module(bert), plain / "model.onnx", tokens)
        middle = Path(folder) / "model.onnx"
        _small_rows(plain / "model.onnx", middle)
        _quantised(middle, out / "model.onnx")
    _vocabulary(student, out)
    shutil.copyfile(out / "vocabulary.json", plain / "vocabulary.json")
    _settings(bert.config, out)
    return {"int8": out, "fp32": plain}


def drift(served: Path, plain: Path, texts: Sequence[str]) -> float:
    """Return the mean cosine between the vectors of a served folder and those of the float graph beside it."""
    left, right = (Trunk(folder, threads=1).embed(texts) for folder in (served, plain))
    return float((left * right).sum(1).mean())


def served_module(bert: Any) -> Any:
    """Return the student as a plain module of (ids, mask) -> states, middle; the three projections are made one.

    `middle` (rows, 2 * width) are means of the states after the first layer and after the first half: heads read them.
    """
    import torch
    from torch import nn

    class Layer(nn.Module):
        def __init__(self, source: Any, heads: int) -> None:
            super().__init__()
            own = source.attention.self
            width = own.query.in_features
            self.heads, self.size = heads, width // heads
            self.all = nn.Linear(width, 3 * width)
            with torch.no_grad():
                self.all.weight.copy_(torch.cat([own.query.weight, own.key.weight, own.value.weight]))
                self.all.bias.copy_(torch.cat([own.query.bias, own.key.bias, own.value.bias]))
            self.out, self.after = source.attention.output.dense, source.attention.output.LayerNorm
            self.up, self.down = source.intermediate.dense, source.output.dense
            self.last = source.output.LayerNorm

        def forward(self, states: Any, bias: Any) -> Any:
            rows, tokens, width = states.shape
            parts = self.all(states).reshape(rows, tokens, 3, self.heads, self.size).permute(2, 0, 3, 1, 4)
            scores = torch.matmul(parts[0], parts[1].transpose(-1, -2)) * self.size**-0.5 + bias
            mixed = torch.matmul(torch.softmax(scores, -1), parts[2]).transpose(1, 2).reshape(rows, tokens, width)
            states = self.after(self.out(mixed) + states)
            return self.last(self.down(nn.functional.gelu(self.up(states))) + states)

    class Served(nn.Module):
        words: Any
        places: Any

        def __init__(self) -> None:
            super().__init__()
            self.register_buffer(_WORDS, bert.embeddings.word_embeddings.weight.detach().float())
            places = bert.embeddings.position_embeddings.weight + bert.embeddings.token_type_embeddings.weight[0]
            self.register_buffer("places", places.detach().float())
            self.first = bert.embeddings.LayerNorm
            self.layers = nn.ModuleList(Layer(it, bert.config.num_attention_heads) for it in bert.encoder.layer)
            self.deep = max(1, len(self.layers) // 2) - 1

        def forward(self, ids: Any, mask: Any) -> Any:
            states = nn.functional.embedding(ids, self.words)
            states = self.first(states + self.places[: ids.shape[1]])
            weight = mask.float()[:, :, None]
            bias = (1.0 - mask.float())[:, None, None, :] * -10_000.0
            means = []
            for layer in self.layers:
                states = layer(states, bias)
                means.append((states * weight).sum(1) / weight.sum(1))
            return states, torch.cat([means[0], means[self.deep]], 1)

    return Served().float().eval()


def _student(folder: Path) -> Any:
    import torch
    from transformers import AutoModel

    return AutoModel.from_pretrained(
        str(folder), dtype=torch.float32, use_safetensors=True, local_files_only=True, trust_remote_code=False,
        attn_implementation="eager", add_pooling_layer=False,
    ).eval()  # fmt: skip


def _graph(module: Any, file: Path, tokens: int) -> None:
    import torch

    rows, width = torch.export.Dim("rows", min=1, max=1_024), torch.export.Dim("tokens", min=2, max=tokens)
    ids, mask = torch.ones(3, 9, dtype=torch.int32), torch.ones(3, 9, dtype=torch.int32)  # one tensor were one input
    torch.onnx.export(
        module, (ids, mask), str(file), opset_version=_OPSET,
        input_names=["ids", "mask"], output_names=["states", "middle"],
        dynamic_shapes={"ids": {0: rows, 1: width}, "mask": {0: rows, 1: width}}, external_data=False, dynamo=True,
        verbose=False,
    )  # fmt: skip


def _small_rows(source: Path, target: Path) -> None:
    """Make the word table int8 with a scale a row; rows are gathered first and scaled after, never the whole table."""
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(str(source))
    graph = model.graph
    (table,) = [it for it in graph.initializer if it.name == _WORDS]
    (place, look_up) = next(
        (at, node) for at, node in enumerate(graph.node) if node.op_type == "Gather" and node.input[0] == _WORDS
    )
    words = numpy_helper.to_array(table)
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8).astype(np.float32) / 127
    graph.initializer.remove(table)
    graph.initializer.extend([
        numpy_helper.from_array(np.round(words / scale).astype(np.int8), _WORDS),
        numpy_helper.from_array(scale, "scale"),
    ])  # fmt: skip
    ids, states = look_up.input[1], look_up.output[0]
    graph.node.remove(look_up)
    made = [
        helper.make_node("Gather", [_WORDS, ids], ["small"]),
        helper.make_node("Cast", ["small"], ["whole"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", ["scale", ids], ["scales"]),
        helper.make_node("Mul", ["whole", "scales"], [states]),
    ]
    for at, node in enumerate(made):
        graph.node.insert(place + at, node)
    kept = [value for value in graph.value_info if value.name != _WORDS]
    del graph.value_info[:]
    graph.value_info.extend(kept)
    onnx.save(model, str(target))


def _quantised(source: Path, target: Path) -> None:
    """Quantise the layers: weights by channel, but for the second half of each feed-forward, which goes by blocks.

    What GELU gives has outliers, and one scale for all of a batch's activations is too coarse for it; by blocks there
    is a scale for each block of a row. Measured on the shipped student: cosine to the float graph .996, 1.7 times as
    fast.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer  # type: ignore[import-untyped]

    model = onnx.load(str(source))
    weights = {it.name for it in model.graph.initializer}
    layers = [it.name for it in model.graph.node if it.op_type == "MatMul" and weights & set(it.input)]
    by_blocks = layers[_DENSE_A_LAYER - 1 :: _DENSE_A_LAYER]
    by_channel = [name for name in layers if name not in by_blocks]
    blocks = MatMulNBitsQuantizer(
        model, bits=8, block_size=_BLOCK, is_symmetric=True, accuracy_level=4, nodes_to_exclude=by_channel
    )
    blocks.process()
    onnx.save(blocks.model.model, str(source))
    quantize_dynamic(
        str(source), str(target), per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"],
        nodes_to_quantize=by_channel,
    )  # fmt: skip
    strip(target)


def _vocabulary(student: Path, out: Path) -> None:
    """Write the two word lists of a tokenizer of this kind, in the order of their ids."""
    data = json.loads((student / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = sorted(data["model"]["vocab"], key=data["model"]["vocab"].__getitem__)
    added = [it["content"] for it in sorted(data["added_tokens"], key=lambda it: int(it["id"])) if not it["special"]]
    table = json.loads((student / "traditional_to_simplified.json").read_text(encoding="utf-8"))
    (out / "vocabulary.json").write_text(
        json.dumps({"pieces": pieces, "added": added, "simplified": table}, ensure_ascii=False, separators=(",", ":")),
        encoding="utf-8",
    )


def _settings(config: Any, out: Path) -> None:
    kept = {
        "architectures": ["BertModel"], "hidden_size": config.hidden_size,
        "num_hidden_layers": config.num_hidden_layers, "num_attention_heads": config.num_attention_heads,
        "vocab_size": config.vocab_size, "max_tokens": 256, "pooling": "mean", "normalized": True,
    }  # fmt: skip
    (out / "config.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
