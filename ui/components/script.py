"""Scripts and style sheets of our components: files of their own, joined into what a component is given."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["script", "sheet"]


def script(*names: str) -> str:
    """Return these scripts as one, in this order; a later one uses what an earlier one defines."""
    return _joined(names, "js")


def sheet(*names: str) -> str:
    """Return these style sheets as one, in this order."""
    return _joined(names, "css")


@cache
def _joined(names: tuple[str, ...], ending: str) -> str:
    folder = files(__package__).joinpath("scripts")
    return "\n".join(folder.joinpath(f"{name}.{ending}").read_text(encoding="utf-8") for name in names)
