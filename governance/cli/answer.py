"""`assay answer`: what the files say to a question, as quotations with their places."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from assay.governance.cli.output import data, line, locator, message, short
from assay.governance.cli.running import opened
from assay.governance.cli.words import pick
from assay.governance.domain import LOCAL_ADMIN

__all__ = ["answer"]


def answer(
    question: Annotated[str, typer.Argument(help="The question, or - to read it from stdin.")],
    max_level: Annotated[
        str | None, typer.Option(metavar="PACK:CODE", help="Nothing above this level is read or cited.")
    ] = None,
    budget: Annotated[
        int, typer.Option(help="About how many tokens all passages may have.", min=50, max=32_000)
    ] = 1_500,
    passages: Annotated[int, typer.Option(help="Most passages.", min=1, max=20)] = 6,
    as_user: Annotated[
        str | None, typer.Option("--as", metavar="USER", help="Only what this user (or `group:NAME`) may see.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Answer a question with cited, masked passages; say so where nothing that may be seen answers it."""
    if question == "-":
        question = sys.stdin.readline().strip()
    with opened() as (services, _):
        told = services.answers.ask(
            question, passages=passages, budget=budget, max_level=max_level, as_user=as_user, actor=LOCAL_ADMIN
        )
    if as_json:
        data(told)
        return
    if told["status"] == "abstained":
        message(pick(told["says"]))
        return
    if told["answer"]:
        line(f"{short(told['answer']['text'], 600)} [{told['answer']['passage']}]")
        line()
    for it in told["passages"]:
        level = pick((it["sensitivity"] or {}).get("label"))
        line(f"[{it['passage']}] {it['name']}  {locator(it['locator'])}  {level}  {it['score']:.2f}")
        line(f"    {short(it['text'], 400)}")
