"""`assay demo`: the sample corpus, from files to figures, then the console."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import assay
from assay.governance.cli.ingest import interruptible, progress_bar, report_tables
from assay.governance.cli.issues import issue_rows
from assay.governance.cli.links import edge_rows
from assay.governance.cli.output import table
from assay.governance.cli.review import task_rows
from assay.governance.cli.running import PARTIAL, configured, opened
from assay.governance.cli.serve import serving
from assay.governance.cli.words import pick, say
from assay.governance.domain import LinkKind, UsageError

if TYPE_CHECKING:
    from assay.governance.services import Services

__all__ = ["demo", "summary"]

HOME = Path(".assay-demo")


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Open API and console afterwards.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Empty the demo home first.")] = False,
) -> None:
    """Ingest the sample corpus into a home of its own, print what was found, open the console."""
    corpus = _corpus()
    if fresh:
        _empty(configured(home=HOME).home)
    with opened(home=HOME) as (services, settings):
        with interruptible() as cancel, progress_bar() as progress:
            report = services.ingest.run([str(corpus)], source="demo", progress=progress, cancel=cancel)
        summary(services)
        report_tables(report)
        if cancel.is_set():
            raise typer.Exit(PARTIAL)
        if serve:
            serving(services, settings)


def summary(services: Services) -> None:
    """Print the catalog in tables: files, findings, links, issues, reviews."""
    figures = services.overview()
    number = say("number")
    rows = [(say(name), key, n) for name in ("status", "modality") for key, n in figures[f"by_{name}"].items()]
    rows += [(say("level"), f"{pick(it['label'])} [{it['code']}]", it["n"]) for it in figures["by_level"]]
    rows += [(say("topic"), pick(it["label"]), it["n"]) for it in figures["by_topic"]]
    table(say("demo-files"), ("", "", number), _once(rows), right=(2,))
    groups = sorted(figures["findings_by_group"].items(), key=lambda item: -item[1])
    table(say("findings-by-group"), (say("group"), number), groups, right=(1,))
    edges, names = _best_links(services)
    columns = (say("asset"), say("evidence"), say("kind"), say("score"), say("asset"), say("evidence"))
    table(f"{say('links')}: {figures['links']}. {say('example-link')}", columns, edge_rows(edges, names), right=(3,))
    issues = services.issues.page(dataset=None, type=None, cursor=None, limit=20)
    headings = [say(name) for name in ("name", "issue", "dimension", "severity", "place")]
    table(say("issues"), headings, issue_rows(issues["items"]))
    tasks = services.review.page(state="open", cursor=None, limit=10)
    headings = [say(name) for name in ("task", "name", "proposal", "reason")]
    table(f"{say('reviews-open')}: {figures['reviews_open']}", headings, task_rows(tasks["items"]), whole=(0,))


def _once(rows: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, Any, Any]]:
    said, shown = "", []
    for heading, key, n in rows:
        shown.append(("" if heading == said else heading, key, n))
        said = heading
    return shown


def _best_links(services: Services) -> tuple[list[Mapping[str, Any]], dict[str, str]]:
    """Return the best link of each kind: one that crosses modalities, sound or picture above all, comes first."""
    best: dict[str, tuple[tuple[int, float], Mapping[str, Any]]] = {}
    nodes: dict[str, Mapping[str, Any]] = {}
    for item in services.assets.page(limit=200)["items"]:
        found = services.assets.links(item["id"], depth=1)
        nodes.update((node["id"], node) for node in found["nodes"])
        for edge in found["edges"]:
            ends = {nodes[edge["left"]]["modality"], nodes[edge["right"]]["modality"]}
            value = (len(ends) - 1 + len(ends & {"audio", "image", "video"}), float(edge["score"]))
            if edge["kind"] not in best or value > best[edge["kind"]][0]:
                best[edge["kind"]] = (value, edge)
    kinds = [kind for kind in LinkKind if kind in best]
    return [best[kind][1] for kind in kinds], {key: node["name"] for key, node in nodes.items()}


def _corpus() -> Path:
    for root in (Path.cwd(), *Path(assay.__file__).resolve().parents[1:3]):
        corpus = root / "examples" / "corpus"
        if corpus.is_dir():
            return corpus
    raise UsageError(say("no-corpus"))


def _empty(home: Path) -> None:
    if not home.exists():
        return
    from assay.governance.services.intake import HOME_MARK

    if home.is_symlink() or not (home / HOME_MARK).is_file():
        raise UsageError("the demo home is not a home of assay; it was left as it is")
    shutil.rmtree(home)
