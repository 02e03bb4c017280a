"""`assay graph`: how assets hang together, and the concepts among them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assay.governance.cli.links import edge_rows
from assay.governance.cli.output import data, line, locator, table
from assay.governance.cli.running import REJECTED, AsJson, guarded, opened
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN, UsageError

__all__ = ["app"]

app = typer.Typer(help="The graph: ways, communities, exposure, levels that spread.", no_args_is_help=True)

AsUser = Annotated[
    str | None, typer.Option("--as", metavar="USER", help="What this user, or group:NAME, may see at its source.")
]
Kind = Annotated[list[str] | None, typer.Option(help="Only links of this kind; may be given again.")]
Score = Annotated[float, typer.Option(help="Only links as sure as this.", min=0.0, max=1.0)]


@app.command()
@guarded
def path(
    start: Annotated[str, typer.Argument(metavar="FROM", help="An asset's id, or its file name.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="Another asset's id, or its file name.")],
    kind: Kind = None,
    min_score: Score = 0.0,
    longest: Annotated[int, typer.Option(help="Most links on the way.", min=1, max=8)] = 6,
    as_user: AsUser = None,
    as_json: AsJson = False,
) -> None:
    """Explain the shortest way between two assets, step by step; exit code 1 where there is none."""
    with opened() as (services, _):
        ends = (services.assets.named(start), services.assets.named(end))
        told = services.graph.paths.between(
            *ends, kinds=kind, min_score=min_score, longest=longest, as_user=as_user, actor=LOCAL_ADMIN
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
    kind: Annotated[str, typer.Argument(help="policy, level, topic, issue, term, source, dataset or case.")],
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


@app.command()
@guarded
def communities(
    kind: Kind = None,
    min_score: Score = 0.0,
    resolution: Annotated[float, typer.Option(help="Above 1 makes groups smaller.", min=0.01, max=10.0)] = 1.0,
    least: Annotated[int, typer.Option(help="Fewest files of a group.", min=2)] = 3,
    limit: Annotated[int, typer.Option(help="Most groups.", min=1, max=500)] = 20,
    as_json: AsJson = False,
) -> None:
    """Find groups of files that hold together; `assay case confirm` makes a case of one."""
    with opened() as (services, _):
        found = services.graph.communities.page(
            kinds=kind, min_score=min_score, resolution=resolution, least=least, limit=limit, actor=LOCAL_ADMIN
        )
    if as_json:
        data(found)
        return
    rows = [
        (it["id"], it["n"], pick((it["level"] or {}).get("label")), ", ".join(f"{name} {n}" for name, n in
         it["kinds"].items()), ", ".join(node["name"] for node in it["assets"][:3]))
        for it in found["items"]
    ]  # fmt: skip
    table("", (say("code"), say("files"), say("level"), say("links"), say("for-example")), rows, right=(1,), whole=(0,))


@app.command()
@guarded
def exposure(
    asset: Annotated[
        str | None, typer.Argument(help="An asset's id or file name; without it, all that are widely reached.")
    ] = None,
    level: Annotated[str | None, typer.Option(help="Only assets at or above this level of the leading pack.")] = None,
    limit: Annotated[int, typer.Option(help="Most lines.", min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """Say who can reach an asset and by what: a grant, a file that holds it, a copy, what was made of it."""
    with opened() as (services, _):
        told = services.graph.exposure
        found = (
            told.wide(level=level, limit=limit, actor=LOCAL_ADMIN)
            if asset is None
            else told.of(services.assets.named(asset), limit=limit, actor=LOCAL_ADMIN)
        )
    if as_json:
        data(found)
        return
    for it in found["items"]:
        if "says" in it:
            line(pick(it["says"]))
        else:
            line(f"{it['asset']['name']}  {pick(it['asset']['sensitivity']['label'])}  {it['asset']['id']}")
            for one in it["items"]:
                line(f"  {pick(one['says'])}")


@app.command()
@guarded
def proposals(
    limit: Annotated[int, typer.Option(help="Most proposals.", min=1, max=500)] = 50, as_json: AsJson = False
) -> None:
    """List levels that are proposed for files because of what they hold, were made of or are copies of."""
    with opened() as (services, _):
        found = services.graph.spreading.proposals(limit=limit, actor=LOCAL_ADMIN)
    if as_json:
        data(found)
        return
    for it in found["items"]:
        line(f"{it['asset']['id']}  {pick(it['says'])}")
    for it in found["stopped"]:
        line(f"{it['edge']}  {pick(it['says'])}")


@app.command()
@guarded
def accept(
    asset: Annotated[str, typer.Argument(help="The asset's id.")],
    reason: Annotated[str, typer.Option(help="Why it is right.")] = "",
    as_json: AsJson = False,
) -> None:
    """Give a file the level that is proposed for it; `assay review undo` takes it back."""
    with opened() as (services, _):
        told = services.graph.spreading.accept(asset, reason=reason, actor=LOCAL_ADMIN)
    data(told) if as_json else line(f"{told['decision']}  {pick(told['grade']['label'])}")


@app.command()
@guarded
def stop(
    edge: Annotated[str, typer.Argument(help="The edge's id.")],
    reason: Annotated[str | None, typer.Option(help="masked-copy or aggregate; none lets levels spread.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say that no level spreads along an edge."""
    with opened() as (services, _):
        services.graph.spreading.stop(edge, reason, actor=LOCAL_ADMIN)
    if as_json:
        data({"edge": edge, "stopped": reason})


@app.command()
@guarded
def export(
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.")],
    form: Annotated[str, typer.Option(help="graphml or jsonld (PROV-O).")] = "graphml",
    asset: Annotated[str | None, typer.Option(help="Only what lies around this asset.")] = None,
    depth: Annotated[int, typer.Option(help="Hops around it.", min=1, max=3)] = 2,
    concepts: Annotated[bool, typer.Option(help="With topics, levels, terms … as nodes.")] = True,
    as_json: AsJson = False,
) -> None:
    """Write the graph into a file, masked."""
    with opened() as (services, _):
        services.graph.files.write(out, form, asset=asset, depth=depth, concepts=concepts, actor=LOCAL_ADMIN)
    if as_json:
        data({"out": str(out), "format": form})
