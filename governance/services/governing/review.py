"""The queue of open questions: what is proposed and why, what a steward decided, and how often they agree."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from assay.governance.domain import (
    Action,
    Actor,
    ConflictError,
    ForbiddenError,
    Grade,
    NotFoundError,
    Permission,
    TaskState,
    UsageError,
)
from assay.governance.policy import asks
from assay.governance.services.governing.deciding import decided, publish
from assay.governance.services.grading.grading import Grading
from assay.governance.services.tagging.tagresult import basis_dict, finding_dict, grade_dict
from assay.governance.store import ReviewRecord, Store, Unit

__all__ = ["ReviewService", "interval"]

_FINDINGS = 200


class ReviewService:
    """Reads the queue and takes decisions; every decision is a new event, undo one more."""

    def __init__(self, *, store: Store, grading: Grading) -> None:
        self._store = store
        self._grading = grading
        self._skipped: dict[str, set[str]] = defaultdict(set)

    def page(self, *, state: str = "open", cursor: str | None = None, limit: int = 50) -> dict[str, Any]:
        """Return some tasks, the most urgent first.

        Raises:
            UsageError: there is no such state, or the cursor is not one of this list.
        """
        if state not in set(TaskState):
            raise UsageError("a task is open, decided or obsolete")
        with self._store.read() as db:
            page = db.reviews.page(state=TaskState(state), cursor=cursor, limit=limit)
            return {"items": [self._view(db, record) for record in page.items], "next": page.next}

    def get(self, task_id: str) -> dict[str, Any]:
        """Return one task with its evidence."""
        with self._store.read() as db:
            return self._view(db, _known(db, task_id))

    def decide(
        self,
        task_id: str,
        *,
        action: str,
        code: str | None = None,
        reason: str = "",
        etag: str | None = None,
        actor: Actor,
    ) -> dict[str, Any]:
        """Take a decision on a task; return its id, the grade that holds now and the next task.

        Raises:
            ForbiddenError: the role may not decide.
            UsageError: a change without a level, a level that the pack has not, a lowering without a reason.
            ConflictError: somebody decided before, or the task changed since it was read.
        """
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not decide")
        if action not in set(Action):
            raise UsageError("there is no such action")
        with self._store.write() as db:
            record = _known(db, task_id)
            if record.task.state is not TaskState.OPEN:
                raise ConflictError("this task is not open")
            if etag is not None and etag != record.etag:
                raise ConflictError("somebody changed this first")
            decision = decided(db, self._grading, record, Action(action), code, reason, actor)
            if decision.action is Action.SKIP:
                self._skipped[actor.name].add(record.task.asset_id)
            else:
                db.reviews.close(task_id, decision.id)
            db.decisions.append(decision, proposal=record.task.proposal)
            leading = self._grading.regrade(db, record.task.asset_id)[0]
            details = {"task": task_id, "action": action, "policy": record.task.policy, "code": decision.code}
            db.audit.append(actor, "review.decide", record.task.asset_id, details)
            if decision.action is Action.REJECT:
                self._skipped[actor.name].add(record.task.asset_id)
            publish(db, record.task.asset_id)
            return {"decision": decision.id, "grade": self._grade(leading), "next": self._next(db, actor)}

    def undo(self, decision_id: str, *, actor: Actor) -> dict[str, Any]:
        """Take a decision back, or all of a group that were taken as one; their tasks open again.

        Returns the grade that holds now (of the last one), and how many decisions were taken back.
        """
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not decide")
        with self._store.write() as db:
            ids = db.decisions.of_batch(decision_id) or (decision_id,)
            for each in ids:
                decision = db.decisions.undo(each, actor=actor.name)
                self._skipped[actor.name].discard(decision.asset_id)
                db.reviews.reopen(each)
                leading = self._grading.regrade(db, decision.asset_id)[0]
                db.audit.append(actor, "review.undo", decision.asset_id, {"decision": each})
                publish(db, decision.asset_id)
            return {"decision": decision_id, "grade": self._grade(leading), "n": len(ids)}

    def stats(self) -> dict[str, Any]:
        """Return the counts, and how often people agree with the machine, with a 95 % interval."""
        with self._store.read() as db:
            counts = db.reviews.counts()
        by_action = {action.value: counts.by_action.get(action, 0) for action in Action}
        accepted, decided = by_action["accept"], by_action["accept"] + by_action["change"] + by_action["reject"]
        low, high = interval(accepted, decided)
        agreement = {
            "accepted": accepted, "changed": by_action["change"], "n": decided,
            "rate": accepted / decided if decided else None, "low": low, "high": high,
        }  # fmt: skip
        return {"open": counts.open, "decided": counts.decided, "by_action": by_action, "agreement": agreement}

    def next(self, actor: Actor) -> dict[str, Any] | None:
        """Return the most urgent task that the actor has not passed over."""
        with self._store.read() as db:
            return self._next(db, actor)

    def _next(self, db: Unit, actor: Actor) -> dict[str, Any] | None:
        passed: list[str] = []
        for asset_id in self._skipped[actor.name]:
            record = db.reviews.open_of(asset_id, self._grading.judging.leading.id)
            if record is not None:
                passed.append(record.task.id)
        record = db.reviews.next(skip=passed)
        return self._view(db, record) if record else None

    def _grade(self, grade: Grade) -> dict[str, Any]:
        return grade_dict(grade, self._grading.judging.pack(grade.policy))

    def _view(self, db: Unit, record: ReviewRecord) -> dict[str, Any]:
        task = record.task
        asset = db.assets.get(task.asset_id)
        grade = db.grades.get(task.asset_id, task.policy)
        if asset is None or grade is None:
            raise NotFoundError("there is no such task")
        content = db.contents.get(asset.content_id) if asset.content_id else None
        findings = self._grading.evidence(db, asset.id).findings
        pack = self._grading.judging.pack(task.policy)
        verdict = grade.verdict
        deciding = {finding for basis in verdict.basis for finding in basis.findings}
        ordered = sorted(findings, key=lambda finding: finding.id not in deciding)
        known = asks()
        return {
            "id": task.id,
            "asset": asset.id,
            "name": asset.name,
            "path": asset.folder,
            "modality": content.content.modality.value if content else "other",
            "status": content.status.value if content else (asset.status.value if asset.status else "failed"),
            "policy": verdict.policy,
            "proposal": {"code": verdict.code, "rank": verdict.rank, "label": verdict.label.as_dict()},
            "current": grade_dict(grade, pack),
            "asks": list(task.reasons),
            "says": [known[code].says.as_dict() for code in task.reasons if code in known],
            "priority": task.priority,
            "state": task.state.value,
            "created_at": task.created_at.isoformat(),
            "basis": [basis_dict(basis, pack) for basis in verdict.basis],
            "findings": [finding_dict(finding) for finding in ordered[:_FINDINGS]],
            "findings_total": len(findings),
            "choices": [
                {"code": level.code, "rank": level.rank, "label": level.label.as_dict()}
                for level in sorted(pack.levels, key=lambda level: level.rank)
            ],
            "etag": record.etag,
        }


def interval(successes: int, trials: int) -> tuple[float | None, float | None]:
    """Return the Wilson score interval of a share at 95 %; None where nothing was tried."""
    if not trials:
        return None, None
    z, share = 1.959964, successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _known(db: Unit, task_id: str) -> ReviewRecord:
    record = db.reviews.get(task_id)
    if record is None:
        raise NotFoundError("there is no such task")
    return record
