"""`assay rules`: governance fields by source and path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assay.governance.cli.output import data, line, table
from assay.governance.cli.running import AsJson, guarded, opened
from assay.governance.cli.words import say
from assay.governance.domain import LOCAL_ADMIN

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["app"]

app = typer.Typer(help="Rules that set owner, department, retention … by source and path.", no_args_is_help=True)

Table = Annotated[Path, typer.Argument(help="CSV or XLSX: source, path, retention and governance fields.", exists=True)]


@app.command("list")
@guarded
def list_rules(as_json: AsJson = False) -> None:
    """List the rules in force, in their order: the last one that fits a field sets it."""
    with opened() as (services, _):
        rules = services.assigning.rules()
    data(rules) if as_json else _table(rules)


@app.command()
@guarded
def preview(file: Table, as_json: AsJson = False) -> None:
    """Say what the rules of a table would change, asset by asset; nothing is written."""
    with opened() as (services, _):
        told = services.assigning.preview(services.assigning.read(file, file.name))
    _told(told, as_json)


@app.command()
@guarded
def apply(file: Table, as_json: AsJson = False) -> None:
    """Put the rules of a table in force; what people set by hand stays."""
    with opened() as (services, _):
        told = services.assigning.apply(services.assigning.read(file, file.name), actor=LOCAL_ADMIN)
    _told(told, as_json)


def _told(told: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        data(told)
        return
    _table(told["rules"])
    rows = [
        (f"{it['path']}/{it['name']}".strip("/"), name, change["from"] or "", change["to"] or "")
        for it in told["changes"]
        for name, change in it["changes"].items()
    ]
    table("", [say(name) for name in ("asset", "field", "before", "after")], rows)
    line(say("rules-told", assets=told["assets"], kept=told["kept_by_hand"]))


def _table(rules: list[dict[str, Any]]) -> None:
    rows = [
        (it["source"] or "", it["path"], ", ".join(f"{name}: {value}" for name, value in it.items() if value and name
         not in ("source", "path", "assets")), it.get("assets", ""))
        for it in rules
    ]  # fmt: skip
    table("", [say(name) for name in ("source", "place", "fields", "number")], rows, right=(3,))
