"""`assay graph`: how assets hang together, and the concepts among them."""

from __future__ import annotations

from typing import Annotated

import typer

from assay.governance.cli.links import edge_rows
from assay.governance.cli.output import data, line, locator, table
from assay.governance.cli.running import REJECTED, guarded, opened
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN, UsageError

__all__ = ["app"]

app = typer.Typer(help="The graph: ways between assets, concepts among them.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
AsUser = Annotated[
    str | None, typer.Option("--as", metavar="USER", help="What this user, or group:NAME, may see at its source.")
]
Kind = Annotated[list[str] | None, typer.Option(help="Only links of this kind; may be given again.")]
Score = Annotated[float, typer.Option(help="Only links as sure as this.", min=0.0, max=1.0)]


@app.command()
@guarded
def path(
    start: Annotated[str, typer.Argument(metavar="FROM", help="An asset's id.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="Another asset's id.")],
    kind: Kind = None,
    min_score: Score = 0.0,
    longest: Annotated[int, typer.Option(help="Most links on the way.", min=1, max=8)] = 6,
    as_user: AsUser = None,
    as_json: AsJson = False,
) -> None:
    """Explain the shortest way between two assets, step by step; exit code 1 where there is none."""
    with opened() as (services, _):
        told = services.graph.paths.between(
            start, end, kinds=kind, min_score=min_score, longest=longest, as_user=as_user, actor=LOCAL_ADMIN
        )
    if as_json:
        data(told)
    else:
        line(pick(told["says"]))
        for number, step in enumerate(told["steps"] or (), start=1):
            line(f"{number}. {pick(step['says'])}  {step['kind']} {step['score']:.2f}")
            for side in ("left", "right"):
                places = [f"{it['masked']} {locator(it['locator'])}".strip() for it in step[f"{side}_evidence"][:1]]
                if any(places):
                    line(f"     {places[0]}")
        if told["truncated"]:
            line(say("way-cut"))
    if told["steps"] is None:
        raise typer.Exit(REJECTED)


@app.command()
@guarded
def concepts(
    kind: Annotated[str, typer.Argument(help="policy, level, topic, issue, term or source.")],
    as_json: AsJson = False,
) -> None:
    """List the concepts of a kind, with how many assets each has where that is counted."""
    with opened() as (services, _):
        found = services.graph.semantics.concepts(kind, actor=LOCAL_ADMIN)
    if as_json:
        data(found)
        return
    rows = [(it["id"], pick(it["label"]), it.get("n", "")) for it in found]
    table("", (say("code"), say("name"), say("number")), rows, right=(2,))


@app.command()
@guarded
def around(
    node: Annotated[str, typer.Argument(help="An asset's id, or a concept such as topic:finance.")],
    depth: Annotated[int, typer.Option(help="Hops.", min=1, max=3)] = 1,
    limit: Annotated[int, typer.Option(help="Most nodes.", min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what lies around an asset or a concept: assets, topics, levels, categories, issues, terms, sources."""
    if not node:
        raise UsageError("name a node")
    with opened() as (services, _):
        asked = {} if ":" in node else {"concepts": True}
        found = services.graph.around(node, depth=depth, limit=limit, actor=LOCAL_ADMIN, **asked)
    if as_json:
        data(found)
        return
    names = {it["id"]: pick(it["label"]) if "label" in it else it["name"] for it in found["nodes"]}
    columns = (say("asset"), say("evidence"), say("kind"), say("score"), say("asset"), say("evidence"))
    table(say("links"), columns, edge_rows(found["edges"], names), right=(3,))
