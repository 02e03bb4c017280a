"""`assay taxonomy`: topic sets of one's own, by description alone or taught by examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, line, table
from assay.governance.cli.running import REJECTED, AsJson, guarded, opened, read_text
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN

__all__ = ["app"]

app = typer.Typer(help="Topic sets: the packaged ones, and your own.", no_args_is_help=True)

TopicsFile = Annotated[Path, typer.Argument(help="A topic set as YAML; - reads stdin.")]


@app.command("list")
@guarded
def list_taxonomies(as_json: AsJson = False) -> None:
    """List the topic sets; the one marked * tags what is ingested (setting `taxonomy`)."""
    with opened() as (services, _):
        found = services.taxonomies.list()
    if as_json:
        data(found)
        return
    rows = [
        ("*" if it["in_force"] else "", it["name"], it["version"], it["topics"], it["examples_per_topic"] or "–")
        for it in found
    ]
    table("", ("", say("taxonomy"), say("version"), say("topics"), say("examples-per-topic")), rows, right=(3, 4))


@app.command()
@guarded
def show(name: Annotated[str, typer.Argument(help="The topic set's name.")], as_json: AsJson = False) -> None:
    """Show a topic set: its topics and what they are said to be about."""
    with opened() as (services, _):
        found = services.taxonomies.show(name)
    if as_json:
        data(found)
        return
    line(f"{found['name']}@{found['version']}")
    rows = [(it["id"], it["parent"] or "", pick(it["label"]), pick(it["description"])) for it in found["topics"]]
    table("", (say("topic"), say("parent"), say("label"), say("description")), rows)


@app.command()
@guarded
def check(file: TopicsFile, as_json: AsJson = False) -> None:
    """Say whether a topic set holds together; exit code 1 when it does not."""
    with opened() as (services, _):
        found = services.taxonomies.check(read_text(file))
    if as_json:
        data(found)
    elif found["ok"]:
        line(say("taxonomy-holds", topics=found["topics"]))
        for topic in found["without_description"]:
            line(f"  {topic}: {say('no-description')}")
    else:
        for problem in found["problems"]:
            line(problem)
    if not found["ok"]:
        raise typer.Exit(REJECTED)


@app.command()
@guarded
def train(
    file: TopicsFile,
    examples: Annotated[
        Path | None,
        typer.Option(help='Examples, {"text", "topic"} a line; without them the descriptions alone tell topics.'),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Keep a topic set under its name, teach it by examples, and print what it is worth on examples left out."""
    from assay.governance.services.tagging.taxonomies import examples_of

    text = read_text(file)
    pairs = examples_of(read_text(examples).splitlines()) if examples is not None else []
    with opened() as (services, _):
        kept = services.taxonomies.save(text, LOCAL_ADMIN)
        found = services.taxonomies.train(kept["name"], pairs, LOCAL_ADMIN) if pairs else kept
    if as_json:
        data(found)
        return
    _lines(found) if pairs else line(say("taxonomy-kept", name=kept["name"], topics=kept["topics"]))
    line(say("taxonomy-use", name=kept["name"]))


def _lines(found: dict[str, Any]) -> None:
    line(say("taxonomy-learned", examples=found["examples"], name=found["taxonomy"]))
    rows = [
        (say("accuracy"), f"{found['accuracy']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"),
        (say("descriptions-alone"), f"{found['descriptions_alone']:.3f}"),
        (say("share-said"), f"{found['said']:.3f}"),
        (say("said-of-others"), "–" if found["said_of_others"] is None else f"{found['said_of_others']:.3f}"),
        (say("right-when-said"), "–" if found["right_when_said"] is None else f"{found['right_when_said']:.3f}"),
    ]
    table(say("on-examples-left-out", number=found["left_out"]), ("", ""), rows, right=(1,))
    table("", (say("topic"), say("accuracy")), [(name, f"{it:.3f}") for name, it in found["by_topic"].items()],
          right=(1,))  # fmt: skip
    if found["few"]:
        line(say("few-examples", topics=", ".join(found["few"])))
