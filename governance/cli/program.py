"""The program: every verb, and nothing heavy until one of them runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

import assay
from assay.governance.cli import (
    answer,
    audit,
    case,
    config,
    dataset,
    demo,
    doctor,
    entity,
    export,
    forget,
    graph,
    ingest,
    issues,
    keys,
    link,
    links,
    mask,
    mcp,
    models,
    policy,
    repair,
    review,
    rules,
    search,
    serve,
    show,
    tag,
    taxonomy,
    terms,
    verify,
)
from assay.governance.cli.running import choose, guarded

__all__ = ["app", "main"]

app = typer.Typer(
    name="assay",
    help=(
        "Find, grade, link and review what an organisation keeps, with evidence."
        " · 数据治理：发现、分级、关联、复核，皆有依据。"
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_VERBS: dict[str, Callable[..., None]] = {
    "demo": demo.demo, "ingest": ingest.ingest, "tag": tag.tag, "search": search.search, "answer": answer.answer,
    "show": show.show, "links": links.links, "issues": issues.issues, "serve": serve.serve, "mcp": mcp.mcp,
    "doctor": doctor.doctor, "verify": verify.verify, "repair": repair.repair, "forget": forget.forget,
    "mask": mask.mask, "export": export.export,
}  # fmt: skip
_GROUPS = {
    "review": review.app, "policy": policy.app, "models": models.app, "keys": keys.app, "config": config.app,
    "rules": rules.app, "audit": audit.app, "dataset": dataset.app, "link": link.app, "entity": entity.app,
    "graph": graph.app, "terms": terms.app, "taxonomy": taxonomy.app, "case": case.app,
}  # fmt: skip

for _name, _verb in _VERBS.items():
    app.command(_name)(guarded(_verb))
for _name, _group in _GROUPS.items():
    app.add_typer(_group, name=_name)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"assay {assay.__version__}")
        raise typer.Exit


@app.callback()
def _before(
    home: Annotated[
        Path | None, typer.Option(help="Folder of the catalog, the vault and the indexes.", show_default=".assay")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    choose(home=home)


def main() -> None:
    """Run the program; what cannot be encoded for this terminal is escaped, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()
