"""Values that were detected in one place and stand in another one where no detector saw them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from assay.governance.domain import Detection, Label, labels

__all__ = ["Echo", "Echoes"]

_HAN_RANGES = r"\u3400-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{_HAN_RANGES}]")
_IN_WORD = rf"[^\W_{_HAN_RANGES}]"
_HEAD = 2
_SHORTEST = 4
_SHORTEST_HAN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """A labelled range of a text that holds a value known from elsewhere; a `Span` for `mask_text`."""

    label: str
    start: int
    end: int


def _is_known(detection: Detection, label: Label) -> bool:
    return label.sensitive and not detection.detector.startswith("columns/")


class Echoes:
    """Finds known hidden values again, letter for letter: a name that had its context once needs none after.

    What cells of a column say of health is no such value: it may be any word, "none" among them. Values of fewer than
    four characters (two, if Chinese) are left out, for they stand in other words too. Latin letters and digits count
    only as whole words. Takes time in proportion to the text alone.
    """

    def __init__(self, detections: Iterable[Detection]) -> None:
        known = labels()
        self._labels: dict[str, str] = {}
        self._lengths: dict[str, list[int]] = {}
        for detection in detections:
            label, value = known.get(detection.label), detection.value.strip()
            shortest = _SHORTEST_HAN if _HAN.search(value) else _SHORTEST
            if len(value) >= shortest and (label is None or label.identifying or _is_known(detection, label)):
                self._labels[value] = detection.label
                lengths = self._lengths.setdefault(value[:_HEAD], [])
                if len(value) not in lengths:
                    lengths.append(len(value))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    @cached_property
    def _heads(self) -> re.Pattern[str]:
        """Where a known value may begin: its first two characters, a Latin letter or digit not inside a word."""
        followers: dict[str, str] = {}
        for head in self._lengths:
            followers[head[0]] = followers.get(head[0], "") + head[1]
        begun = [f"{re.escape(first)}(?=[{re.escape(after)}])" for first, after in followers.items()]
        first = "".join(map(re.escape, followers))
        in_words = f"(?<!{_IN_WORD})(?=[{first}])(?:{'|'.join(begun)})"
        elsewhere = rf"(?:[{_HAN_RANGES}]|\W|_)(?<=[{first}])"
        return re.compile(f"{in_words}|{elsewhere}")

    def places(self, text: str, seen: Mapping[int, int] = MappingProxyType({})) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, label) where known values stand in a text, the longest at each place.

        `seen` are the ends, by start, of what was detected there: it is passed over.
        """
        done = 0
        for match in self._heads.finditer(text) if self._labels else ():
            start = match.start()
            if start in seen:
                done = max(done, seen[start])
                continue
            for length in self._lengths.get(text[start : start + _HEAD], ()) if start >= done else ():
                value = text[start : start + length]
                if (label := self._labels.get(value)) is not None and _whole(text, start, value):
                    done = start + length
                    yield start, done, label
                    break

    def spans(self, text: str) -> tuple[Echo, ...]:
        """Return where known values stand in a text, the longest at each place, without overlaps."""
        return tuple(Echo(label=label, start=start, end=end) for start, end, label in self.places(text))


def _whole(text: str, start: int, value: str) -> bool:
    end = start + len(value)
    return not (_joined(text[start - 1 : start], value[0]) or _joined(value[-1], text[end : end + 1]))


def _joined(left: str, right: str) -> bool:
    """Say whether two neighbours belong to one word."""
    return left.isalnum() and right.isalnum() and not _HAN.match(left) and not _HAN.match(right)
