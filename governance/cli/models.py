"""`assay models`: the model manifest."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, table
from assay.governance.cli.running import UNAVAILABLE, guarded, opened
from assay.governance.cli.words import say

__all__ = ["app"]

app = typer.Typer(help="Machine-learning models: pinned, hashed, on this machine.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


@app.command("list")
@guarded
def list_models(as_json: AsJson = False) -> None:
    """List the models in use."""
    with opened() as (services, _):
        _print(services.operations.models(), as_json)


@app.command()
@guarded
def verify(as_json: AsJson = False) -> None:
    """Hash the models' files anew; exit code 4 when one is missing or changed."""
    with opened() as (services, _):
        models = services.operations.models(verify=True)
    _print(models, as_json)
    if any(it.get("ok") is False for it in models):
        raise typer.Exit(UNAVAILABLE)


def _print(models: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        data(models)
        return
    columns = list(dict.fromkeys(name for it in models for name in it))
    table("", [say(name) if name in ("name", "kind") else name for name in columns],
          [[it.get(name, "") for name in columns] for it in models])  # fmt: skip
