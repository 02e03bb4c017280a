"""Groups of alike tasks: what one look can settle, decided as one and undone as one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
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
from assay.governance.services.tagging.tagresult import basis_dict
from assay.governance.store import ReviewRecord, Store, Unit, new_id

__all__ = ["ReviewGroups"]

_TASKS = 5_000
_AT_ONCE = 500
_NAMES = 5
_ACTIONS = frozenset({Action.ACCEPT, Action.CHANGE, Action.REJECT})


class ReviewGroups:
    """Open tasks are alike where pack, proposal, questions, deciding rules and modality are the same."""

    def __init__(self, *, store: Store, grading: Grading) -> None:
        self._store = store
        self._grading = grading

    def page(self, *, least: int = 2) -> dict[str, Any]:
        """Return the groups of at least `least` alike open tasks, the largest first, each with a few names.

        Of more than 5,000 open tasks the most urgent are grouped.
        """
        known = asks()
        with self._store.read() as db:
            items = []
            for key, members in _grouped(db).items():
                if len(members) < least:
                    continue
                record, grade, modality = members[0]
                pack = self._grading.judging.pack(record.task.policy)
                assets = db.assets.many([it.task.asset_id for it, _, _ in members[:_NAMES]])
                names = [assets[it.task.asset_id].name for it, _, _ in members[:_NAMES] if it.task.asset_id in assets]
                verdict = grade.verdict
                items.append(
                    {
                        "group": key, "n": len(members), "policy": verdict.policy, "modality": modality,
                        "proposal": {"code": verdict.code, "rank": verdict.rank, "label": verdict.label.as_dict()},
                        "asks": list(record.task.reasons),
                        "says": [known[code].says.as_dict() for code in record.task.reasons if code in known],
                        "basis": [basis_dict(basis, pack) for basis in verdict.basis],
                        "names": names,
                        "choices": [
                            {"code": level.code, "rank": level.rank, "label": level.label.as_dict()}
                            for level in sorted(pack.levels, key=lambda level: level.rank)
                        ],
                    }
                )  # fmt: skip
        return {"items": sorted(items, key=lambda item: (-item["n"], item["group"]))}

    def decide(
        self, group: str, *, action: str, code: str | None = None, reason: str = "", expect: int | None = None,
        actor: Actor,
    ) -> dict[str, Any]:  # fmt: skip
        """Decide all open tasks of a group, at most 500 at once; `decision` is the one id that undoes them all.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: there is no such group (any more).
            ConflictError: `expect` is given and the group is no longer that large.
            UsageError: as for one decision; a group cannot be skipped.
        """
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not decide")
        if action not in _ACTIONS:
            raise UsageError("a group is accepted, changed or rejected")
        with self._store.write() as db:
            members = _grouped(db).get(group)
            if members is None:
                raise NotFoundError("there is no such group")
            if expect is not None and expect != len(members):
                raise ConflictError("somebody changed this first")
            batch = new_id()
            for number, (record, _, _) in enumerate(members[:_AT_ONCE]):
                self._settle(db, record, Action(action), code, reason, actor, f"{batch}-{number:04d}")
            details = {"group": group, "action": action, "n": min(len(members), _AT_ONCE), "batch": batch}
            db.audit.append(actor, "review.bulk", "", details)
            done = min(len(members), _AT_ONCE)
            return {"decision": batch, "n": done, "left": len(members) - done}

    def _settle(
        self, db: Unit, record: ReviewRecord, action: Action, code: str | None, reason: str, actor: Actor, made: str
    ) -> None:
        decision = decided(db, self._grading, record, action, code, reason, actor, decision_id=made)
        db.reviews.close(record.task.id, decision.id)
        db.decisions.append(decision, proposal=record.task.proposal)
        self._grading.regrade(db, record.task.asset_id)
        details = {
            "task": record.task.id, "action": action.value, "policy": record.task.policy, "code": decision.code,
        }  # fmt: skip
        db.audit.append(actor, "review.decide", record.task.asset_id, details)
        publish(db, record.task.asset_id)


def _grouped(db: Unit) -> dict[str, list[tuple[ReviewRecord, Grade, str]]]:
    """Return open tasks by group, the most urgent first."""
    records = db.reviews.page(state=TaskState.OPEN, limit=_TASKS).items
    grades = {
        policy: db.grades.many([it.task.asset_id for it in records if it.task.policy == policy], policy)
        for policy in {it.task.policy for it in records}
    }
    assets = db.assets.many([it.task.asset_id for it in records])
    contents = db.contents.many({it.content_id for it in assets.values() if it.content_id})
    grouped: dict[str, list[tuple[ReviewRecord, Grade, str]]] = {}
    for record in records:
        grade = grades[record.task.policy].get(record.task.asset_id)
        asset = assets.get(record.task.asset_id)
        if grade is None or asset is None:
            continue
        content = contents.get(asset.content_id or "")
        modality = content.content.modality.value if content else "other"
        grouped.setdefault(_key(record, grade, modality), []).append((record, grade, modality))
    return grouped


def _key(record: ReviewRecord, grade: Grade, modality: str) -> str:
    rules: Sequence[str] = sorted({basis.rule for basis in grade.verdict.basis})
    alike = [record.task.policy, grade.verdict.code, sorted(record.task.reasons), rules, modality]
    return hashlib.sha256(json.dumps(alike).encode()).hexdigest()[:20]
