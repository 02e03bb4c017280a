"""`assay policy`: the packs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, line, table
from assay.governance.cli.running import REJECTED, AsJson, guarded, opened, read_text
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN

__all__ = ["app"]

app = typer.Typer(help="Policy packs: grading schemes as data.", no_args_is_help=True)

PackFile = Annotated[Path, typer.Argument(help="A pack as YAML; - reads stdin.")]

_SHOWN = 50
_WHAT = {
    "level": lambda: say("level"),
    "rule": lambda: say("rule"),
    "candidates": lambda: say("candidates"),
    "asks": lambda: say("asks"),
    "certainty": lambda: say("certainty"),
}


@app.command("list")
@guarded
def list_packs(as_json: AsJson = False) -> None:
    """List the packs."""
    with opened() as (services, _):
        packs = services.policies.list()
    if as_json:
        data(packs)
        return
    rows = [(it["id"], it["version"], pick(it["title"])) for it in packs]
    table("", (say("policy"), "", say("description")), rows)


@app.command()
@guarded
def show(name: Annotated[str, typer.Argument(help="The pack's name.")], as_json: AsJson = False) -> None:
    """Show a pack: levels, rules, sources."""
    with opened() as (services, _):
        pack = services.policies.show(name)
    if as_json:
        data(pack)
        return
    line(f"{pack['id']}@{pack['version']}  {pick(pack['title'])}")
    rows = [(it["rank"], it["code"], pick(it["label"])) for it in pack["levels"]]
    table("", ("", say("code"), say("level")), rows, right=(0,))
    rules = [(it["id"], it["level"] or f"{it['object']}/{it['degree']}", pick(it["says"])) for it in pack["rules"]]
    table("", (say("rule"), say("code"), say("why")), rules)


@app.command()
@guarded
def check(file: PackFile, as_json: AsJson = False) -> None:
    """Say whether a pack holds together; exit code 1 when it does not."""
    with opened() as (services, _):
        _print(services.policies.check(read_text(file)), as_json)


@app.command("test")
@guarded
def run_cases(file: PackFile, as_json: AsJson = False) -> None:
    """Run cases of texts or findings; exit code 1 when one does not get its level."""
    with opened() as (services, _):
        result = services.policies.test(read_text(file))
    if as_json:
        data(result)
    else:
        for it in result["failed"]:
            line(f"{it['case']} [{it['policy']}]")
            for one in it["differs"]:
                expected, got = one["expected"] or "–", one["got"] or "–"
                line(f"  {_WHAT[one['what']]()}: {say('expected')} {expected}, {say('got')} {got}")
        line(say("cases-held", held=result["cases"] - len(result["failed"]), of=result["cases"]))
    if result["failed"]:
        raise typer.Exit(REJECTED)


@app.command("duties")
@guarded
def list_duties(as_json: AsJson = False) -> None:
    """Say how many people all assets are about, and what laws may ask from so many on; people answer."""
    with opened() as (services, _):
        result = services.policies.duties()
    if as_json:
        data(result)
        return
    rows = [(say(f"count-{name}"), f"{number:,}") for name, number in result["facts"].items()]
    table("", (say("counted"), say("number")), rows, right=(1,))
    for duty in result["duties"]:
        line(pick(duty["explanation"]))


@app.command()
@guarded
def simulate(file: PackFile, as_json: AsJson = False) -> None:
    """Print the exact difference that `apply` would make."""
    with opened() as (services, _):
        result = services.policies.simulate(read_text(file))
    data(result) if as_json else _difference(result)


@app.command()
@guarded
def apply(file: PackFile, as_json: AsJson = False) -> None:
    """Put a pack into force; every asset is graded anew, nothing is read anew."""
    with opened() as (services, _):
        result = services.policies.apply(read_text(file), LOCAL_ADMIN)
    if as_json:
        data(result)
        return
    line(say("policy-applied", policy=result["policy"], replaces=result["replaces"], n=result["graded"]))
    for state, number in sorted(result["states"].items()):
        line(f"  {say(f'state-{state}')}: {number}")


def _print(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        data(result)
    else:
        for problem in result["problems"]:
            line(problem)
        line(say("pack-sound") if result["ok"] else say("pack-unsound", n=len(result["problems"])))
    if not result["ok"]:
        raise typer.Exit(REJECTED)


def _difference(result: dict[str, Any]) -> None:
    """Print what a pack would change: levels, what it asks of people, what roles would see, and the first assets."""
    changes = result["changes"]
    line(say("policy-would", before=result["from"], after=result["to"], n=len(changes), of=result["assets"]))
    before, after = result["levels_before"], result["levels_after"]
    rows = [(code, before.get(code, 0), after.get(code, 0)) for code in dict.fromkeys((*before, *after))]
    table("", (say("level"), say("before"), say("after")), rows, right=(1, 2))
    line(say("policy-people", asks=result["asks_before"], then=result["asks_after"],
             minutes=result["minutes_before"], later=result["minutes_after"], n=result["reopened"]))  # fmt: skip
    for it in result["access"]:
        line(say("policy-access", role=it["role"], level=it["level"], hidden=it["hidden"], shown=it["shown"]))
    if changes:
        shown = [
            (it["asset"], it["before"], it["after"], say(f"state-{it['state']}"), "".join(it["rules"][:1]))
            for it in changes[:_SHOWN]
        ]
        table("", [say(name) for name in ("asset", "before", "after", "state", "rule")], shown)
    if changes[_SHOWN:]:
        line(say("policy-more", n=len(changes) - _SHOWN))
