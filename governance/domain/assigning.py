"""Rules that say who answers for what: governance fields by source and path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from assay.governance.domain.assets import GOVERNANCE_FIELDS
from assay.governance.domain.errors import UsageError

__all__ = ["Assignment", "retained_until"]

_PERIOD = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One rule: what it sets for assets of a source (by name; None: any) at a path (a `.gitignore` pattern).

    `retention` is an ISO 8601 period such as `P10Y`, counted from a file's last change.
    """

    source: str | None = None
    path: str = "**"
    fields: Mapping[str, Any] = field(default_factory=dict)
    retention: str | None = None

    def __post_init__(self) -> None:
        if set(self.fields) - set(GOVERNANCE_FIELDS):
            raise UsageError("there are no such governance fields")
        if self.retention is not None and not _PERIOD.fullmatch(self.retention):
            raise UsageError("a retention is a period such as P10Y, P18M or P90D")


def retained_until(changed: date, period: str) -> str:
    """Return the day until which something is kept that was changed on a day."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise UsageError("a retention is a period such as P10Y, P18M or P90D")
    years, months, days = (int(part or 0) for part in found.groups())
    total = changed.year * 12 + changed.month - 1 + years * 12 + months
    year, month = divmod(total, 12)
    if year > 9000:
        return "9999-12-31"
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return (date(year, month + 1, min(changed.day, last)) + timedelta(days=days)).isoformat()
