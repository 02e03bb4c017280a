"""What is wrong with assets, and how good they are."""

from __future__ import annotations

from typing import Any, Literal

from assay.governance.api.answers.base import Answer, Says

__all__ = ["Issue", "Scorecard"]


class Issue(Answer):
    """Something that is wrong with an asset, and how far people are with it."""

    id: str
    asset: str
    type: str
    dimension: str
    severity: str
    state: Literal["open", "assigned", "fixed", "accepted"]
    assignee: str | None = None
    note: str | None = None
    says: Says
    etag: str


class Scorecard(Answer):
    """A scorecard: values are None where nothing could be assessed, never a hundred per cent."""

    assets: int
    value: float | None
    coverage: float
    by_level: dict[str, int]
    dimensions: list[dict[str, Any]]
