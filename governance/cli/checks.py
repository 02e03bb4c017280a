"""How the answers of `doctor`, `verify` and `repair` are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer

from assay.governance.cli.output import data, table
from assay.governance.cli.running import REJECTED
from assay.governance.cli.words import pick, say

__all__ = ["checks"]


def checks(found: Mapping[str, Any], as_json: bool) -> None:
    """Print the answer; exit code 1 when it says `ok: false`."""
    if as_json:
        data(found)
    else:
        rows = [row for name, value in found.items() for row in _rows(name, value)]
        table("", (say("name"), say("state")), rows)
    if found.get("ok") is False:
        raise typer.Exit(REJECTED)


def _rows(name: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        if "en" in value and "zh" in value:
            return [(name, pick(value))]
        if "active" in value and "says" in value:
            return [(name, say("active" if value["active"] else "inactive", what=pick(value["says"])))]
        return [row for inner, item in value.items() for row in _rows(f"{name}.{inner}", item)]
    if isinstance(value, list):
        if value and all(isinstance(item, Mapping) and "name" in item for item in value):
            return [(f"{name}.{item['name']}", _joined(item)) for item in value]
        return [(name, "; ".join(_joined(item) for item in value) or say("none"))]
    return [(name, value)]


def _joined(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    return " ".join(
        pick(part) if isinstance(part, Mapping) and "en" in part else str(part)
        for name, part in item.items()
        if name != "name" and part not in (None, "", [], {})
    )
