"""What the machine says under a policy pack, what people decided, and the grade that follows from both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assay.governance.domain.locator import Locator
from assay.governance.domain.words import Words

__all__ = [
    "UNGRADED", "Action", "Basis", "Category", "Certainty", "Decision", "Duty", "Flag", "Grade", "GradeState",
    "PartLevel", "ReviewTask", "Standing", "TaskState", "Verdict",
]  # fmt: skip

UNGRADED = "ungraded"


class Certainty(StrEnum):
    """How sure a verdict is; rules have no probability."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNCERTAIN = "uncertain"


class GradeState(StrEnum):
    """How far people have looked at a grade."""

    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    APPROVED = "approved"


class Action(StrEnum):
    """What a steward did with a proposal."""

    ACCEPT = "accept"
    CHANGE = "change"
    REJECT = "reject"
    SKIP = "skip"


class TaskState(StrEnum):
    """Where a review task stands."""

    OPEN = "open"
    DECIDED = "decided"
    OBSOLETE = "obsolete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One reason for a level: the rule, its clause and how well its source is known, what it protects.

    `kind` says who set the rule: `law`, `standard`, or we (`own`).
    """

    rule: str
    clause: str
    evidence: str
    object: str
    degree: str
    says: Words
    findings: tuple[str, ...] = ()
    kind: str = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLevel:
    """The level of one part (a column, a sheet, an attachment, a page) under the same pack."""

    locator: Locator
    code: str
    rank: int
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the machine says: a level of one pack with its basis.

    `rank` sorts inside the pack. `candidates` are levels that only people may confirm. `fingerprint` is a
    hash over the deciding findings (labels and keyed hashes, not scores or versions): while it stays the
    same, what a person decided stays too. `asks` says why a person should look; empty when none needs to.
    """

    policy: str
    code: str
    rank: int
    label: Words
    certainty: Certainty
    basis: tuple[Basis, ...] = ()
    parts: tuple[PartLevel, ...] = ()
    candidates: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    confidence: float | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A category that a pack without levels sees in the evidence: its code, its clause, the findings that show it."""

    policy: str
    code: str
    clause: str
    evidence: str
    says: Words
    findings: tuple[str, ...] = ()
    kind: str = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """Where data belongs in a tree of a scheme: the names on the path, how sure, why, and the findings that say so."""

    scheme: str
    path: tuple[Words, ...]
    score: float
    why: Words
    explanation: Words
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a law may ask from a number of people on: facts, and a question that people answer; never a verdict."""

    id: str
    source: str
    clause: str
    evidence: str
    kind: str
    facts: Mapping[str, int]
    says: Words
    asks: Words
    explanation: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided, on which state of which asset. Append-only: undo is one more event (`undone`)."""

    id: str
    asset_id: str
    policy: str
    action: Action
    code: str | None
    rank: int | None
    fingerprint: str
    actor: str
    at: datetime
    reason: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What holds: `fold(verdict, decisions)`."""

    policy: str
    code: str
    rank: int
    label: Words
    state: GradeState
    needs_review: bool
    verdict: Verdict
    decided_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of a grade people notice when it changes, and whether what they decided still rests on the same."""

    code: str
    rank: int
    state: GradeState
    needs_review: bool
    candidates: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTask:
    """An open question for a steward: the proposal, why it is asked and how urgent it is."""

    id: str
    asset_id: str
    policy: str
    proposal: str
    reasons: tuple[str, ...]
    priority: float
    fingerprint: str
    created_at: datetime
    state: TaskState = TaskState.OPEN
    assignee: str | None = None
