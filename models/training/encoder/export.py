"""From a trained student to what is served: one ONNX file of int8 weights, and word lists as JSON."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError
from assay.models.training.encoder.graph import served_graph
from assay.models.training.job import quiet
from assay.models.training.transformer import Weights, of_bert, of_served
from assay.models.trunk import Trunk

__all__ = ["as_floats", "drift", "export"]


def export(student: Path, out: Path) -> dict[str, Path]:
    """Write `out/model.onnx` (int8), its vocabulary and settings; returns it and the float graph beside it.

    `student` is a folder of safetensors with its tokenizer; the float graph lies in a folder beside `out`, `-fp32`.

    Raises:
        UnavailableError: the exporter's library is not installed.
    """
    _needed()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with quiet():
        bert = _student(student)
    weights = of_bert(bert)
    plain = out.parent / f"{out.name}-fp32"
    for folder, small in ((out, True), (plain, False)):
        folder.mkdir(parents=True, exist_ok=True)
        _write(weights, folder, small=small)
    _vocabulary(student, out)
    shutil.copyfile(out / "vocabulary.json", plain / "vocabulary.json")
    _settings(bert.config, out)
    return {"int8": out, "fp32": plain}


def as_floats(served: Path, out: Path) -> Path:
    """Write the float graph of a served folder's own weights into `out`, with its word lists; returns `out`.

    What differs between the two is the quantisation of what goes through the layers, not that of the weights.

    Raises:
        UnavailableError: the exporter's library is not installed.
    """
    _needed()
    out.mkdir(parents=True, exist_ok=True)
    _write(of_served(served / "model.onnx"), out, small=False)
    shutil.copyfile(served / "vocabulary.json", out / "vocabulary.json")
    return out


def drift(served: Path, plain: Path, texts: Sequence[str]) -> float:
    """Return the mean cosine between the vectors of a served folder and those of the float graph beside it."""
    left, right = (Trunk(folder, threads=1).embed(texts) for folder in (served, plain))
    return float((left * right).sum(1).mean())


def _needed() -> None:
    if find_spec("onnx") is None:
        raise UnavailableError("exporting needs onnx: install assay-governance[train]")


def _write(weights: Weights, folder: Path, *, small: bool) -> None:
    import onnx

    onnx.save(served_graph(weights, small=small), str(folder / "model.onnx"))


def _student(folder: Path) -> Any:
    import torch
    from transformers import AutoModel

    return AutoModel.from_pretrained(
        str(folder), dtype=torch.float32, use_safetensors=True, local_files_only=True, trust_remote_code=False,
        attn_implementation="eager", add_pooling_layer=False,
    ).eval()  # fmt: skip


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
