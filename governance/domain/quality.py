"""Findings about quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assay.governance.domain.locator import NOWHERE, Locator
from assay.governance.domain.words import Words

__all__ = ["Dimension", "Issue", "IssueState", "Severity"]


class Dimension(StrEnum):
    """The dimensions of GB/T 36344-2018, and safety beside them."""

    CONFORMITY = "conformity"
    COMPLETENESS = "completeness"
    ACCURACY = "accuracy"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"
    ACCESSIBILITY = "accessibility"
    UNIQUENESS = "uniqueness"
    SAFETY = "safety"


class Severity(StrEnum):
    """How much an issue matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class IssueState(StrEnum):
    """How far people are with an issue; `fixed` and `accepted` settle it."""

    OPEN = "open"
    ASSIGNED = "assigned"
    FIXED = "fixed"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that is wrong with a content; `type` stands in the catalogue, `measures` hold figures alone."""

    type: str
    dimension: Dimension
    severity: Severity
    says: Words
    locator: Locator = NOWHERE
    measures: Mapping[str, Any] = field(default_factory=dict)
