"""One decision, made of what a person says about a task; shared by the queue and by groups of it."""

from __future__ import annotations

from datetime import UTC, datetime

from assay.governance.domain import Action, Actor, Decision, NotFoundError, UsageError
from assay.governance.services.grading.grading import Grading
from assay.governance.store import ReviewRecord, Unit, new_id

__all__ = ["decided", "publish"]


def decided(
    db: Unit, grading: Grading, record: ReviewRecord, action: Action, code: str | None, reason: str, actor: Actor,
    *, decision_id: str | None = None,
) -> Decision:  # fmt: skip
    """Return the decision that an action on a task makes; nothing is written.

    Raises:
        NotFoundError: the asset has no grade under the task's pack.
        UsageError: a change without a level, a level that the pack has not, a lowering without a reason.
    """
    task = record.task
    grade = db.grades.get(task.asset_id, task.policy)
    if grade is None:
        raise NotFoundError("the asset has no grade under this pack")
    verdict, pack = grade.verdict, grading.judging.pack(task.policy)
    rank: int | None = None
    if action is Action.ACCEPT:
        code, rank = verdict.code, verdict.rank
    elif action is Action.CHANGE:
        if code is None or code not in pack.by_code:
            raise UsageError("a change names a level of the pack")
        rank = pack.level(code).rank
        if rank < verdict.rank and not reason.strip():
            raise UsageError("lowering a level needs a reason")
    else:
        code = None
    return Decision(
        id=decision_id or new_id(), asset_id=task.asset_id, policy=pack.id, action=action, code=code, rank=rank,
        fingerprint=verdict.fingerprint, actor=actor.name, at=datetime.now(UTC), reason=reason.strip(),
    )  # fmt: skip


def publish(db: Unit, asset_id: str) -> None:
    """Have the index told of an asset's new grade."""
    asset = db.assets.get(asset_id)
    if asset is not None and asset.content_id:
        db.outbox.add("index", asset.content_id, {})
