"""`assay show`: one asset."""

from __future__ import annotations

from typing import Annotated

import typer

from assay.governance.cli.output import data, line
from assay.governance.cli.running import opened
from assay.governance.cli.tag import result_tables

__all__ = ["show"]


def show(
    asset: Annotated[str, typer.Argument(metavar="ASSET", help="The asset's id, or its file name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the TagResult with its history as JSON.")] = False,
) -> None:
    """Show what is known of one asset."""
    with opened() as (services, _):
        result = services.assets.show(services.assets.named(asset))
    if as_json:
        data(result)
        return
    result_tables(result, explain=True)
    for event in result.get("history", ()):
        parts = (event["at"], event["event"], event.get("action"), event.get("code"), event.get("by"))
        line("  " + " ".join(str(part) for part in parts if part))
