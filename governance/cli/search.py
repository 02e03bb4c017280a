"""`assay search`: find assets by meaning, by likeness, by a file, or by a value or an entity they mention."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, line, locator, message, short
from assay.governance.cli.running import opened
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN, Modality, UsageError

__all__ = ["search"]


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for, in your own words.")] = None,
    like: Annotated[str | None, typer.Option(metavar="ASSET", help="Find assets like this one.")] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Find what this picture, recording or other file is like.")
    ] = None,
    entity: Annotated[str | None, typer.Option(metavar="ID", help="Find what names this entity.")] = None,
    value: Annotated[
        str | None, typer.Option(metavar="-", help="Read an identifier or a name from stdin: which assets mention it?")
    ] = None,
    modality: Annotated[Modality | None, typer.Option(help="Only this modality.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    max_level: Annotated[str | None, typer.Option(metavar="PACK:CODE", help="Nothing above this level.")] = None,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Only this source.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only what this owner has.")] = None,
    as_user: Annotated[
        str | None, typer.Option("--as", metavar="USER", help="Only what this user (or `group:NAME`) may see.")
    ] = None,
    linked: Annotated[bool, typer.Option("--linked", help="Show what is linked to the hits as well.")] = False,
    limit: Annotated[int, typer.Option(help="Most hits.", min=1, max=100)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print hits and facets as JSON.")] = False,
) -> None:
    """Search what was ingested. Values are read from stdin, so that they stay out of the shell's history."""
    if sum(item is not None for item in (query, like, file, entity, value)) != 1:
        raise UsageError("give one of QUERY, --like ASSET, --file FILE, --entity ID and --value -")
    if value is not None:
        if value != "-":
            raise UsageError("--value reads from stdin: write --value -")
        value = sys.stdin.readline().strip()
    asked: dict[str, Any] = {
        "modality": modality.value if modality else None, "topic": topic, "max_level": max_level, "source": source,
        "owner": owner, "as_user": as_user, "linked": linked, "limit": limit, "actor": LOCAL_ADMIN,
    }  # fmt: skip
    with opened() as (services, _):
        if file is not None:
            found = services.search.by_file(file, **asked)
        else:
            found = services.search.query(query, like=like, value=value, entity=entity, **asked)
    if as_json:
        data(found)
        return
    if not found["hits"]:
        message(say("no-hits"))
        return
    for hit in found["hits"]:
        level = pick((hit.get("sensitivity") or {}).get("label"))
        line(f"{hit['name']}  {level}  {hit['score']:.2f} ({', '.join(hit['why'])})")
        line(f"  {hit['asset']}  {locator(hit['locator'])}")
        line(f"  {short(hit['snippet'], 240)}")
    for it in found.get("linked", ()):
        line(f"{say('linked')}  {it['name']}  {it['kind']} {it['score']:.2f}  {it['asset']}")
        line(f"  {short(it['why'], 240)}")
