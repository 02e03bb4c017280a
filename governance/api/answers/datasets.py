"""Data sets, how good they are, and whether they keep what they promise."""

from __future__ import annotations

from typing import Any

from assay.governance.api.answers.base import Answer
from assay.governance.api.answers.issues import Scorecard

__all__ = ["DatasetState", "Gated", "Scored"]


class DatasetState(Answer):
    """A data set: what is selected, what is promised, and how many assets fit."""

    id: str
    name: str
    description: str
    select: dict[str, Any]
    contract: dict[str, Any]
    assets: int
    etag: str


class Scored(Scorecard):
    """The scorecard of a data set."""

    dataset: str


class Gated(Answer):
    """Whether a contract is kept, promise by promise."""

    dataset: str
    assets: int
    ok: bool
    checks: list[dict[str, Any]]
