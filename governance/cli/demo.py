"""`assay demo`: the sample corpus, from files to figures, then the console."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

import assay
from assay.governance.cli.ingest import interruptible, progress_bar, report_tables
from assay.governance.cli.output import data, line
from assay.governance.cli.running import PARTIAL, configured, opened
from assay.governance.cli.serve import serving
from assay.governance.cli.tour import tour
from assay.governance.cli.words import say
from assay.governance.domain import UsageError

__all__ = ["demo"]

HOME = Path(".assay-demo")


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Open API and console afterwards.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Empty the demo home first.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was found, and the address, as JSON lines.")
    ] = False,
) -> None:
    """Ingest the sample corpus into a home of its own, print what was found, open the console."""
    corpus = _corpus()
    if fresh:
        _empty(configured(home=HOME).home)
    with opened(home=HOME) as (services, settings):
        with interruptible() as cancel, progress_bar() as progress:
            report = services.ingest.run([str(corpus)], source="demo", progress=progress, cancel=cancel)
        if as_json:
            data({"report": report, "overview": services.overview()}, lines=True)
        else:
            tour(services)
            report_tables(report)
            line(say("tour-next"))
        if cancel.is_set():
            raise typer.Exit(PARTIAL)
        if serve:
            serving(services, settings, as_json=as_json)


def _corpus() -> Path:
    for root in (Path.cwd(), *Path(assay.__file__).resolve().parents[1:3]):
        corpus = root / "examples" / "corpus"
        if corpus.is_dir():
            return corpus
    raise UsageError(say("no-corpus"))


def _empty(home: Path) -> None:
    if not home.exists():
        return
    from assay.governance.services.understanding.intake import HOME_MARK

    if home.is_symlink() or not (home / HOME_MARK).is_file():
        raise UsageError("the demo home is not a home of assay; it was left as it is")
    shutil.rmtree(home)
