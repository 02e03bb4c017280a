"""What a shared value's key carries to the join: where the value stands, and how it stands there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assay.governance.domain import Evidence, Finding, JoinKey, Locator, Modality, Sketch
from assay.knowledge_graph.linkers.strengths import Sort, Strength

__all__ = ["Bearing", "Occurrences", "bearings", "in_margin"]

_MOST = 5
_SPOKEN = frozenset({Modality.EMAIL, Modality.AUDIO, Modality.VIDEO, Modality.ARCHIVE})
_NAMES = frozenset({"name", "title", "subject"})
_HEAD_SEGMENTS = 8
_MARGIN = 0.06


class Bearing(IntEnum):
    """How a content bears a document's number: the contract itself, or a mail that speaks of it."""

    SPEAKS = 0
    HOLDS = 1
    HEADED = 2
    NAMED = 3


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All places of one value in one content, five at most, strongest first; `margin` when all are letterhead."""

    score: float
    bearing: Bearing
    margin: bool
    evidence: tuple[Evidence, ...]

    @classmethod
    def of(cls, findings: Sequence[Finding], bearing: Bearing) -> Occurrences:
        """Gather the findings of one value."""
        best = sorted(findings, key=lambda finding: (in_margin(finding.locator), -finding.score, _place(finding)))
        return cls(
            score=max(finding.score for finding in findings),
            bearing=bearing,
            margin=all(in_margin(finding.locator) for finding in findings),
            evidence=tuple(
                Evidence(locator=finding.locator, masked=finding.masked, label=finding.label)
                for finding in best[:_MOST]
            ),
        )

    def pack(self) -> bytes:
        """Return the JSON that `unpack` reads; it holds places and masked values alone."""
        places = [[item.locator.as_dict(), item.masked, item.label] for item in self.evidence]
        plain = {"s": round(self.score, 3), "b": int(self.bearing), "m": self.margin, "at": places}
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def unpack(cls, key: JoinKey) -> Occurrences:
        """Read a key's payload; a key without one stands for the place it names."""
        if not key.payload:
            alone = (Evidence(locator=key.locator, masked=key.masked, label=key.label),)
            return cls(score=1.0, bearing=Bearing.HOLDS, margin=in_margin(key.locator), evidence=alone)
        plain = json.loads(key.payload)
        return cls(
            score=plain["s"],
            bearing=Bearing(plain["b"]),
            margin=plain["m"],
            evidence=tuple(
                Evidence(locator=Locator.from_dict(place), masked=masked, label=label)
                for place, masked, label in plain["at"]
            ),
        )


def in_margin(locator: Locator) -> bool:
    """Say whether a place is a running header or footer, where letterheads and not matters are."""
    part = locator.part or ""
    if part.startswith(("header", "footer")):
        return True
    return locator.box is not None and (locator.box[3] <= _MARGIN or locator.box[1] >= 1 - _MARGIN)


def bearings(sketch: Sketch, found: Iterable[tuple[Finding, Strength]]) -> dict[str, Bearing]:
    """Say by value hash how the content bears each document number in it.

    A mail or a recording only speaks of documents. Any other content is the document whose number is in its
    name, or is the first one named near its head; the numbers after that are those of others.
    """
    numbers = [finding for finding, power in found if power.sort is Sort.DOCUMENT]
    if sketch.modality in _SPOKEN:
        return {finding.value_hash: Bearing.SPEAKS for finding in numbers}
    known = {finding.value_hash: Bearing.HOLDS for finding in numbers}
    body = [finding for finding in numbers if finding.locator.property is None]
    if body:
        first = min(body, key=_place)
        if (first.locator.segment or 0) < _HEAD_SEGMENTS and (first.locator.page or 1) == 1:
            known[first.value_hash] = Bearing.HEADED
    for finding in numbers:
        if finding.locator.property in _NAMES:
            known[finding.value_hash] = Bearing.NAMED
    return known


def _place(finding: Finding) -> tuple[int, int, int]:
    locator = finding.locator
    return locator.segment or 0, locator.row or 0, locator.start or 0
