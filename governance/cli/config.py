"""`assay config`: every setting."""

from __future__ import annotations

import re

import typer

from assay.governance.cli.output import data, table
from assay.governance.cli.running import AsJson, configured, guarded
from assay.governance.cli.words import say

__all__ = ["app"]

app = typer.Typer(help="Settings: flags over environment over .env over assay.toml.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `show` a verb of its own."""


@app.command()
@guarded
def show(as_json: AsJson = False) -> None:
    """Show every setting with its value in force; passwords in URLs are left out."""
    loaded = configured()
    values = {name: _shown(value) for name, value in loaded.model_dump(mode="json").items()}
    if as_json:
        data(values)
        return
    rows: list[tuple[object, ...]] = []
    for name, field in type(loaded).model_fields.items():
        value = values[name]
        if isinstance(value, dict):
            rows.extend((f"ASSAY_{name}__{inner}".upper(), item, "") for inner, item in value.items())
        else:
            rows.append((f"ASSAY_{name}".upper(), value, field.description or ""))
    table("", (say("setting"), say("value"), say("description")), rows)


def _shown(value: object) -> object:
    if isinstance(value, str):
        return re.sub(r"(?<=://)([^/@:]*):[^@]*@", r"\1:***@", value)
    if isinstance(value, list):
        return ",".join(map(str, value))
    return value
