"""What stands over values: contexts of segments, such as the headers of columns, and whom they speak for."""

from __future__ import annotations

import re

from assay.classifiers.batches import Batch
from assay.classifiers.identifiers.context import lowered
from assay.classifiers.identifiers.gate import WordIndex
from assay.classifiers.identifiers.specs import Spec
from assay.classifiers.normalise import View, normalise
from assay.classifiers.scanning import Buffer

__all__ = ["Headers"]

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Headers:
    """The contexts of a batch's segments in lower case, and which segments' contexts hold a detector's word."""

    def __init__(self, batch: Batch, view: View, index: WordIndex) -> None:
        self._texts = {
            place: lowered(_HUMP.sub(" ", normalise(segment.context).text))
            for place, segment in enumerate(batch.segments)
            if segment.context
        }
        said = {text: frozenset(index.places(Buffer.of(text))) for text in set(self._texts.values())}
        self._said = {place: said[text] for place, text in self._texts.items()}
        self.words: frozenset[str] = frozenset().union(*said.values())
        self._batch = batch
        # How far a position in the view may stand from its place in the raw text, at most.
        shifts = (0, *batch.view.shifts, *view.shifts) if self._texts else (0,)
        self._most, self._least = 2 * max(shifts), 2 * min(shifts)

    def of(self, place: int) -> str:
        """Return the context of one segment."""
        return self._texts.get(place, "")

    def spans(self, spec: Spec) -> list[tuple[int, int]]:
        """Return the ranges, in the view, of segments whose context speaks for a detector."""
        if self.words.isdisjoint(spec.context):
            return []
        return [
            (max(0, self._batch.starts[place] - self._most), self._end(place) - self._least)
            for place, words in self._said.items()
            if not words.isdisjoint(spec.context)
        ]

    def properties(self, spec: Spec) -> list[tuple[int, int]]:
        """Return the ranges, in the view, of properties that a detector looks into."""
        shifts = (0, *self._batch.view.shifts)
        return [
            (max(0, self._batch.starts[place] - max(shifts)), self._end(place) - min(shifts))
            for place, segment in enumerate(self._batch.segments)
            if segment.locator.property in spec.properties
        ]

    def _end(self, place: int) -> int:
        return self._batch.starts[place] + len(self._batch.segments[place].text)
