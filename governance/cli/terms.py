"""`assay terms`: the glossary of the business."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assay.governance.cli.output import data, line, table
from assay.governance.cli.running import AsJson, guarded, opened, read_text
from assay.governance.cli.words import say
from assay.governance.domain import LOCAL_ADMIN

__all__ = ["app"]

app = typer.Typer(help="Terms of the business in both languages, and how they show in data.", no_args_is_help=True)


@app.command("list")
@guarded
def list_terms(as_json: AsJson = False) -> None:
    """List the terms."""
    with opened() as (services, _):
        found = services.graph.terms.all()
    if as_json:
        data(found)
        return
    rows = [(it["id"], it["en"], it["zh"], ", ".join(it["means"]), it["definition"]) for it in found]
    table("", (say("code"), "en", "zh", say("field"), say("description")), rows)


@app.command("import")
@guarded
def import_terms(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, allow_dash=True,
            help="CSV in UTF-8: id, zh, en, and definition, owner, also, means; - reads stdin.",
        ),
    ],
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Add the terms of a table, or put them in place of those of the same ids."""
    from assay.governance.services.graph.terms import terms_of

    terms = terms_of(read_text(file))
    with opened() as (services, _):
        told = services.graph.terms.put(terms, actor=LOCAL_ADMIN)
    data(told) if as_json else line(say("terms-set", **told))


@app.command()
@guarded
def drop(term: Annotated[str, typer.Argument(help="The term's id.")], as_json: AsJson = False) -> None:
    """Delete a term."""
    with opened() as (services, _):
        services.graph.terms.drop(term, actor=LOCAL_ADMIN)
    if as_json:
        data({"dropped": term})
