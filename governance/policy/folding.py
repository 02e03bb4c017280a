"""What holds: the machine's verdict under what people decided. Pure; its row is written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from assay.governance.domain import Action, Basis, Decision, Grade, GradeState, Verdict, Words

__all__ = ["fold", "with_audit"]

_SETTLING = frozenset({Action.ACCEPT, Action.CHANGE})
_LOWERED = Words(
    "Lowered below the machine's level by one person; nobody else has confirmed it.",
    "由一人降至自动级别以下，尚无他人复核。",
)
_AWAITS = Words("A person proposes a lower level; a second one must agree.", "已有一人提议降级，须第二人同意。")
_REJECTED = Words("A person rejects this level without naming another.", "有人员否定该级别，但未给出其他级别。")
_CHANGED = Words(
    "The content changed since a person decided; the decision holds as a floor.",
    "人员决定后内容已变化，原决定作为下限保留。",
)


def fold(
    verdict: Verdict, decisions: Iterable[Decision], *, label_of: Callable[[str], Words], alone: bool = True
) -> Grade:
    """Return the grade that follows from a verdict and an asset's decisions.

    Decisions of other packs, undone ones and skips count for nothing; of the others the latest wins.

    - None: the verdict, proposed; it needs review when the verdict asks something.
    - Accept or change, on the same fingerprint: the decided level, reviewed, or approved where two people
      decided the same; a new model or pack version keeps it as long as the fingerprint stays.
    - A lowering (below the verdict) by one person holds when people work `alone` and the basis says so (R7);
      otherwise the verdict stands and needs review until a second person decides the same.
    - Accept or change, on another fingerprint: the higher of verdict and decision, and it needs review.
    - Reject: says the verdict is wrong and not what is right, so it never lowers. The higher of the verdict
      and any earlier decision stands, proposed, and needs review; on another fingerprint it has lapsed.

    `label_of` gives a level's words by code; `ungraded` among them.
    """
    pack = _pack(verdict.policy)
    valid = sorted(
        (
            item
            for item in decisions
            if not item.undone and _pack(item.policy) == pack and item.action is not Action.SKIP
        ),
        key=lambda item: item.at,
    )
    settled = [item for item in valid if item.action in _SETTLING and item.code is not None and item.rank is not None]
    last = valid[-1] if valid else None
    if last is not None and last.action is Action.REJECT and last.fingerprint == verdict.fingerprint:
        grade = _floor(verdict, settled[-1], label_of) if settled else _proposed(verdict)
        return _flag(replace(grade, state=GradeState.PROPOSED, needs_review=True), _REJECTED)
    if not settled:
        return _proposed(verdict)
    decision = settled[-1]
    if decision.fingerprint != verdict.fingerprint:
        return _flag(_floor(verdict, decision, label_of), _CHANGED)
    agreeing = {
        item.actor for item in settled if item.fingerprint == verdict.fingerprint and item.code == decision.code
    }
    grade = replace(_decided(verdict, decision, label_of), needs_review=False)
    if len(agreeing) > 1:
        return replace(grade, state=GradeState.APPROVED)
    if grade.rank >= verdict.rank:
        return grade
    if alone:
        return _flag(grade, _LOWERED)
    return _flag(replace(_proposed(verdict), needs_review=True), _AWAITS)


def with_audit(verdict: Verdict) -> Verdict:
    """Return the verdict with a question drawn at random beside its own."""
    return replace(verdict, asks=tuple(dict.fromkeys((*verdict.asks, "random-audit"))))


def _proposed(verdict: Verdict) -> Grade:
    return Grade(
        policy=_pack(verdict.policy),
        code=verdict.code,
        rank=verdict.rank,
        label=verdict.label,
        state=GradeState.PROPOSED,
        needs_review=bool(verdict.asks),
        verdict=verdict,
    )


def _decided(verdict: Verdict, decision: Decision, label_of: Callable[[str], Words]) -> Grade:
    code, rank = decision.code or verdict.code, verdict.rank if decision.rank is None else decision.rank
    return replace(
        _proposed(verdict),
        code=code,
        rank=rank,
        label=label_of(code),
        state=GradeState.REVIEWED,
        decided_by=decision.actor,
    )


def _floor(verdict: Verdict, decision: Decision, label_of: Callable[[str], Words]) -> Grade:
    decided = _decided(verdict, decision, label_of)
    grade = decided if decided.rank >= verdict.rank else _proposed(verdict)
    return replace(grade, needs_review=True)


def _flag(grade: Grade, says: Words) -> Grade:
    flag = Basis(rule="R7", clause="人工复核", evidence="own", object="", degree="", says=says)
    return replace(grade, verdict=replace(grade.verdict, basis=(*grade.verdict.basis, flag)))


def _pack(policy: str) -> str:
    return policy.partition("@")[0]
