"""`assay link`: what a steward says of a link."""

from __future__ import annotations

from typing import Annotated

import typer

from assay.governance.cli.links import edge_rows
from assay.governance.cli.output import data, line, table
from assay.governance.cli.running import AsJson, guarded, opened
from assay.governance.cli.words import say
from assay.governance.domain import LOCAL_ADMIN, LinkKind, LinkStatus

__all__ = ["app"]

app = typer.Typer(help="Links: list them, confirm or reject one.", no_args_is_help=True)

Link = Annotated[str, typer.Argument(metavar="LINK", help="The link's id.")]


@app.command("list")
@guarded
def list_links(
    kind: Annotated[LinkKind | None, typer.Option(help="Only this kind.")] = None,
    status: Annotated[LinkStatus | None, typer.Option(help="Only what people said this of.")] = None,
    limit: Annotated[int, typer.Option(help="Most links.", min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """List links, rejected ones too."""
    with opened() as (services, _):
        page = services.links.page(kind=kind, status=status, limit=limit)
    if as_json:
        data(page)
        return
    columns = ("link", "status", "asset", "evidence", "kind", "score", "asset", "evidence")
    rows = [(it["id"], it["status"], *row) for it, row in zip(page["items"], edge_rows(page["items"], {}), strict=True)]
    table(say("links"), [say(name) for name in columns], rows, right=(5,), whole=(0,))


@app.command()
@guarded
def confirm(link: Link, as_json: AsJson = False) -> None:
    """Say that a link is right; it stays when files are read again."""
    _decide(link, LinkStatus.CONFIRMED, as_json)


@app.command()
@guarded
def reject(link: Link, as_json: AsJson = False) -> None:
    """Say that a link is wrong; it is shown no more and does not come back when files are read again."""
    _decide(link, LinkStatus.REJECTED, as_json)


@app.command()
@guarded
def reopen(link: Link, as_json: AsJson = False) -> None:
    """Take back what was said of a link."""
    _decide(link, LinkStatus.PROPOSED, as_json)


def _decide(link: str, status: LinkStatus, as_json: bool) -> None:
    with opened() as (services, _):
        done = services.links.decide(link, status, actor=LOCAL_ADMIN)
    data(done) if as_json else line(f"{done['id']}  {done['kind']}  {done['status']}")
