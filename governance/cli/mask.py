"""`assay mask`: write a de-identified copy, checked by reading it again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from assay.governance.cli.output import data, message
from assay.governance.cli.running import REJECTED, stateless
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN, ConflictError, Role, UsageError

__all__ = ["mask"]


def mask(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A file; - reads a text from stdin.")],
    out: Annotated[str, typer.Option("-o", "--out", metavar="OUT|-", help="Where the copy goes; - is stdout.")],
    role: Annotated[Role | None, typer.Option(help="Refuse a copy above the level that this role sees.")] = None,
    accept_unchecked: Annotated[
        bool, typer.Option("--accept-unchecked", help="Write it though names were not looked for in all of it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was masked and how it was checked.")] = False,
) -> None:
    """Write a de-identified copy of what a file says: text, tables as CSV, pages and speech as their words.

    The copy is read again; one in which anything still stands is not written, and the exit code is 1.
    """
    if file != "-" and not Path(file).exists():
        raise UsageError("no such file")
    if out != "-" and Path(out).exists() and (file != "-" and os.path.samefile(file, out)):
        raise UsageError("the copy would take the place of the file")
    with stateless() as (_, masking):
        options = {"role": role, "accept_unchecked": accept_unchecked, "actor": LOCAL_ADMIN}
        try:
            if file == "-":
                text = sys.stdin.buffer.read().decode("utf-8", "replace")
                made = masking.text(text, **options)  # type: ignore[arg-type]
            else:
                made = masking.file(Path(file), **options)  # type: ignore[arg-type]
        except ConflictError as exc:
            message(f"assay: {exc}")
            raise typer.Exit(REJECTED) from None
    copy = made.pop("text")
    if out == "-":
        sys.stdout.write(copy + "\n")
    else:
        Path(out).write_text(copy + "\n", encoding="utf-8")
    if as_json and out != "-":
        data({**made, "out": out})
    else:
        check = made["check"]
        message(
            say(
                "mask-done", masked=made["masked"], labels=", ".join(made["labels"]) or say("none"),
                before=pick(check["before"]["label"]), after=pick(check["after"]["label"]),
            )
        )  # fmt: skip
