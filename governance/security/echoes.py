"""Values that were detected in one place and stand in another one where no detector saw them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assay.governance.domain import Detection, labels

__all__ = ["Echo", "Echoes"]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HEAD = 2
_SHORTEST = 4
_SHORTEST_HAN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """A labelled range of a text that holds a value known from elsewhere; a `Span` for `mask_text`."""

    label: str
    start: int
    end: int


class Echoes:
    """Finds known identifying values again, letter for letter: a name that had its context once needs none after.

    Values of fewer than four characters (two, if Chinese) are left out, for they stand in other words too.
    Latin letters and digits count only as whole words. Takes time in proportion to the text alone.
    """

    def __init__(self, detections: Iterable[Detection]) -> None:
        known = labels()
        self._values: dict[str, dict[str, str]] = {}
        for detection in detections:
            label, value = known.get(detection.label), detection.value.strip()
            shortest = _SHORTEST_HAN if _HAN.search(value) else _SHORTEST
            if len(value) >= shortest and (label is None or label.identifying):
                self._values.setdefault(value[:_HEAD], {})[value] = detection.label

    def spans(self, text: str) -> tuple[Echo, ...]:
        """Return where known values stand in a text, the longest at each place, without overlaps."""
        found: list[Echo] = []
        place = 0
        while self._values and place < len(text) - 1:
            bucket = self._values.get(text[place : place + _HEAD])
            hits = [value for value in bucket or () if text.startswith(value, place) and _whole(text, place, value)]
            if hits and bucket:
                value = max(hits, key=len)
                found.append(Echo(label=bucket[value], start=place, end=place + len(value)))
                place += len(value)
            else:
                place += 1
        return tuple(found)


def _whole(text: str, start: int, value: str) -> bool:
    end = start + len(value)
    return not (_joined(text[start - 1 : start], value[0]) or _joined(value[-1], text[end : end + 1]))


def _joined(left: str, right: str) -> bool:
    """Say whether two neighbours belong to one word."""
    return left.isalnum() and right.isalnum() and not _HAN.match(left) and not _HAN.match(right)
