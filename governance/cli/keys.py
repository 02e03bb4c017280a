"""`assay keys`: API keys."""

from __future__ import annotations

from typing import Annotated

import typer

from assay.governance.cli.output import data, line, message, table
from assay.governance.cli.running import AsJson, guarded, opened
from assay.governance.cli.words import say
from assay.governance.domain import Role

__all__ = ["app"]

app = typer.Typer(help="API keys. A key is shown once, when it is created.", no_args_is_help=True)


@app.command()
@guarded
def create(
    name: Annotated[str, typer.Argument(help="Who or what holds the key.")],
    role: Annotated[Role, typer.Option(help="What it may do.")],
    as_json: AsJson = False,
) -> None:
    """Create a key and print it, once."""
    with opened() as (services, _):
        key = services.access.create(name, role)
    if as_json:
        data({"name": name, "role": role.value, "key": key})
    else:
        line(key)
        message(say("key-once"))


@app.command("list")
@guarded
def list_keys(as_json: AsJson = False) -> None:
    """List who holds a key; the keys themselves are not kept."""
    with opened() as (services, _):
        keys = services.access.list()
    if as_json:
        data(keys)
    else:
        table("", (say("name"), say("role"), ""), [(it["name"], it["role"], it.get("created_at")) for it in keys])


@app.command()
@guarded
def revoke(name: Annotated[str, typer.Argument(help="Whose key.")], as_json: AsJson = False) -> None:
    """Revoke a key; it is refused from now on."""
    with opened() as (services, _):
        services.access.revoke(name)
    if as_json:
        data({"revoked": name})
