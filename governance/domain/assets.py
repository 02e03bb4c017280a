"""Identity: sources, versions and contents, and what people say of assets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assay.governance.domain.extraction import Modality

__all__ = ["AGES", "GOVERNANCE_FIELDS", "Content", "Source", "Version", "age_of"]

GOVERNANCE_FIELDS = (
    "owner", "department", "system", "domain", "purpose", "legal_basis", "retention_until", "recipients",
)  # fmt: skip

AGES = (("week", 7), ("month", 31), ("year", 366))
_DAY_NS = 86_400 * 1_000_000_000


def age_of(changed_ns: int, now: datetime) -> str | None:
    """Return how long ago a file was changed, in four steps; None of what has no time of its own."""
    if changed_ns <= 0:
        return None
    passed = int(now.timestamp()) * 1_000_000_000 - changed_ns
    return next((name for name, days in AGES if passed <= days * _DAY_NS), "older")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where things are: a folder, a bucket, a database; its root stands sealed in the vault."""

    id: str
    name: str
    kind: str
    root_masked: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The bytes, whatever their name: owns extraction, findings, vectors and a data key. Holds no permissions."""

    id: str
    sha256: str
    media_type: str
    modality: Modality
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of an asset: this content, seen at this time."""

    id: str
    asset_id: str
    content_id: str
    seen_at: datetime
