"""Plugins come in by entry points; built-ins use the same door as everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from assay.governance.domain import PluginError

__all__ = ["GROUPS", "names", "plugin", "plugins"]

GROUPS = (
    "checks", "classifiers", "consoles", "encoders", "extractors", "graphs", "indexes", "linkers", "manifests",
    "pictures", "resolvers", "sandboxes", "sources", "taxonomies", "trainers",
)  # fmt: skip


@cache
def _entries(group: str) -> Mapping[str, EntryPoint]:
    if group not in GROUPS:
        raise PluginError(f"unknown plugin group {group!r}")
    found: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=f"assay.{group}"), key=lambda item: (item.name, item.value)):
        known = found.setdefault(entry.name, entry)
        if known.value != entry.value:
            raise PluginError(f"two plugins of {group} are called {entry.name!r}: {known.value} and {entry.value}")
    return found


def names(group: str) -> tuple[str, ...]:
    """Return the names of a group's plugins without loading them."""
    return tuple(_entries(group))


def plugin(group: str, name: str) -> Any:
    """Load one plugin: a class or a function.

    Raises:
        PluginError: there is none of that name, or it cannot be imported.
    """
    entry = _entries(group).get(name)
    if entry is None:
        raise PluginError(f"no plugin {name!r} in {group}; there are: {', '.join(names(group)) or 'none'}")
    try:
        return entry.load()
    except (ImportError, AttributeError) as exc:
        raise PluginError(f"plugin {name!r} of {group} cannot be loaded: {type(exc).__name__}") from exc


def plugins(group: str) -> dict[str, Any]:
    """Load all plugins of a group, by name."""
    return {name: plugin(group, name) for name in names(group)}
