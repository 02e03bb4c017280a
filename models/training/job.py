"""What every trainer needs: its settings, checkpoints that survive a crash, and the figures it reached."""

from __future__ import annotations

import json
import logging
import os
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

__all__ = ["load_tensors", "quiet", "read_config", "save_state"]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' warnings and bars off the terminal: training says by itself how far it is."""
    from transformers.utils import logging as noise

    noise.set_verbosity_error()  # type: ignore[no-untyped-call]
    noise.disable_progress_bar()  # type: ignore[no-untyped-call]
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def read_config(name: str, file: Path | None = None) -> dict[str, Any]:
    """Return the settings of a model's training: those that come with it, overlaid with a file's (TOML)."""
    packaged = files("assay.models.training").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return _overlaid(tomllib.loads(packaged), tomllib.loads(file.read_text(encoding="utf-8")) if file else {})


def _overlaid(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        merged[key] = _overlaid(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def save_state(folder: Path, tensors: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Write tensors (safetensors) and a state (JSON) so that a crash leaves the old pair or the new one."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    step = int(state["step"])
    name = f"state-{step}.safetensors"
    save_file({key: value.contiguous() for key, value in tensors.items()}, str(folder / (name + ".part")))
    os.replace(folder / (name + ".part"), folder / name)
    (folder / "state.json.part").write_text(json.dumps({**state, "tensors": name}), encoding="utf-8")
    os.replace(folder / "state.json.part", folder / "state.json")
    for old in folder.glob("state-*.safetensors"):
        if old.name != name:
            old.unlink()


def load_tensors(folder: Path) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the tensors and the state of a folder's last checkpoint, None where it has none."""
    from safetensors.torch import load_file

    file = folder / "state.json"
    if not file.is_file():
        return None
    state = json.loads(file.read_text(encoding="utf-8"))
    return load_file(str(folder / state["tensors"])), state
