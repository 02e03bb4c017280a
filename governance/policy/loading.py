"""Packs by name, from a file or from a text."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from assay.governance.domain import PolicyError
from assay.governance.policy.building import build_pack
from assay.governance.policy.checking import read_pack
from assay.governance.policy.pack import Pack

__all__ = ["available", "check_pack", "load_pack", "parse_pack"]


def available() -> tuple[str, ...]:
    """Return the ids of the packs that come with Assay, sorted."""
    folder = files(__package__).joinpath("packs")
    return tuple(sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml")))


def load_pack(name_or_path: str | Path) -> Pack:
    """Return a packaged pack by id (`gbt-43697`, `gbt-43697@1`), or one from a file that ends in .yaml or .yml.

    Raises:
        PolicyError: there is no such pack, or it does not hold together.
    """
    if isinstance(name_or_path, Path) or name_or_path.endswith((".yaml", ".yml")):
        try:
            return parse_pack(Path(name_or_path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise PolicyError("the pack's file cannot be read as UTF-8 text") from error
    name, _, version = name_or_path.partition("@")
    if name not in available():
        raise PolicyError(f"no packaged pack of that name; there are {', '.join(available())}")
    pack = _packaged(name)
    if version and version != pack.version:
        raise PolicyError(f"pack {name} is here in version {pack.version} alone")
    return pack


@cache
def _packaged(name: str) -> Pack:
    return parse_pack(files(__package__).joinpath("packs", f"{name}.yaml").read_text(encoding="utf-8"))


def parse_pack(text: str) -> Pack:
    """Return the pack that a YAML text describes.

    Raises:
        PolicyError: it does not hold together; the message lists the problems.
    """
    data, problems = read_pack(text)
    if problems:
        raise PolicyError("; ".join(problems[:5]))
    return build_pack(data)


def check_pack(text: str) -> list[str]:
    """Return what is wrong with a pack's text, one sentence a problem; none when it holds together."""
    return read_pack(text)[1]
