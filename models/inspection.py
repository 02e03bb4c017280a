"""Looks at a model's folder before anything loads it: weights and settings alone, no code, no pickles, no way out."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from assay.models.onnx_file import onnx_problems

__all__ = ["ARCHITECTURES", "inspect_folder", "sha256_of"]

ARCHITECTURES = frozenset({
    "BertModel", "BertForMaskedLM", "DistilBertModel", "MPNetModel", "RobertaModel", "XLMRobertaModel",
    "ModernBertModel",
})  # fmt: skip
_MODULES = frozenset({"Transformer", "Pooling", "Normalize"})
_PLAIN = frozenset({".safetensors", ".onnx", ".json", ".txt", ".md", ".model"})
_NAMES = frozenset({".gitattributes", "LICENSE", "NOTICE"})
_CARDS = frozenset({"card.json", "card.md"})  # read by people; nothing loads them, and new figures change them
_PICKLED = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".npy", ".npz", ".h5", ".msgpack"})
_CODE = frozenset({".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".jit", ".sh", ".jinja", ".whl"})
_JSON_LIMIT = 32 << 20
_HEADER_LIMIT = 16 << 20
_FILES = 200
_LARGEST = 16 << 30
_REMOTE_KEYS = frozenset({"auto_map", "custom_pipelines", "base_model_name_or_path"})
_TRUSTING = frozenset({"trust_remote_code"})


def inspect_folder(
    path: Path, expected: Mapping[str, str] | None = None, *, architectures: Collection[str] = ARCHITECTURES
) -> list[str]:
    """Return what speaks against loading a model from a folder; nothing when it may be loaded.

    With `expected` (relative path to sha256) every file but a card must be named there and match. Reads files, runs
    nothing.
    """
    if path.is_symlink() or not path.is_dir():
        return ["not a folder"]
    files: dict[str, Path] = {}
    problems: list[str] = []
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        mode = file.lstat().st_mode
        if stat.S_ISLNK(mode):
            problems.append(f"{name}: a symbolic link")
        elif stat.S_ISREG(mode):
            files[name] = file
            if file.lstat().st_size > _LARGEST:
                problems.append(f"{name}: larger than any model in use")
        elif not stat.S_ISDIR(mode):
            problems.append(f"{name}: not a regular file")
        if len(files) > _FILES:
            return [*problems, "too many files"]
    for name, file in files.items():
        problems += _kind(name, file)
    if not any(name.endswith((".safetensors", ".onnx")) for name in files):
        problems.append("no weights")
    if "config.json" not in files:
        problems.append("config.json: missing")
    if not problems:
        problems += _settings(files, architectures)
    if expected is not None:
        problems += _hashes(files, expected)
    return problems


def _kind(name: str, file: Path) -> list[str]:
    ending = file.suffix.lower()
    if ending in _PICKLED:
        return [f"{name}: may hold pickled objects"]
    if ending in _CODE:
        return [f"{name}: code"]
    if ending not in _PLAIN and file.name not in _NAMES:
        return [f"{name}: an unknown kind of file"]
    with file.open("rb") as stream:
        head = stream.read(8)
        if head[:1] == b"\x80" or head[:2] == b"PK":
            return [f"{name}: a pickle or an archive under another name"]
        if ending == ".safetensors" and not _safetensors(head, stream.read(_HEADER_LIMIT), file.stat().st_size):
            return [f"{name}: no sound safetensors header"]
    return [f"{name}: {problem}" for problem in onnx_problems(file)] if ending == ".onnx" else []


def _safetensors(head: bytes, rest: bytes, size: int) -> bool:
    length = int.from_bytes(head, "little")
    if len(head) != 8 or not 2 <= length <= min(_HEADER_LIMIT, size - 8):
        return False
    try:
        header = json.loads(rest[:length])
        ends = [entry["data_offsets"] for name, entry in header.items() if name != "__metadata__"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return bool(ends) and all(0 <= first <= last <= size - 8 - length for first, last in ends)


def _settings(files: Mapping[str, Path], architectures: Collection[str]) -> list[str]:
    problems: list[str] = []
    for name, file in files.items():
        if not name.endswith(".json"):
            continue
        if name.rpartition("/")[2] == "adapter_config.json":
            problems.append(f"{name}: an adapter, which names another model")
            continue
        if file.stat().st_size > _JSON_LIMIT:
            problems.append(f"{name}: larger than settings are")
            continue
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            problems.append(f"{name}: not JSON")
            continue
        if name == "modules.json":
            problems += _modules(data)
        elif name.endswith(".index.json"):
            problems += _index(name, data, files)
        elif name.endswith("config.json"):
            problems += _config(name, data, architectures)
    return problems


def _index(name: str, data: Any, files: Mapping[str, Path]) -> list[str]:
    """An index says in which file each weight is: only files of the same folder, and weights at that."""
    places = data.get("weight_map") if isinstance(data, dict) else None
    if not isinstance(places, dict) or not all(isinstance(place, str) for place in places.values()):
        return [f"{name}: no index of weights"]
    folder = name.rpartition("/")[0]
    known = {
        file.rpartition("/")[2] for file in files if file.endswith(".safetensors") and file.rpartition("/")[0] == folder
    }
    return [f"{name}: weights that are not in the folder"] if set(places.values()) - known else []


def _config(name: str, data: Any, architectures: Collection[str]) -> list[str]:
    if not isinstance(data, dict):
        return ["config.json: not an object"] if name == "config.json" else []
    problems = [f"{name}: {key} names code or a model elsewhere" for key in sorted(_REMOTE_KEYS & set(_keys(data)))]
    problems += [f"{name}: asks that its code be trusted" for key, value in _items(data) if key in _TRUSTING and value]
    if name == "config.json":
        named = data.get("architectures")
        known = isinstance(named, list) and named and set(map(str, named)) <= set(architectures)
        if not known:
            problems.append("config.json: an unknown architecture")
    return problems


def _keys(data: Any) -> Iterator[str]:
    return (key for key, _ in _items(data))


def _items(data: Any) -> Iterator[tuple[str, Any]]:
    pending = [data]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            yield from ((str(key), value) for key, value in item.items())
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)


def _modules(data: Any) -> list[str]:
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        return ["modules.json: not a list of modules"]
    problems = []
    for entry in data:
        kind, place = str(entry.get("type", "")), str(entry.get("path", ""))
        if not kind.startswith("sentence_transformers.") or kind.rpartition(".")[2] not in _MODULES:
            problems.append("modules.json: a module that is not known")
        if PurePosixPath(place).is_absolute() or ".." in PurePosixPath(place).parts or "\\" in place:
            problems.append("modules.json: a path that leaves the folder")
    return problems


def _hashes(files: Mapping[str, Path], expected: Mapping[str, str]) -> list[str]:
    problems = [f"{name}: missing" for name in sorted(expected.keys() - files.keys())]
    problems += [f"{name}: not in the manifest" for name in sorted(files.keys() - expected.keys() - _CARDS)]
    matching = sorted(expected.keys() & files.keys())
    return problems + [f"{name}: another sha256" for name in matching if sha256_of(files[name]) != expected[name]]


def sha256_of(file: Path) -> str:
    """Return the sha256 of a file's bytes in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
