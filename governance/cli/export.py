"""`assay export`: metadata out, one record an asset, masked."""

from __future__ import annotations

import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assay.governance.cli.output import data, message
from assay.governance.cli.running import opened
from assay.governance.cli.words import say
from assay.governance.domain import LOCAL_ADMIN, Modality, UsageError

__all__ = ["Form", "export"]


class Form(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


def export(
    form: Annotated[Form, typer.Option("--format", help="What it is written as.")],
    out: Annotated[str, typer.Option("-o", "--out", metavar="OUT|-", help="Where it goes; - is stdout.")] = "-",
    modality: Annotated[Modality | None, typer.Option(help="Only this modality.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    level: Annotated[str | None, typer.Option(metavar="PACK:CODE", help="Only this level.")] = None,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Only this source.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only what this owner has.")] = None,
    needs_review: Annotated[bool, typer.Option("--needs-review", help="Only what waits for a person.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON; goes with -o OUT.")] = False,
) -> None:
    """Write what is known of assets, one record each: origin, topics, levels, findings, quality, review. All masked."""
    if out == "-" and (form is Form.XLSX or as_json):
        raise UsageError("a workbook, and --json, need -o OUT")
    chosen = {
        "modality": modality.value if modality else None, "topic": topic, "level": level, "source": source,
        "owner": owner, "needs_review": needs_review or None,
    }  # fmt: skip
    given = {name: value for name, value in chosen.items() if value is not None}
    with opened() as (services, _), tempfile.TemporaryDirectory() as folder:
        path = Path(out) if out != "-" else Path(folder, "export")
        assets = services.exporting.write(path, form.value, chosen=given, actor=LOCAL_ADMIN)
        if out == "-":
            sys.stdout.write(path.read_text(encoding="utf-8-sig"))
    if as_json:
        data({"assets": assets, "format": form.value, "out": out})
    else:
        message(say("exported", assets=assets))
