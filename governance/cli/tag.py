"""`assay tag`: say what a file or a text holds; nothing is stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assay.governance.cli.baseline import Baseline, Seen, sarif, wanted
from assay.governance.cli.output import data, line, locator, message, table
from assay.governance.cli.running import PARTIAL, REJECTED, tagging
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN, UsageError, explain_reasons

if TYPE_CHECKING:
    from assay.governance.services.tagging.tag import TagService

__all__ = ["result_tables", "tag"]

_FACETS = ("genre", "industry", "data-element", "safety")


def tag(
    files: Annotated[list[str], typer.Argument(metavar="FILE|-…", help="Files; - reads a text from stdin.")],
    policy: Annotated[str | None, typer.Option(help="Pack whose grade leads; default: the setting.")] = None,
    taxonomy: Annotated[str | None, typer.Option(help="Topic set; default: the setting.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show values in clear.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show every rule and detector.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(help="File of findings that are known; exit code 1 when there are others.")
    ] = None,
    update: Annotated[bool, typer.Option("--update-baseline", help="Write the findings to the baseline.")] = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for code scanning.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one TagResult a line.")] = False,
) -> None:
    """Say what files or texts hold, how sensitive they are and why. Nothing is stored.

    With --baseline or --sarif, files that `.assayignore` here names are passed over.
    """
    if update and baseline is None:
        raise UsageError("--update-baseline goes with --baseline FILE")
    gated = baseline is not None or as_sarif
    files = wanted(files) if gated else files
    missing = [number for number, file in enumerate(files, 1) if file != "-" and not Path(file).exists()]
    if missing:
        raise UsageError(f"no such file: number {', '.join(map(str, missing))} of {len(files)}")
    partial = False
    known = Baseline.read(baseline) if baseline is not None and not update else Baseline()
    seen: list[Seen] = []
    with tagging() as service:
        for file, result in _results(service, files, reveal=reveal and not gated, policy=policy, taxonomy=taxonomy):
            partial |= result["status"] in ("partial", "failed")
            seen += known.judge(file, result)
            if as_json and not as_sarif:
                data(result, lines=True)
            elif not gated:
                result_tables(result, explain=explain)
    new = [it for it in seen if it.new]
    if as_sarif:
        data(sarif(seen))
    elif baseline is not None and not as_json:
        rows = [(it.file, locator(it.finding["locator"]), it.finding["label"], it.finding["masked"]) for it in new]
        if rows and not update:
            table("", [say(name) for name in ("file", "place", "label", "masked")], rows)
    if baseline is not None and update:
        Baseline.of(seen).write(baseline)
    elif baseline is not None:
        message(say("known-findings", known=len(seen) - len(new), new=len(new)))
        if new:
            raise typer.Exit(REJECTED)
    if partial:
        raise typer.Exit(PARTIAL)


def _results(service: TagService, files: list[str], **how: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in files:
        if file == "-":
            text = sys.stdin.buffer.read().decode("utf-8", "replace")
            found = service.texts([text], actor=LOCAL_ADMIN, **how)
        else:
            found = service.file(Path(file), name=None, actor=LOCAL_ADMIN, **how)
        yield from ((file, result) for result in found)


def result_tables(result: Mapping[str, Any], *, explain: bool = False) -> None:
    """Print a TagResult: the level and its reason, topics, findings with place and why, issues."""
    asset, level = result["asset"], result["sensitivity"]
    line(f"{asset.get('uri') or asset.get('title') or asset['media_type']}")
    state = "" if result["status"] == "complete" else f" ({result['status']}: {result['reason']})"
    line(f"  {say('level')}: {pick(level['label'])} [{level['policy']}:{level['code']}]{state}")
    if explain:
        _explanations(result)
    else:
        for basis in level["basis"][:3]:
            line(f"  {say('why')}: {basis['rule']} {pick(basis['says'])}")
        for grade in result["grades"]:
            line(f"  {say('level')}: {pick(grade['label'])} [{grade['policy']}:{grade['code']}]")
    if result["topics"]:
        line(f"  {say('topic')}: " + ", ".join(f"{pick(it['label'])} {it['score']:.2f}" for it in result["topics"]))
    _facets(result["facets"])
    if result["findings"] and explain:
        columns = [say("masked"), say("why"), say("detector")]
        rows = [[it.get("value") or it["masked"], pick(it["explanation"]), it["detector"]] for it in result["findings"]]
        table("", columns, rows)
    elif result["findings"]:
        columns = [say("label"), say("masked"), say("place"), say("why"), say("number"), say("score")]
        rows = [
            [it["label"], it.get("value") or it["masked"], locator(it["locator"]),
             pick(explain_reasons(it["why"])), it["count"], f"{it['score']:.2f}"]
            for it in result["findings"]
        ]  # fmt: skip
        table("", columns, rows, right=(4, 5))
    for issue in result["issues"]:
        line(f"  {say('issue')}: {pick(issue['says'])} [{issue['type']}, {issue['severity']}]")


def _facets(facets: Sequence[Mapping[str, Any]]) -> None:
    """Print what kind of text it is and what for, a line a kind; of unsafe passages where they stand, never what."""
    for kind in _FACETS:
        said = [
            f"{pick(it['label'])} {it['score']:.2f}" + (f" ({place})" if (place := locator(it["locator"])) else "")
            for it in facets
            if it["kind"] == kind
        ]
        if said:
            line(f"  {say(kind)}: " + ", ".join(said))


def _explanations(result: Mapping[str, Any]) -> None:
    """Print a sentence for every grade with one for each of its rules, for every flag, category and duty."""
    for grade in (result["sensitivity"], *result["grades"]):
        line(f"  {say('why')}: {pick(grade['explanation'])}")
        for basis in grade["basis"]:
            line(f"    {basis['rule']}: {pick(basis['explanation'])}")
    for entry in (*result["flags"], *result["categories"], *result["duties"]):
        line(f"  {pick(entry['explanation'])}")
