"""What stands in a text and in the columns of a table, and in which language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol, runtime_checkable

from assay.governance.domain.extraction import Segment
from assay.governance.domain.findings import Detection, Facet

__all__ = ["ColumnReader", "ColumnReading", "Detector", "LanguageIdentifier"]


@runtime_checkable
class Detector(Protocol):
    """Finds sensitive entities in segments of text."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["entities"]]

    def detect(self, segments: Sequence[Segment]) -> Sequence[Detection]:
        """Return detections with offsets into each segment's text; equal spans of one label once."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnReading:
    """What tables hold, judged by column: all detections, and a facet of kind `column` for each that has a type."""

    detections: tuple[Detection, ...] = ()
    facets: tuple[Facet, ...] = ()


@runtime_checkable
class ColumnReader(Protocol):
    """Judges the columns of tables by their headers, their values and what detectors found in them."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["columns"]]

    def read(
        self, segments: Sequence[Segment], found: Sequence[Detection], filled: Mapping[int, int] | None = None
    ) -> ColumnReading:
        """Return what was found before and what the columns add; `filled` are the real numbers of cells by segment."""
        ...


@runtime_checkable
class LanguageIdentifier(Protocol):
    """Says in which language a text is."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["language"]]

    def identify(self, text: str) -> str | None:
        """Return a BCP 47 code such as `en`, `zh`, `de`; None when there is too little to say."""
        ...
