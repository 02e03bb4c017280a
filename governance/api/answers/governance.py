"""Rules that set governance fields, and what they change."""

from __future__ import annotations

from typing import Any

from assay.governance.api.answers.base import Answer

__all__ = ["Rule", "RulesApplied"]


class Rule(Answer):
    """A rule: for which source and path, and the fields that it sets beside them."""

    source: str | None = None
    path: str
    retention: str | None = None


class RulesApplied(Answer):
    """What rules change: `changes` by asset (the first of them), counts by field, and what stays as set by hand."""

    rules: list[dict[str, Any]]
    assets: int
    fields: dict[str, int]
    kept_by_hand: int
    changes: list[dict[str, Any]]
    truncated: bool
