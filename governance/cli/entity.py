"""`assay entity`: the things that files name, and what a steward says is one thing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, line, locator, table
from assay.governance.cli.running import AsJson, guarded, opened
from assay.governance.cli.words import say
from assay.governance.domain import LOCAL_ADMIN, EntityKind

__all__ = ["app"]

app = typer.Typer(help="Entities: organisations, people (masked), contracts, places …", no_args_is_help=True)

Entity = Annotated[str, typer.Argument(metavar="ENTITY", help="The entity's id.")]
Reason = Annotated[str, typer.Option(help="Why.")]


@app.command("list")
@guarded
def list_entities(
    kind: Annotated[EntityKind | None, typer.Option(help="Only this kind.")] = None,
    asset: Annotated[str | None, typer.Option(help="Only those that this asset names.")] = None,
    limit: Annotated[int, typer.Option(help="Most entities.", min=1, max=500)] = 100,
    as_json: AsJson = False,
) -> None:
    """List entities with how many assets name them."""
    with opened() as (services, _):
        page = services.entities.page(kind=kind, asset=asset, limit=limit)
    data(page) if as_json else _table(page)


@app.command()
@guarded
def find(as_json: AsJson = False) -> None:
    """Find entities by a name that is read from standard input, however it is written."""
    name = sys.stdin.readline().strip()
    with opened() as (services, _):
        page = services.entities.find(name)
    data(page) if as_json else _table(page)


@app.command()
@guarded
def show(entity: Entity, as_json: AsJson = False) -> None:
    """Show an entity: its names, the assets that name it with the place, why names are one, and the history."""
    with opened() as (services, _):
        found = services.entities.show(entity)
    _show(found, as_json)


@app.command()
@guarded
def merge(
    entity: Entity,
    other: Annotated[str, typer.Argument(help="The entity that is the same thing.")],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Say that two entities are one thing; reading files again does not part them."""
    with opened() as (services, _):
        found = services.entities.merge(entity, other, reason=reason, actor=LOCAL_ADMIN)
    _show(found, as_json)


@app.command()
@guarded
def split(
    entity: Entity,
    names: Annotated[list[str], typer.Argument(help="The ids of the names that are of another thing.")],
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Say that some names of an entity are of another thing; reading files again does not join them."""
    with opened() as (services, _):
        found = services.entities.split(entity, names, reason=reason, actor=LOCAL_ADMIN)
    _show(found, as_json)


@app.command()
@guarded
def undo(decision: Annotated[str, typer.Argument(help="The decision's id.")], as_json: AsJson = False) -> None:
    """Take a merge or a split back; both stay in the history."""
    with opened() as (services, _):
        found = services.entities.undo(decision, actor=LOCAL_ADMIN)
    _show(found, as_json)


def _table(page: Mapping[str, Any]) -> None:
    rows = [(it["id"], it["kind"], "; ".join(it["names"][:4]), str(it["assets"])) for it in page["items"]]
    columns = [say(name) for name in ("entity", "kind", "names", "number")]
    table(say("entities"), columns, rows, right=(3,), whole=(0,))


def _show(found: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        data(found)
        return
    line(f"{found['id']}  {found['kind']}  {'; '.join(found['names'])}")
    rows = [(it["name"], it["as"], locator(it["locator"]), it["member"]) for it in found["mentions"]]
    table(say("entity-assets"), [say(name) for name in ("file", "written", "place", "name-id")], rows, whole=(3,))
    if found["matches"]:
        rows = [(it["left"], it["right"], f"{it['score']:.2f}", it["why"]) for it in found["matches"]]
        table(say("entity-why"), [say(name) for name in ("name-id", "name-id", "score", "because")], rows, right=(2,))
    for it in found["history"]:
        line(f"{it['at']}  {it['action']}  {it['id']}  {it['actor']}  {it['reason']}".rstrip())
