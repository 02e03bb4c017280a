"""Blocks of table columns, read by their distinct cells: a status that stands in ten thousand rows is read once."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from assay.governance.domain import Detection, Segment

__all__ = ["Columns"]

_FEWEST = 64
_WORTH = 0.5


@dataclass(frozen=True, slots=True)
class _Block:
    """The distinct cells of a block: where each begins in the short text, and its places in the long one."""

    starts: list[int]
    lines: list[str]
    order: array[int]

    def line_of(self, start: int) -> int:
        return bisect_right(self.starts, start) - 1


class Columns:
    """Segments as detectors read them, `read`, in which long blocks of repeated cells are short ones.

    What was found in the short form is `restored` to the places of the real one, and masks are `expanded` to
    every cell. Cells are read alone, so their order and number say nothing.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self._blocks: dict[int, _Block] = {}
        self.read: tuple[Segment, ...] = tuple(map(self._short, segments))

    @property
    def filled(self) -> dict[int, int]:
        """The real numbers of filled cells of the blocks that are short ones in `read`."""
        return {index: sum(bool(block.lines[line]) for line in block.order) for index, block in self._blocks.items()}

    def _short(self, segment: Segment) -> Segment:
        if not segment.lined or segment.text.count("\n") < _FEWEST:
            return segment
        cells = segment.text.split("\n")
        numbers: dict[str, int] = {}
        order = array("I", [numbers.setdefault(cell, len(numbers)) for cell in cells])
        if len(numbers) > _WORTH * len(cells):
            return segment
        lines = list(numbers)
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        self._blocks[segment.index] = _Block(starts[:-1], lines, order)
        return replace(segment, text="\n".join(lines))

    def restored(self, found: Sequence[Detection], *, every: bool = False) -> list[Detection]:
        """Return detections at their real places: where each first stands, counted, or with `every` at each place."""
        restored: list[Detection] = []
        short: dict[int, list[Detection]] = {}
        for detection in found:
            if detection.segment in self._blocks:
                short.setdefault(detection.segment, []).append(detection)
            else:
                restored.append(detection)
        for index, detections in short.items():
            restored += self._restore(self._blocks[index], detections, every)
        return sorted(restored, key=lambda item: (item.segment, item.start, item.label)) if short else restored

    def _restore(self, block: _Block, found: Sequence[Detection], every: bool) -> Iterator[Detection]:
        sizes = [len(line) + 1 for line in block.lines]
        held: dict[int, list[Detection]] = {}
        for detection in found:
            held.setdefault(block.line_of(detection.start), []).append(detection)
        places: dict[int, list[int]] = {}
        at = 0
        for line in block.order:
            if line in held:
                places.setdefault(line, []).append(at)
            at += sizes[line]
        for line, detections in held.items():
            for detection in detections:
                start = detection.start - block.starts[line]
                end = min(detection.end - block.starts[line], len(block.lines[line]))
                value = block.lines[line][start:end]
                firsts = places[line] if every else places[line][:1]
                count = 1 if every else len(places[line])
                for place in firsts:
                    yield replace(
                        detection, start=place + start, end=place + end, value=value, count=count * detection.count
                    )

    def expanded(self, masked: Sequence[str]) -> tuple[str, ...]:
        """Return masked texts of the short segments as those of the real ones, every cell masked as its like."""
        return tuple(
            self._expand(self._blocks[segment.index], text) if segment.index in self._blocks else text
            for segment, text in zip(self.segments, masked, strict=True)
        )

    @staticmethod
    def _expand(block: _Block, masked: str) -> str:
        lines = masked.split("\n")
        if len(lines) != len(block.lines):  # a mask went over the end of a cell: nothing of the block is shown
            return "\n".join(["*"] * len(block.order))
        return "\n".join([lines[number] for number in block.order])
