"""`assay issues`: quality issues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, locator, table
from assay.governance.cli.running import opened
from assay.governance.cli.words import pick, say

__all__ = ["issue_rows", "issues"]


def issues(
    dataset: Annotated[str | None, typer.Option(help="Only this dataset.")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="Only this type of issue.")] = None,
    limit: Annotated[int, typer.Option(help="Most issues.", min=1, max=500)] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print the issues as JSON.")] = False,
) -> None:
    """List what is wrong with the data: truncated, blurred, empty, contradictory …"""
    with opened() as (services, _):
        page = services.issues.page(dataset=dataset, type=kind, cursor=None, limit=limit)
    if as_json:
        data(page)
        return
    headings = ("name", "issue", "dimension", "severity", "place")
    table(say("issues"), [say(name) for name in headings], issue_rows(page["items"]))


def issue_rows(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return one row an issue."""
    return [
        (it["name"], f"{pick(it['says'])} [{it['type']}]", it["dimension"], it["severity"], locator(it["locator"]))
        for it in items
    ]
