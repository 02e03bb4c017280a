"""`assay links`: the neighbourhood of an asset, with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, locator, table
from assay.governance.cli.running import opened
from assay.governance.cli.words import pick, say

__all__ = ["edge_rows", "links"]


def links(
    asset: Annotated[str, typer.Argument(metavar="ASSET", help="The asset's id, or its file name.")],
    depth: Annotated[int, typer.Option(help="Hops.", min=1, max=3)] = 1,
    kind: Annotated[list[str] | None, typer.Option(help="Only links of this kind; may be given again.")] = None,
    min_score: Annotated[float, typer.Option(help="Only links as sure as this.", min=0.0, max=1.0)] = 0.0,
    as_user: Annotated[
        str | None, typer.Option("--as", metavar="USER", help="What this user, or group:NAME, may see at its source.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print nodes and edges as JSON.")] = False,
) -> None:
    """Show which assets belong together, and what says so at both ends."""
    with opened() as (services, _):
        found = services.assets.links(
            services.assets.named(asset), depth=depth, kinds=kind, min_score=min_score, as_user=as_user
        )
    if as_json:
        data(found)
        return
    names = {node["id"]: node["name"] for node in found["nodes"]}
    columns = (say("asset"), say("evidence"), say("kind"), say("score"), say("asset"), say("evidence"))
    table(say("links"), columns, edge_rows(found["edges"], names), right=(3,))


def edge_rows(edges: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return one row a link: both assets, each with the first piece of its evidence."""
    return [
        (
            names.get(edge["left"], edge["left"]), _first(edge["left_evidence"]), edge["kind"],
            f"{edge['score']:.2f}", names.get(edge["right"], edge["right"]), _first(edge["right_evidence"]),
        )
        for edge in edges
    ]  # fmt: skip


def _first(evidence: list[Mapping[str, Any]]) -> str:
    if not evidence:
        return ""
    first = evidence[0]
    parts = (pick(first.get("says") or first.get("label")), first.get("masked"), locator(first.get("locator")))
    return " ".join(part for part in parts if part)
