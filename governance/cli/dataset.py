"""`assay dataset`: named selections of assets, their scorecards and gates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from assay.governance.cli.export import Form
from assay.governance.cli.output import data, line, message, table
from assay.governance.cli.running import REJECTED, AsJson, guarded, opened, read_text
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN, Modality, UsageError

__all__ = ["app"]

app = typer.Typer(help="Data sets: named selections of assets that keep a contract.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="DATASET", help="Its name or id.")]


@app.command("list")
@guarded
def list_datasets(as_json: AsJson = False) -> None:
    """List the data sets with the number of their assets."""
    with opened() as (services, _):
        found = services.datasets.list()
    if as_json:
        data(found)
        return
    rows = [(it["name"], it["assets"], _selected(it["select"]), it["description"]) for it in found]
    table("", [say(name) for name in ("name", "number", "selection", "description")], rows, right=(1,))


@app.command()
@guarded
def create(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    modality: Annotated[Modality | None, typer.Option(help="Only this modality.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    level: Annotated[str | None, typer.Option(metavar="PACK:CODE", help="Only this level.")] = None,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Only this source.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only what this owner has.")] = None,
    contract: Annotated[
        Path | None,
        typer.Option(help="YAML file of what it promises: score, max_level, no_issues, require, reviewed …"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Name a selection of assets; its assets are those that fit whenever it is asked."""
    chosen = {
        "modality": modality.value if modality else None, "topic": topic, "level": level, "source": source,
        "owner": owner,
    }  # fmt: skip
    given = {key: value for key, value in chosen.items() if value is not None}
    promised = _contract(contract) if contract is not None else {}
    with opened() as (services, _):
        made = services.datasets.create(
            name, description=description, select=given, contract=promised, actor=LOCAL_ADMIN
        )
    data(made) if as_json else line(made["id"])


@app.command()
@guarded
def show(name: Name, as_json: AsJson = False) -> None:
    """Show a data set: its selection, what it promises and how many assets fit."""
    with opened() as (services, _):
        found = services.datasets.get(name)
    if as_json:
        data(found)
        return
    rows = [
        (say("name"), found["name"]),
        (say("number"), found["assets"]),
        (say("selection"), _selected(found["select"])),
    ]
    rows += [(key, value) for key, value in found["contract"].items() if value not in ([], {}, False)]
    table(found["description"], (say("name"), say("value")), rows)


@app.command()
@guarded
def score(name: Name, as_json: AsJson = False) -> None:
    """Show the scorecard: each dimension of quality beside the share of indicators that could be assessed."""
    with opened() as (services, _):
        card = services.datasets.score(name)
    if as_json:
        data(card)
        return
    rows = [(it["dimension"], _share(it["value"]), _share(it["coverage"])) for it in card["dimensions"]]
    rows.append((say("all"), _share(card["value"]), _share(card["coverage"])))
    table(
        f"{card['name']}: {card['assets']}", [say(it) for it in ("dimension", "score", "coverage")], rows, right=(1, 2)
    )


@app.command()
@guarded
def gate(name: Name, as_json: AsJson = False) -> None:
    """Say whether a data set keeps its contract; exit code 1 when it does not."""
    with opened() as (services, _):
        told = services.datasets.gate(name)
    if as_json:
        data(told)
    else:
        rows = [
            (pick(it["says"]), it["wanted"], "" if it["got"] is None else it["got"], say("yes" if it["ok"] else "no"))
            for it in told["checks"]
        ]
        heads = [say(it) for it in ("promise", "expected", "got", "kept")]
        table(f"{told['name']}: {told['assets']}", heads, rows, right=(1, 2))
    if not told["ok"]:
        raise typer.Exit(REJECTED)


@app.command("export")
@guarded
def export_dataset(
    name: Name,
    form: Annotated[Form, typer.Option("--format", help="What it is written as.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where it goes.")],
    as_json: AsJson = False,
) -> None:
    """Write what is known of a data set's assets, one record each, masked."""
    with opened() as (services, _):
        assets = services.exporting.write(out, form.value, chosen=services.datasets.chosen(name), actor=LOCAL_ADMIN)
    if as_json:
        data({"assets": assets, "format": form.value, "out": str(out)})
    else:
        message(say("exported", assets=assets))


@app.command()
@guarded
def delete(name: Name, as_json: AsJson = False) -> None:
    """Take a data set away; its assets stay."""
    with opened() as (services, _):
        services.datasets.delete(name, actor=LOCAL_ADMIN)
    if as_json:
        data({"deleted": name})


def _contract(file: Path) -> dict[str, Any]:
    import yaml

    try:
        given = yaml.safe_load(read_text(file))
    except (yaml.YAMLError, OSError, UnicodeDecodeError):
        raise UsageError("the contract cannot be read as YAML") from None
    if not isinstance(given, dict):
        raise UsageError("a contract is a mapping of promises")
    return given


def _selected(select: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in select.items())


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
