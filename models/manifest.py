"""The models that may be used: where they come from, under which licence, and the sha256 of every file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from assay.models.inspection import inspect_folder, sha256_of

__all__ = ["FileCheck", "Model", "inspect_folder", "listing", "model", "sha256_of", "verify"]

_OWN = "assay-governance"


class FileCheck(NamedTuple):
    """One file of one model, and whether it is the one that was pinned."""

    model: str
    file: str
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A pinned model: `package` is the distribution that brings it, `folder` its place in that package's folder.

    `files` maps paths under the folder to their sha256.
    """

    name: str
    purpose: str
    version: str
    revision: str
    licence: str
    package: str
    module: str
    folder: str
    files: Mapping[str, str]

    @property
    def path(self) -> Path | None:
        """Where the model is installed; the package's own code is not run to find out. None when it is not there."""
        spec = find_spec(self.module)
        if spec is None or not spec.submodule_search_locations:
            return None
        return Path(next(iter(spec.submodule_search_locations))) / self.folder

    @property
    def installed(self) -> str | None:
        """The installed version of the package, None when it is not there; what comes with Assay has its own."""
        if self.package == _OWN:
            return self.version if self.path is not None and self.path.is_dir() else None
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


@cache
def listing() -> tuple[Model, ...]:
    """Return all pinned models, as `manifest.json` beside this file has them."""
    rows = json.loads(files("assay.models").joinpath("manifest.json").read_text(encoding="utf-8"))["models"]
    return tuple(Model(**row) for row in rows)


def model(name: str) -> Model:
    """Return one pinned model.

    Raises:
        KeyError: the manifest has no model of that name.
    """
    for entry in listing():
        if entry.name == name:
            return entry
    raise KeyError(name)


def verify(names: frozenset[str] | None = None) -> list[FileCheck]:
    """Hash every pinned file (of `names`, or of all models) and say which are as pinned; missing ones are not."""
    checks: list[FileCheck] = []
    for entry in listing():
        if names is not None and entry.name not in names:
            continue
        folder = entry.path
        for name, wanted in entry.files.items():
            file = folder / name if folder else None
            ok = file is not None and file.is_file() and not file.is_symlink() and sha256_of(file) == wanted
            checks.append(FileCheck(entry.name, name, ok))
    return checks
