"""`assay audit`: who did what, and whether the record of it is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from assay.governance.cli.checks import checks
from assay.governance.cli.output import data, table
from assay.governance.cli.running import AsJson, guarded, opened
from assay.governance.cli.words import say

__all__ = ["app"]

app = typer.Typer(help="The audit trail: who did what, when.", no_args_is_help=True)


@app.command()
@guarded
def verify(as_json: AsJson = False) -> None:
    """Check the chain of the audit trail against its note outside the home; exit code 1 when it is broken."""
    with opened() as (services, _):
        checks(services.operations.verify_audit(), as_json)


@app.command("list")
@guarded
def list_events(
    target: Annotated[str | None, typer.Option(help="Only what was done to this id.")] = None,
    limit: Annotated[int, typer.Option(help="Most events.", min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """List events, the newest first."""
    with opened() as (services, _):
        page = services.operations.audit(target=target, limit=limit)
    if as_json:
        data(page)
        return
    rows = [(it["position"], it["at"][:19], it["actor"], it["action"], it["target"]) for it in page["items"]]
    table("", [say(name) for name in ("number", "time", "actor", "action", "target")], rows, right=(0,), whole=(4,))
