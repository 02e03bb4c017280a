"""`assay case`: groups of files that belong together, as a steward confirmed them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, line, table
from assay.governance.cli.running import AsJson, guarded, opened
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN

__all__ = ["app"]

app = typer.Typer(help="Cases: confirmed communities, with a level and a steward.", no_args_is_help=True)

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case's id.")]


@app.command("list")
@guarded
def list_cases(as_json: AsJson = False) -> None:
    """List the cases."""
    with opened() as (services, _):
        found = services.graph.cases.all(actor=LOCAL_ADMIN)
    if as_json:
        data(found)
        return
    rows = [(it["id"], it["name"], it["n"], pick(it["level"]["label"]), it["steward"]) for it in found]
    table("", (say("code"), say("name"), say("files"), say("level"), say("steward")), rows, right=(2,), whole=(0,))


@app.command()
@guarded
def show(case: CaseId, as_json: AsJson = False) -> None:
    """Show a case with its files."""
    with opened() as (services, _):
        _told(services.graph.cases.get(case, actor=LOCAL_ADMIN), as_json)


@app.command()
@guarded
def confirm(
    name: Annotated[str, typer.Argument(help="What the case is called; values in it are masked.")],
    community: Annotated[str | None, typer.Option(help="A community of `assay graph communities`.")] = None,
    asset: Annotated[list[str] | None, typer.Option(help="An asset of the case; may be given again.")] = None,
    steward: Annotated[str | None, typer.Option(help="Who sees to it.")] = None,
    level: Annotated[str | None, typer.Option(metavar="PACK:CODE", help="A level above that of its files.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="As the community was found.")] = None,
    min_score: Annotated[float, typer.Option(help="As the community was found.", min=0.0, max=1.0)] = 0.0,
    resolution: Annotated[float, typer.Option(help="As the community was found.", min=0.01, max=10.0)] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Make a case of a community, or of assets."""
    with opened() as (services, _):
        told = services.graph.cases.confirm(
            name, community=community, assets=asset or (), steward=steward, level=level, kinds=kind,
            min_score=min_score, resolution=resolution, actor=LOCAL_ADMIN,
        )  # fmt: skip
        _told(told, as_json)


@app.command()
@guarded
def close(case: CaseId, as_json: AsJson = False) -> None:
    """Take a case away; its files stay."""
    with opened() as (services, _):
        services.graph.cases.close(case, actor=LOCAL_ADMIN)
    if as_json:
        data({"closed": case})


def _told(told: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        data(told)
        return
    line(f"{told['id']}  {told['name']}  {pick(told['level']['label'])}  {told['steward']}")
    for it in told["assets"]:
        line(f"  {it['id']}  {it['name']}  {pick((it['sensitivity'] or {}).get('label'))}")
