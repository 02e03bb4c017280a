"""What there is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.mcp.answers.base import Counted, Counts, Told

__all__ = ["Overview", "Quality", "Unread"]


class Quality(Told):
    """How good the data is: shares from 0 to 1 by dimension; what could not be assessed is absent."""

    value: float | None = None
    by_dimension: dict[str, float]


class Unread(Told):
    """Why files were not read whole."""

    reason: str
    says: str
    n: int


class Overview(Told):
    """What there is, as far as the caller may see."""

    assets: int
    policy: str
    by_level: list[Counted]
    by_modality: Counts
    by_topic: list[Counted]
    by_language: Counts
    by_status: Counts
    unread: list[Unread]
    found: Annotated[Counts, Field(description="Findings by group.")]
    links: Counts
    issues: Counts
    quality: Quality
