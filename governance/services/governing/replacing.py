"""One pack in place of another: what that would change, exactly, and doing it, batch by batch."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from assay.governance.domain import Role, UsageError
from assay.governance.policy import Change, Pack, Simulation, compare, standing
from assay.governance.services.grading.grading import Grading
from assay.governance.services.ingesting.storing import JUDGE
from assay.governance.store import Store, Unit, batches

__all__ = ["Ceilings", "ceilings_in", "regrade", "trial"]

_BATCH = 500

Ceilings = Mapping[Role, tuple[str, str]]


def trial(db: Unit, grading: Grading, old: Pack, new: Pack, ceilings: Ceilings) -> dict[str, Any]:
    """Return the exact difference that applying a pack would make, from stored evidence and decisions alone.

    `access` says of each role with a ceiling in the pack how many assets it would see no longer, or newly.

    Raises:
        UsageError: a role's ceiling is a level that the new pack lacks.
    """
    held = ceilings_in(new, ceilings)
    with _uncollected():
        result = compare(_changes(db, grading, old, new))
    return {**_difference(old, new, result), "access": _access(result, old, new, held)}


def regrade(store: Store, grading: Grading, pack: Pack) -> dict[str, int]:
    """Grade every asset anew under a pack in force, 500 in a transaction; return how many are in each state."""
    with store.read() as db:
        ids = db.assets.live()
    states: Counter[str] = Counter()
    for batch in batches(ids, _BATCH):
        with store.write() as db:
            graded = grading.regrade_all(db, batch, [pack])
            contents = {it.content_id for it in db.assets.many(batch).values() if it.content_id is not None}
            for content_id in contents:
                db.stages.record(content_id, JUDGE, grading.judging.version)
        states.update(grade.state.value for grades in graded.values() for grade in grades)
    return dict(states)


def ceilings_in(new: Pack, ceilings: Ceilings) -> dict[Role, str]:
    """Return the levels of a pack up to which roles see.

    Raises:
        UsageError: the pack lacks one of them.
    """
    held = {role: code for role, (name, code) in ceilings.items() if name == new.id}
    for role, code in held.items():
        if code not in new.by_code:
            raise UsageError(f"the pack has no level {code}, up to which the role {role} sees")
    return held


def _changes(db: Unit, grading: Grading, old: Pack, new: Pack) -> Iterator[Change]:
    for batch in batches(db.assets.live(), _BATCH):
        before = db.grades.standings(batch, old.id)
        for asset_id, (grade,) in grading.graded(db, batch, [new], parts=False).items():
            if asset_id in before:
                rules = tuple(basis.rule for basis in grade.verdict.basis)
                yield Change(id=asset_id, before=before[asset_id], after=standing(grade), rules=rules)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold the collector of cycles back: what is read is many small nouns, and there is no cycle among them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _access(result: Simulation, old: Pack, new: Pack, held: Mapping[Role, str]) -> list[dict[str, Any]]:
    rows = []
    for role, code in held.items():
        was, will = old.level(code).rank if code in old.by_code else None, new.level(code).rank
        hidden = shown = 0
        for change in result.changes:
            saw, sees = was is not None and change.before.rank <= was, change.after.rank <= will
            hidden, shown = hidden + (saw and not sees), shown + (sees and not saw)
        rows.append({"role": role.value, "level": f"{new.id}:{code}", "hidden": hidden, "shown": shown})
    return rows


def _difference(old: Pack, new: Pack, result: Simulation) -> dict[str, Any]:
    return {
        "from": old.ref,
        "to": new.ref,
        "assets": result.assets,
        "changes": [
            {
                "asset": change.id, "before": change.before.code, "after": change.after.code,
                "state": change.after.state.value, "needs_review": change.after.needs_review,
                "direction": change.direction, "rules": list(change.rules),
            }
            for change in result.changes
        ],
        "levels_before": dict(result.levels_before),
        "levels_after": dict(result.levels_after),
        "asks_before": result.asks_before,
        "asks_after": result.asks_after,
        "minutes_before": result.minutes_before,
        "minutes_after": result.minutes_after,
        "reopened": result.reopened,
    }  # fmt: skip
