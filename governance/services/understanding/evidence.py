"""Detections to findings: masked, hashed and placed; of a column with many values a few, and one for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assay.governance.domain import Detection, Finding, Label, Locator, Segment, ValueSet, labels
from assay.governance.security import Keyring, keyed_hash, mask_value

__all__ = ["FindingMaker"]

_ALONE = 200
_EXAMPLES = 20
_ALWAYS_MASKED = frozenset({"url"})  # it may say who calls it
_SHOWN = 80

Key = tuple[object, ...]


@dataclass(slots=True)
class _Held:
    """What one column holds of one kind: in order, each value's first, and how often it stands there once more.

    `told` is how many of its values have been looked at again to be told.
    """

    found: list[Detection] = field(default_factory=list)
    first: dict[str, Detection] = field(default_factory=dict)
    more: dict[str, int] = field(default_factory=dict)
    told: int = 0

    def add(self, detection: Detection) -> None:
        self.found.append(detection)
        if self.first.setdefault(detection.normal, detection) is not detection:
            self.more[detection.normal] = self.more.get(detection.normal, 0) + detection.count


class FindingMaker:
    """Makes findings; `masked_place` masks the words of a Locator where they identify somebody."""

    def __init__(self, keyring: Keyring, masked_place: Callable[[Locator], Locator]) -> None:
        self._keyring = keyring
        self._masked_place = masked_place

    def make(
        self, content_id: str, detections: Sequence[Detection], segments: Sequence[Segment]
    ) -> tuple[tuple[Detection, ...], tuple[Finding, ...]]:
        """Return detections and findings side by side; `content_id` makes the findings' ids stable.

        Each value of a column has one finding, at its first place. More than 200 values of one kind in one column
        become 20 findings, and one whose `values` are all of them.
        """
        columns: dict[Key, _Held] = {}
        of_column: list[_Held | None] = []
        for detection in detections:
            segment = segments[detection.segment]
            held = columns.setdefault(_column(detection, segment), _Held()) if segment.lined else None
            of_column.append(held)
            if held is not None:
                held.add(detection)
        made: list[tuple[Detection, Finding]] = []
        for detection, held in zip(detections, of_column, strict=True):
            segment = segments[detection.segment]
            if held is None:
                made.append((detection, self.one(content_id, detection, segment)))
                continue
            if held.first[detection.normal] is not detection:  # a value has one finding a column, at its first place
                continue
            held.told += 1
            if len(held.first) > _ALONE and held.told == 1:
                made.append((detection, self._crowd(content_id, held.found, segments)))
            if len(held.first) <= _ALONE or held.told <= _EXAMPLES:
                count = detection.count + held.more.get(detection.normal, 0)
                counted = replace(detection, count=count) if count != detection.count else detection
                made.append((detection, self.one(content_id, counted, segment)))
        return tuple(detection for detection, _ in made), tuple(finding for _, finding in made)

    def one(self, content_id: str, detection: Detection, segment: Segment) -> Finding:
        """Return the finding of one detection, at its place."""
        value_hash = self._hash(detection)
        return self._finding(content_id, detection, segment.locate(detection.start, detection.end), value_hash)

    def _crowd(self, content_id: str, found: Sequence[Detection], segments: Sequence[Segment]) -> Finding:
        """Return the finding that stands for a whole column."""
        found = sorted(found, key=lambda it: (it.segment, it.start))
        values = ValueSet.of((self._hash(detection), row) for detection, row in _rows(found, segments))
        whole = values.prefix + hashlib.sha256(values.data).hexdigest()
        first = segments[found[0].segment].locator
        finding = self._finding(content_id, found[0], replace(first, row=None), whole)
        return replace(finding, count=sum(detection.count for detection in found), values=values)

    def _hash(self, detection: Detection) -> str:
        return keyed_hash(self._keyring, labels()[detection.label].group, detection.normal)

    def _finding(self, content_id: str, detection: Detection, locator: Locator, value_hash: str) -> Finding:
        label = labels()[detection.label]
        key = repr((content_id, detection.label, sorted(locator.as_dict().items()), value_hash))
        return Finding(
            id=hashlib.sha256(key.encode()).hexdigest()[:20],
            label=label.id,
            group=label.group,
            score=detection.score,
            locator=self._masked_place(locator),
            masked=_shown(label, detection.value),
            value_hash=value_hash,
            detector=detection.detector,
            why=detection.why,
            subject=detection.subject,
            count=detection.count,
        )


def _column(detection: Detection, segment: Segment) -> Key:
    """Return what the findings that one may stand for have in common: all that a policy may ask of them."""
    place = segment.locator
    return (
        place.member, place.part, place.sheet, place.page, place.column, detection.label, detection.score,
        detection.detector, detection.why, detection.subject,
    )  # fmt: skip


def _rows(found: Sequence[Detection], segments: Sequence[Segment]) -> Iterator[tuple[Detection, int]]:
    """Yield detections with their rows; line ends are counted once, from one detection to the next."""
    at = segment = row = -1
    for detection in found:
        block = segments[detection.segment]
        if detection.segment != segment or detection.start < at:
            segment, at, row = detection.segment, 0, block.locator.row or 1
        row += block.text.count("\n", at, detection.start)
        at = detection.start
        yield detection, row


def _shown(label: Label, value: str) -> str:
    """Return what a finding shows: a mask, or the value of what is hidden nowhere (a contract, a firm)."""
    if label.hidden or label.group in _ALWAYS_MASKED or len(value) > _SHOWN:
        return mask_value(label.id, value)
    return " ".join(value.split())
