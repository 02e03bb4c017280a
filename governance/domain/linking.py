"""Links between assets, each with evidence that opens at both ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assay.governance.domain.extraction import Modality
from assay.governance.domain.findings import Finding
from assay.governance.domain.locator import NOWHERE, Locator

__all__ = ["Evidence", "JoinKey", "Link", "LinkKind", "LinkStatus", "Side", "Sketch"]


class LinkKind(StrEnum):
    """What a link says."""

    CONTAINS = "contains"
    ATTACHED_TO = "attached-to"
    SAME_ENTITY = "same-entity"
    MENTIONS_DOCUMENT = "mentions-document"
    SAME_EVENT = "same-event"
    DERIVED_FROM = "derived-from"
    VERSION_OF = "version-of"
    NEAR_DUPLICATE = "near-duplicate"
    TRANSLATION_OF = "translation-of"
    SIMILAR_TO = "similar-to"

    @property
    def directed(self) -> bool:
        """Whether the link reads from left to right: the left one mentions, or was made from, the right one."""
        return self in _DIRECTED

    @property
    def covers(self) -> frozenset[LinkKind]:
        """The kinds that say less than this one, and are left out beside it."""
        return _COVERS.get(self, frozenset())


_DIRECTED = frozenset({LinkKind.CONTAINS, LinkKind.ATTACHED_TO, LinkKind.MENTIONS_DOCUMENT, LinkKind.DERIVED_FROM})
_COVERS = {
    LinkKind.DERIVED_FROM: frozenset({LinkKind.VERSION_OF, LinkKind.NEAR_DUPLICATE, LinkKind.SIMILAR_TO}),
    LinkKind.VERSION_OF: frozenset({LinkKind.NEAR_DUPLICATE, LinkKind.SIMILAR_TO}),
    LinkKind.NEAR_DUPLICATE: frozenset({LinkKind.SIMILAR_TO}),
    LinkKind.TRANSLATION_OF: frozenset({LinkKind.SIMILAR_TO}),
}


class LinkStatus(StrEnum):
    """What people said of a link."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What a linker may see of a content: no value in clear, only findings, masked text and figures.

    `masked_text` has identifiers replaced by typed placeholders, and may end after two million characters; so has
    `lines`: one masked text a segment, with the segment's place. `facts` are the extraction's. `title` is masked.
    """

    content_id: str
    modality: Modality
    findings: tuple[Finding, ...]
    masked_text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[tuple[Locator, str], ...] = ()
    media_type: str = ""
    language: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinKey:
    """A blocking key of one content: contents that share `(linker, value)` are candidates for a link.

    `value` is a keyed hash, a band of a signature or the like. `payload` is what the linker needs at the
    join (a signature, say), opaque to the store. A key without a label is bare: it brings candidates together, and no
    join sees it; the first key of a linker tells what the bare ones after it would repeat.
    """

    linker: str
    value: str
    locator: Locator = NOWHERE
    label: str = ""
    masked: str = ""
    payload: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two contents that are candidates for a link, with the keys that all linkers made of it.

    `names` are the masked names of the files that hold it. `vector` is the mean of its vectors, little-endian
    float32 of length one; empty where it has none.
    """

    content_id: str
    modality: Modality
    keys: Mapping[str, tuple[JoinKey, ...]] = field(default_factory=dict)
    language: str | None = None
    names: tuple[str, ...] = ()
    title: str | None = None
    vector: bytes = b""

    def of(self, linker: str) -> tuple[JoinKey, ...]:
        """Return the keys of one linker."""
        return self.keys.get(linker, ())


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
