"""The hub profile's models as a manifest: which are here, are they as pulled, and `pull`, which alone asks a hub."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError, UsageError
from assay.models.manifest import FileCheck
from assay.models.profiles import HubModel, active, check, hub_models, lock, models_dir, pulled

__all__ = ["Pulled", "listing", "pull", "verify"]

logger = logging.getLogger(__name__)

_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """A model of the hub as the manifests list it; `installed` is its revision where it is here."""

    name: str
    purpose: str
    version: str
    licence: str
    package: str
    installed: str | None
    files: tuple[str, ...]


def listing() -> tuple[Pulled, ...]:
    """Return the hub's models that are here, and all of them where the hub profile is in use."""
    found = []
    for model in hub_models().values():
        here = pulled(model).is_dir()
        if here or active() == "hub":
            found.append(
                Pulled(
                    name=model.name, purpose=model.purpose.value, version=model.revision, licence=model.licence,
                    package=model.repository, installed=model.revision if here else None,
                    files=(*model.files, *model.borrowed),
                )
            )  # fmt: skip
    return tuple(found)


def verify(names: frozenset[str] | None = None) -> list[FileCheck]:
    """Hash what was listed (of `names`, or all) and say of each model whether it is what was pulled."""
    checks = []
    for entry in listing():
        if names is None or entry.name in names:
            model = next(it for it in hub_models().values() if it.name == entry.name)
            try:
                check(model, pulled(model))
            except UnavailableError:
                checks.append(FileCheck(entry.name, "", ok=False))
            else:
                checks.extend(FileCheck(entry.name, file, ok=True) for file in entry.files)
    return checks


def pull(profile: str, root: Path | None = None, *, again: bool = False) -> list[dict[str, Any]]:
    """Bring every model of a profile that is not here yet; returns what is here now.

    A model is moved to its place after its files were inspected and hashed; until then it is nowhere.

    Raises:
        UsageError: the profile has nothing to pull.
        UnavailableError: no hub can be reached, or what it sent is not what is pinned.
    """
    if profile != "hub":
        raise UsageError("only the profile hub is pulled; the embedded one is packaged")
    base = root or models_dir()
    return [_one(model, base, again=again) for model in hub_models().values()]


def _one(model: HubModel, base: Path, *, again: bool) -> dict[str, Any]:
    target = pulled(model, base)
    new = again or not target.is_dir()
    if new:
        part = target.with_name(f"{target.name}-part")
        listed, kept = part.with_suffix(".lock.json"), target.with_suffix(".lock.json")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            _download(model, part)
            lock(part)
            check(model, part)
        except BaseException:
            listed.unlink(missing_ok=True)
            shutil.rmtree(part, ignore_errors=True)
            raise
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
        listed.replace(kept)
        logger.info("model %s pulled at %s", model.name, model.revision)
    check(model, target)
    return {"name": model.name, "purpose": model.purpose.value, "revision": model.revision, "new": new}


def _download(model: HubModel, folder: Path) -> None:
    """Ask the hub for the named files of a commit, and for those borrowed from another; its bookkeeping is left out."""
    wanted = {(model.repository, model.revision): list(model.files)}
    for name, place in model.borrowed.items():
        repository, _, revision = place.partition("@")
        wanted.setdefault((repository, revision), []).append(name)
    with _online():
        try:
            from huggingface_hub import snapshot_download

            for (repository, revision), names in wanted.items():
                snapshot_download(
                    repository, revision=revision, allow_patterns=names, local_dir=str(folder), token=False
                )
        except Exception as exc:  # dozens of kinds: no network, no hub, no such file
            raise UnavailableError(
                f"{model.name} cannot be pulled: no model hub answers ({type(exc).__name__}); "
                "the embedded profile needs none"
            ) from exc
    shutil.rmtree(folder / ".cache", ignore_errors=True)


@contextmanager
def _online() -> Iterator[None]:
    """Lift the switches that keep the libraries offline, for one download."""
    before = {name: os.environ.pop(name, None) for name in _OFFLINE}
    import huggingface_hub.constants as constants

    offline = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = False
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = offline
        os.environ.update({name: value for name, value in before.items() if value is not None})
