"""Open questions, and what was decided."""

from __future__ import annotations

from typing import Any

from assay.governance.api.answers.base import Answer

__all__ = ["Decided", "DecidedGroup", "ReviewTask"]


class ReviewTask(Answer):
    """An open question: the proposal, why it is asked, and its evidence, masked."""

    id: str
    asset: str
    policy: str
    proposal: dict[str, Any]
    current: dict[str, Any] | None = None
    findings: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    etag: str


class Decided(Answer):
    """What was decided, the grade that follows, and the next open question."""

    decision: str
    grade: dict[str, Any]
    next: dict[str, Any] | None = None


class DecidedGroup(Answer):
    """The one id that undoes all, how many were decided, and how many of the group are left."""

    decision: str
    n: int
    left: int
