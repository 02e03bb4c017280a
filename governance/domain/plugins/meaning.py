"""What a text is about: topics, and the sets that they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

from assay.governance.domain.extraction import Segment
from assay.governance.domain.findings import Meaning, TopicScore
from assay.governance.domain.plugins.encoding import Encoder
from assay.governance.domain.taxonomy import Taxonomy

__all__ = ["MeaningReader", "Tagger", "TaxonomyLibrary"]


@runtime_checkable
class Tagger(Protocol):
    """Says which topics of a taxonomy a text is about."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["topics"]]

    def tag(
        self, segments: Sequence[Segment], taxonomy: Taxonomy | None = None, *,
        near: Mapping[str, float] | None = None, spoke: Mapping[str, int] | None = None,
    ) -> Sequence[TopicScore]:  # fmt: skip
        """Return topics above the tagger's threshold, best first; none when unsure.

        `near` is how much speaks for each topic by meaning, in logits, `spoke` the segment that says most for it.
        """
        ...

    def passages(self, segments: Sequence[Segment], taxonomy: Taxonomy | None = None) -> Sequence[TopicScore]:
        """Return each topic's strongest passage; more text never lowers a score, so grades rest on these."""
        ...


@runtime_checkable
class MeaningReader(Protocol):
    """Says what a text is about, and how sensitive it is, by what it means."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["meaning"]]

    def read(
        self, segments: Sequence[Segment], passages: Sequence[str], rows: memoryview, *,
        encoder: Encoder, taxonomy: Taxonomy,
    ) -> Meaning:  # fmt: skip
        """Read masked segments, and some passages of them with the encoder's rows: features where it gives any."""
        ...


@runtime_checkable
class TaxonomyLibrary(Protocol):
    """Keeps topic sets: the packaged ones, and those of a folder with what examples of them taught."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all topic sets."""
        ...

    def own(self, name: str) -> bool:
        """Say whether a topic set is one of the folder's, which alone can be changed."""
        ...

    def parse(self, text: str) -> Taxonomy:
        """Read a topic set from YAML; a PolicyError says what does not hold together."""
        ...

    def load(self, name: str) -> Taxonomy:
        """Return a topic set; a NotFoundError where there is none of that name."""
        ...

    def save(self, taxonomy: Taxonomy, *, as_name: str | None = None) -> Taxonomy:
        """Keep a topic set under its name, which must be `as_name` where that is given."""
        ...

    def train(self, name: str, examples: Sequence[tuple[str, str]], encoder: Encoder) -> Mapping[str, Any]:
        """Learn from pairs of masked text and topic; return what that is worth on pairs left out."""
        ...
