"""What a text or a file is, and copies without what is sensitive."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from assay.governance.api.answers.base import Answer, Says

__all__ = ["Level", "MaskedCopy", "TagResult"]


class Level(Answer):
    """A grade under one pack."""

    policy: str
    code: str
    rank: int
    state: str
    label: Says
    needs_review: bool


class TagResult(Answer):
    """What was found in one text or file; `schema` is `assay.tag/1`."""

    schema_: str = Field(alias="schema")
    asset: dict[str, Any]
    status: Literal["complete", "partial", "skipped", "failed"]
    reason: str | None
    coverage: float
    checked: dict[str, str]
    sensitivity: Level
    grades: list[Level]
    topics: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    issues: list[dict[str, Any]]
    facts: dict[str, Any]
    segments: int
    governance: dict[str, Any]
    produced_by: dict[str, Any]
    etag: str | None = None


class MaskedCopy(Answer):
    """A copy without a value in clear: how many of which label were masked, and how it was checked."""

    text: str
    name: str | None = None
    masked: int
    labels: dict[str, int]
    coverage: float
    check: dict[str, Any]
