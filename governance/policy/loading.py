"""Packs by name, from a file or a text: with levels (`packs/`), flags alone (`flags/`), or classes (`classes/`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from assay.governance.domain import PolicyError
from assay.governance.policy.building import build_classes, build_flags, build_pack
from assay.governance.policy.checking import read_pack
from assay.governance.policy.classing import ClassScheme
from assay.governance.policy.flagging import FlagPack
from assay.governance.policy.pack import Pack

__all__ = [
    "available", "available_classes", "available_flags", "check_pack", "load_classes", "load_flags", "load_pack",
    "parse_classes", "parse_flags", "parse_pack", "profiles_of",
]  # fmt: skip

_LEVELS, _FLAGS, _CLASSES = "packs", "flags", "classes"
_P = TypeVar("_P", Pack, FlagPack, ClassScheme)


def available() -> tuple[str, ...]:
    """Return the ids of the packs with levels that come with Assay, sorted."""
    return _names(_LEVELS)


def available_flags() -> tuple[str, ...]:
    """Return the ids of the packs with flags that come with Assay, sorted."""
    return _names(_FLAGS)


def available_classes() -> tuple[str, ...]:
    """Return the ids of the classifications that come with Assay, sorted."""
    return _names(_CLASSES)


def load_pack(name_or_path: str | Path) -> Pack:
    """Return a packaged pack by id (`gbt-43697`, `gbt-43697@1`), or one from a file that ends in .yaml or .yml.

    Profiles of a packaged pack are switched on with a plus: `gbt-43697+floors-2021`.

    Raises:
        PolicyError: there is no such pack or profile, or it does not hold together.
    """
    if _is_file(name_or_path):
        return parse_pack(_text(name_or_path))
    named, profiles = profiles_of(str(name_or_path))
    name, version = _named(named, _LEVELS)
    return _of_version(_packaged(name, profiles), version)


def profiles_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a pack's name without its profiles, and those."""
    bare, *profiles = name.split("+")
    return bare, tuple(dict.fromkeys(profiles))


def load_flags(name_or_path: str | Path) -> FlagPack:
    """Return a packaged pack with flags by id (`pci-dss`, `pci-dss@1`), or one from a file.

    Raises:
        PolicyError: there is no such pack, or it does not hold together.
    """
    if _is_file(name_or_path):
        return parse_flags(_text(name_or_path))
    name, version = _named(str(name_or_path), _FLAGS)
    return _of_version(_packaged_flags(name), version)


def load_classes(name_or_path: str | Path) -> ClassScheme:
    """Return a packaged classification by id (`gbt-43697-a`), or one from a file.

    Raises:
        PolicyError: there is no such classification, or it does not hold together.
    """
    if _is_file(name_or_path):
        return parse_classes(_text(name_or_path))
    name, version = _named(str(name_or_path), _CLASSES)
    return _of_version(_packaged_classes(name), version)


def parse_pack(text: str, profiles: Sequence[str] = ()) -> Pack:
    """Return the pack that a YAML text describes, with some of its profiles switched on.

    Raises:
        PolicyError: it does not hold together, or has no levels; the message lists the problems. Or it has no
            such profile.
    """
    data = _checked(text)
    if "flags" in data or "nodes" in data:
        raise PolicyError("this pack has no levels: it does not grade")
    known = data.get("profiles", {})
    if not known.keys() >= set(profiles):
        raise PolicyError(f"pack {data['id']} has these profiles: {', '.join(known) or 'none'}")
    return build_pack(data, profiles)


def parse_flags(text: str) -> FlagPack:
    """Return the pack with flags that a YAML text describes.

    Raises:
        PolicyError: it does not hold together, or has levels; the message lists the problems.
    """
    data = _checked(text)
    if "flags" not in data:
        raise PolicyError("this pack has levels and no flags: it grades")
    return build_flags(data)


def parse_classes(text: str) -> ClassScheme:
    """Return the classification that a YAML text describes.

    Raises:
        PolicyError: it does not hold together, or is none; the message lists the problems.
    """
    data = _checked(text)
    if "nodes" not in data:
        raise PolicyError("this pack has no nodes: it does not classify")
    return build_classes(data)


def check_pack(text: str) -> list[str]:
    """Return what is wrong with a pack's text, one sentence a problem; none when it holds together."""
    return read_pack(text)[1]


@cache
def _packaged(name: str, profiles: tuple[str, ...] = ()) -> Pack:
    return parse_pack(files(__package__).joinpath(_LEVELS, f"{name}.yaml").read_text(encoding="utf-8"), profiles)


@cache
def _packaged_flags(name: str) -> FlagPack:
    return parse_flags(files(__package__).joinpath(_FLAGS, f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def _packaged_classes(name: str) -> ClassScheme:
    return parse_classes(files(__package__).joinpath(_CLASSES, f"{name}.yaml").read_text(encoding="utf-8"))


def _names(folder: str) -> tuple[str, ...]:
    names = (item.name for item in files(__package__).joinpath(folder).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def _named(text: str, folder: str) -> tuple[str, str]:
    name, _, version = text.partition("@")
    known = _names(folder)
    if name not in known:
        raise PolicyError(f"no packaged pack of that name; there are {', '.join(known)}")
    return name, version


def _of_version(pack: _P, version: str) -> _P:
    if version and version != pack.version:
        raise PolicyError(f"pack {pack.id} is here in version {pack.version} alone")
    return pack


def _is_file(name_or_path: str | Path) -> bool:
    return isinstance(name_or_path, Path) or name_or_path.endswith((".yaml", ".yml"))


def _text(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError("the pack's file cannot be read as UTF-8 text") from error


def _checked(text: str) -> dict[str, Any]:
    data, problems = read_pack(text)
    if problems:
        raise PolicyError("; ".join(problems[:5]))
    checked: dict[str, Any] = data
    return checked
