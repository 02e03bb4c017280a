"""Work that goes on after the answer."""

from __future__ import annotations

from typing import Any, Literal

from assay.governance.api.answers.base import Answer

__all__ = ["Accepted", "JobState"]


class Accepted(Answer):
    """A job that was begun; `Location` says where it is followed."""

    id: str


class JobState(Answer):
    """How far a job is."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    counts: dict[str, int]
    total: int | None = None
    stage: str | None = None
    source: str | None = None
    report: dict[str, Any] | None = None
