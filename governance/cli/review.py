"""`assay review`: the queue and its decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, line, locator, message, table
from assay.governance.cli.running import AsJson, guarded, opened
from assay.governance.cli.words import pick, say
from assay.governance.domain import LOCAL_ADMIN, Action

__all__ = ["app", "task_rows"]

app = typer.Typer(help="The queue of open questions, and what people decide.", no_args_is_help=True)


@app.command("next")
@guarded
def next_task(
    limit: Annotated[int, typer.Option(help="How many tasks.", min=1, max=500)] = 1,
    as_json: AsJson = False,
) -> None:
    """Show the most urgent open question with its evidence."""
    with opened() as (services, _):
        items = services.review.page(state="open", cursor=None, limit=limit)["items"]
    if as_json:
        data(items)
    elif not items:
        message(say("no-reviews"))
    elif limit == 1:
        _show(items[0])
    else:
        table(
            say("reviews-open"),
            [say(it) for it in ("task", "name", "proposal", "reason")],
            task_rows(items),
            whole=(0,),
        )


@app.command()
@guarded
def decide(
    task: Annotated[str, typer.Argument(help="The task's id.")],
    action: Annotated[Action, typer.Argument(help="What to do with the proposal.")],
    code: Annotated[str | None, typer.Option(help="The level to change to.")] = None,
    reason: Annotated[str, typer.Option(help="Why; a lower level takes a reason.")] = "",
    as_json: AsJson = False,
) -> None:
    """Accept, change (with --code), reject or skip a proposal."""
    with opened() as (services, _):
        done = services.review.decide(task, action=action.value, code=code, reason=reason, etag=None, actor=LOCAL_ADMIN)
    if as_json:
        data(done)
        return
    grade = done["grade"]
    line(f"{done['decision']}  {say('level')}: {pick(grade.get('label'))} [{grade['policy']}:{grade['code']}]")


@app.command()
@guarded
def undo(
    decision: Annotated[str, typer.Argument(help="The decision's id.")],
    as_json: AsJson = False,
) -> None:
    """Take a decision back, by one more event."""
    with opened() as (services, _):
        done = services.review.undo(decision, actor=LOCAL_ADMIN)
    if as_json:
        data(done)
    else:
        message(say("decided"))


@app.command()
@guarded
def stats(as_json: AsJson = False) -> None:
    """Show how many are open and decided, and how often people agree with the machine."""
    with opened() as (services, _):
        found = services.review.stats()
    if as_json:
        data(found)
        return
    agreement = found["agreement"]
    rate = "—" if agreement.get("rate") is None else f"{agreement['rate']:.1%}"
    if agreement.get("low") is not None:
        rate += f" ({agreement['low']:.1%}–{agreement['high']:.1%})"
    rows = [(say("open"), found["open"]), (say("decided"), found["decided"]), (say("agreement"), rate)]
    table("", ("", ""), [*rows, *found["by_action"].items()], right=(1,))


def task_rows(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return one row a task."""
    return [
        (it["id"], it["name"], f"{pick(it['proposal']['label'])} [{it['policy']}:{it['proposal']['code']}]",
         "; ".join(pick(says) for says in it["says"]))
        for it in items
    ]  # fmt: skip


def _show(task: Mapping[str, Any]) -> None:
    line(f"{task['id']}  {task['name']}  ({task['modality']})")
    line(f"  {say('proposal')}: {pick(task['proposal']['label'])} [{task['policy']}:{task['proposal']['code']}]")
    for says in task["says"]:
        line(f"  {say('reason')}: {pick(says)}")
    for basis in task["basis"]:
        line(f"  {say('why')}: {basis['rule']} {pick(basis['says'])}")
    if task["findings"]:
        rows = [(it["label"], it["masked"], locator(it["locator"]), it["why"]) for it in task["findings"]]
        table("", [say(name) for name in ("label", "masked", "place", "why")], rows)
    choices = ", ".join(f"{it['code']} ({pick(it['label'])})" for it in task["choices"])
    line(f"  {' | '.join(action.value for action in Action)} --code {choices}")
