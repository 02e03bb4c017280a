"""Which model serves which purpose: `embedded` (packaged, the default) or `hub` (pulled once, pinned by revision).

`ASSAY_PROFILE` says which; the composition root sets it for the worker processes it starts. A purpose that the hub
profile does not name is served by the embedded model.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from platformdirs import user_data_path

from assay.governance.domain import UnavailableError, UsageError
from assay.models.inspection import inspect_folder, sha256_of

__all__ = ["HubModel", "Purpose", "active", "check", "checked", "hub_models", "lock", "models_dir", "pulled"]

PROFILES = ("embedded", "hub")


class Purpose(StrEnum):
    """What a model is for."""

    TEXT = "text"
    ENTITIES = "entities"
    SPEECH = "speech"
    IMAGES = "images"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubModel:
    """A model of the hub: its repository at one revision (a commit), and the files of it that may be here.

    `sha256` pins files before the first pull; every other file is pinned by what the first pull of that
    revision brought. `borrowed` files come from another repository, `owner/name@revision`. `query` and `passage` are
    put before texts where the model was trained with them.
    """

    name: str
    purpose: Purpose
    repository: str
    revision: str
    licence: str
    architectures: frozenset[str]
    files: tuple[str, ...]
    sha256: Mapping[str, str]
    megabytes: int
    dimensions: int = 0
    query: str = ""
    passage: str = ""
    languages: frozenset[str] | None = None
    borrowed: Mapping[str, str] = field(default_factory=dict)


def active(name: str | None = None) -> str:
    """Return the profile in use: `name`, else `ASSAY_PROFILE`, else `embedded`.

    Raises:
        UsageError: there is no such profile.
    """
    chosen = name or os.environ.get("ASSAY_PROFILE") or PROFILES[0]
    if chosen not in PROFILES:
        raise UsageError("the profile is embedded or hub")
    return chosen


@cache
def hub_models() -> Mapping[Purpose, HubModel]:
    """Return the pinned models of the hub profile by their purpose, as `hub.json` beside this file has them."""
    rows = json.loads(files("assay.models").joinpath("hub.json").read_text(encoding="utf-8"))["models"]
    found = [
        HubModel(**{
            **row, "purpose": Purpose(row["purpose"]), "files": tuple(row["files"]),
            "architectures": frozenset(row["architectures"]),
        })
        for row in rows
    ]  # fmt: skip
    return {model.purpose: model for model in found}


def models_dir() -> Path:
    """Return the folder of pulled models: `ASSAY_MODELS_DIR`, else the user's data folder."""
    chosen = os.environ.get("ASSAY_MODELS_DIR")
    return Path(chosen) if chosen else user_data_path("assay") / "models"


def pulled(model: HubModel, root: Path | None = None) -> Path:
    """Return where a pulled model lies, whether it is there or not."""
    return (root or models_dir()) / model.name / model.revision


def checked(model: HubModel, folder: Path | None = None) -> Path:
    """Return the inspected, hashed folder of a pulled model. Nothing is imported, and no code of the folder runs.

    Raises:
        UnavailableError: the model was not pulled, or its files are not those that were.
    """
    place = folder or pulled(model)
    if not place.is_dir():
        raise UnavailableError(
            f"{model.name} is not here: run `assay models pull hub` where a model hub can be reached"
        )
    check(model, place)
    return place


def check(model: HubModel, folder: Path) -> None:
    """Inspect and hash a pulled folder against what was pinned.

    Raises:
        UnavailableError: something is missing, changed, added or of a kind that is never loaded.
    """
    lock = folder.with_suffix(".lock.json")
    try:
        pinned = {str(key): str(value) for key, value in json.loads(lock.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        raise UnavailableError(f"{model.name}: the list of its files is missing or broken; pull it again") from None
    wrong = [name for name, digest in model.sha256.items() if pinned.get(name) != digest]
    problems = [f"{name}: another sha256" for name in wrong]
    problems += inspect_folder(folder, pinned, architectures=model.architectures)
    if problems:
        raise UnavailableError(f"the files of {model.name} are not the pinned ones: {problems[0]}")


def lock(folder: Path) -> None:
    """Pin what a pull brought: the sha256 of every file, kept beside the folder."""
    pinned = {
        file.relative_to(folder).as_posix(): sha256_of(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink()
    }
    folder.with_suffix(".lock.json").write_text(json.dumps(pinned, indent=1), encoding="utf-8")
