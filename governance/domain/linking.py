"""Links between assets, each with evidence that opens at both ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assay.governance.domain.extraction import Modality
from assay.governance.domain.findings import Finding
from assay.governance.domain.locator import NOWHERE, Locator

__all__ = ["Evidence", "JoinKey", "Link", "LinkKind", "LinkStatus", "Sketch"]


class LinkKind(StrEnum):
    """What a link says."""

    CONTAINS = "contains"
    SAME_ENTITY = "same-entity"
    MENTIONS_DOCUMENT = "mentions-document"
    NEAR_DUPLICATE = "near-duplicate"
    SIMILAR_TO = "similar-to"


class LinkStatus(StrEnum):
    """What people said of a link."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What a linker may see of a content: no value in clear, only findings, masked text and figures.

    `masked_text` has identifiers replaced by typed placeholders. `facts` are the extraction's.
    """

    content_id: str
    modality: Modality
    findings: tuple[Finding, ...]
    masked_text: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinKey:
    """A blocking key of one content: contents that share `(linker, value)` are candidates for a link.

    `value` is a keyed hash, a band of a signature or the like. `payload` is what the linker needs at the
    join (a signature, say), opaque to the store.
    """

    linker: str
    value: str
    locator: Locator = NOWHERE
    label: str = ""
    masked: str = ""
    payload: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one end of a link rests on: a place in that asset and what stands there, masked."""

    locator: Locator
    masked: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A typed relation of two contents or assets; `left` < `right` where the kind has no direction."""

    kind: LinkKind
    left: str
    right: str
    score: float
    left_evidence: tuple[Evidence, ...]
    right_evidence: tuple[Evidence, ...]
    producer: str
    why: str
    status: LinkStatus = LinkStatus.PROPOSED
