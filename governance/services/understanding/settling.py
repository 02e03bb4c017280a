"""What detectors said of one file, settled: one of two that cover the same text, equal values wherever they stand."""

from __future__ import annotations

from array import array
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assay.governance.domain import Detection, Segment, labels
from assay.governance.security import Echoes

__all__ = ["echoed", "settled"]

_NAME_GROUPS = frozenset({"person", "organization", "location", "address"})
_SURE = 0.7


def settled(found: Sequence[Detection]) -> tuple[Detection, ...]:
    """Keep the surer of two detections that cover the same text; an address may hold a place, a mail a name."""
    held: dict[int, list[Detection]] = {}
    for detection in found:
        held.setdefault(detection.segment, []).append(detection)
    return tuple(it for segment in sorted(held) for it in _apart(held.pop(segment)))


def _apart(found: Sequence[Detection]) -> list[Detection]:
    """Return detections of one segment in order, those that a surer one covers left out."""
    if all(one.start < one.end <= other.start for one, other in pairwise(found)):
        return list(found)  # as nearly all are: each was settled by the detector that saw it
    kept: list[Detection] = []
    spans: list[tuple[int, int]] = []
    for detection in sorted(found, key=_precedence):
        place = bisect(spans, (detection.start, detection.end))
        before_is_clear = place == 0 or spans[place - 1][1] <= detection.start
        after_is_clear = place == len(spans) or spans[place][0] >= detection.end
        if before_is_clear and after_is_clear:
            spans.insert(place, (detection.start, detection.end))
            kept.append(detection)
    return sorted(kept, key=lambda item: (item.start, item.label))


def _precedence(detection: Detection) -> tuple[bool, float, int, str]:
    """Put sure identifiers before names, which are told by their surroundings; then the surer, then the longer."""
    named = labels()[detection.label].group in _NAME_GROUPS or detection.score < _SURE
    return named, -detection.score, detection.start - detection.end, detection.label


def echoed(found: Sequence[Detection], segments: Sequence[Segment]) -> Iterator[Detection]:
    """Yield the values that were detected once and stand elsewhere in the same file without their context."""
    echoes, first = Echoes(_firsts(found)), dict[tuple[str, str], Detection]()
    taken: dict[int, array[int]] = {}
    hidden: dict[int, int] = {}
    known_labels = labels()
    for detection in found:
        number, start, end = detection.segment, detection.start, detection.end
        taken.setdefault(number, array("q")).extend((start, end))
        if known_labels[detection.label].hidden:
            hidden[number] = hidden.get(number, 0) + end - start
    for segment in segments:
        places = iter(taken.pop(segment.index, ()))
        if hidden.get(segment.index, 0) >= len(segment.text) - segment.text.count("\n"):
            continue  # a column of nothing but what was found, and is masked
        for start, end, label in echoes.places(segment.text, dict(zip(places, places, strict=True))):
            value = segment.text[start:end]
            first = first or {(it.label, it.value.strip()): it for it in reversed(found)}
            known = first[label, value]
            yield replace(
                known, segment=segment.index, start=start, end=end, value=value, score=known.score * 0.9,
                why="the same value as elsewhere in this file", count=1,
            )  # fmt: skip


def _firsts(found: Sequence[Detection]) -> Iterator[Detection]:
    """Yield what was found, of equal values under one label the first."""
    seen: dict[str, set[str]] = {}
    for detection in found:
        values, value = seen.setdefault(detection.label, set()), detection.value.strip()
        if value not in values:
            values.add(value)
            yield detection
