"""`assay ingest`: scan in place."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assay.governance.cli.output import console, data, duration, line, message, size, table
from assay.governance.cli.running import PARTIAL, opened
from assay.governance.cli.words import pick, say
from assay.governance.domain import Status, UsageError

if TYPE_CHECKING:
    from assay.governance.services import Progress, RunReport

__all__ = ["ingest", "interruptible", "progress_bar", "report_tables"]

_STAGES = ("perceive", "understand", "keys", "embed", "judge", "link")


class Engine(StrEnum):
    """What reads files: this machine's workers. Others are not built in."""

    LOCAL = "local"


def ingest(
    uris: Annotated[list[str], typer.Argument(metavar="URI…", help="Files and folders, read where they are.")],
    source: Annotated[str | None, typer.Option(help="Name of the source; default: the place itself.")] = None,
    workers: Annotated[int | None, typer.Option(help="Files read at the same time.", min=1, max=64)] = None,
    engine: Annotated[Engine, typer.Option(help="What the files are read by.")] = Engine.LOCAL,
    watch: Annotated[bool, typer.Option("--watch", help="Go on looking for changes until Ctrl-C.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two looks of --watch.", min=0.2, max=86_400)] = 10.0,
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what it would take; a few files are read, nothing is stored.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Read, grade and link files where they are. Resumable; a second run does only what changed.

    What `.assayignore` in the folder names is left out. Exit code 3 when some files could not be read whole; they are
    listed with the reason.
    """
    if plan and watch:
        raise UsageError("--plan reads nothing, so there is nothing to watch")
    if plan:
        _plan(uris, workers=workers, as_json=as_json)
        return
    places = _places(uris)
    with opened(workers=workers) as (services, _), interruptible() as cancel:
        while True:
            stamp = services.ingest.look(places, source=source) if watch else ""
            with progress_bar() as progress:
                report = services.ingest.run(places, source=source, progress=progress, cancel=cancel)
            data(report, lines=watch) if as_json else report_tables(report)
            sys.stdout.flush()
            if not watch or cancel.is_set():
                break
            message(say("watching", seconds=every))
            while services.ingest.look(places, source=source) == stamp and not cancel.wait(every):
                pass
            if cancel.is_set():
                break
    if report.state == "cancelled":
        message(f"assay: {say('stopped')}")
    if report.unread or report.state == "cancelled":
        raise typer.Exit(PARTIAL)


def _places(uris: list[str]) -> list[str]:
    return [uri if "://" in uri else str(Path(uri).absolute()) for uri in uris]


def _plan(uris: list[str], *, workers: int | None, as_json: bool) -> None:
    with opened(workers=workers) as (services, _):
        told = services.planner.plan(_places(uris))
    if as_json:
        data(told)
        return
    rows = [
        (it["suffix"] or "—", it["modality"] or "", it["files"], size(it["bytes"]), _known(it["pages_to_ocr"]),
         _known(it["seconds"]))
        for it in told["kinds"]
    ]  # fmt: skip
    heads = ("suffix", "modality", "files", "size", "pages-to-ocr", "seconds")
    table("", [say(name) for name in heads], rows, right=(2, 3, 4, 5))
    line(say("plan-files", files=told["files"], read=told["to_read"], unchanged=told["unchanged"]))
    if told["hours"] is None:
        line(say("plan-unknown"))
        return
    line(
        say(
            "plan-cost", time=duration(told["hours"] * 3600), workers=told["workers"], disk=size(told["disk_bytes"]),
            pages=told["pages_to_ocr"], sampled=told["sampled"],
        )
    )  # fmt: skip


def _known(figure: float | None) -> str:
    return "" if figure is None else f"{figure:g}"


def report_tables(report: RunReport) -> None:
    """Print what a run did, and every file that was not read whole with its reason."""
    if report.unread:
        rows = [(it.name, say(f"status-{it.status.value}"), it.reason.value, pick(it.says)) for it in report.unread]
        table(say("unread"), (say("file"), say("status"), say("reason"), ""), rows)
    counts = _ended(report.by_status)
    assets = sum(report.by_status.values())
    told = say("ingested", files=report.files, assets=assets, seconds=report.seconds)
    line(told + (f": {counts}" if counts else ""))
    run = sum(report.stages_run.values())
    names = ", ".join(f"{say(f'stage-{it}')} {n}" for it in _STAGES if (n := report.stages_run.get(it)))
    line(say("stages", run=run) + (f" ({names})" if names else "") + f", {say('cached', cached=report.stages_cached)}")
    line(say("links-made", links=report.links, tasks=report.tasks))


def _ended(by_status: Mapping[str, int]) -> str:
    return ", ".join(f"{say(f'status-{it}')} {by_status[it]}" for it in Status if by_status.get(it))


@contextlib.contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C sets; the second one interrupts."""
    cancel = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        message(say("stopping"))

    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Give what shows progress on stderr: a bar on a terminal, a line every hundred files elsewhere."""
    if not sys.stderr.isatty():
        yield _spoken()
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns: tuple[Any, ...] = (
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[ended]}", markup=False),
    )  # fmt: skip
    with Progress(*columns, console=console(sys.stderr), transient=True) as bar:
        task = bar.add_task(say("read"), total=None, ended="")

        def show(now: Any) -> None:
            ended = _ended(now.by_status)
            bar.update(task, description=say(now.stage), completed=now.done, total=now.total, ended=ended)

        yield show


def _spoken() -> Callable[[Any], None]:
    said: tuple[str, int] | None = None

    def show(now: Any) -> None:
        nonlocal said
        if (now.stage, now.done // 100) != said:
            said = (now.stage, now.done // 100)
            message(f"{say(now.stage)} {now.done}/{now.total}")

    return show
