"""Reads what a text says by its meaning, from vectors that are made for the index anyway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from assay.classifiers.meaning.safety import unsafe
from assay.classifiers.meaning.sensitivity import strongest
from assay.classifiers.meaning.topics import Passages, described, genre, head_of, near
from assay.classifiers.meaning.windows import lines, speaking
from assay.governance.domain import Encoder, Meaning, Segment, Taxonomy
from assay.models.heads import shipped

__all__ = ["MeaningReader"]

_FACETS = ("industry", "data-element")


class MeaningReader:
    """Asks the packaged heads and the descriptions of topics; see the modules beside this one for each.

    Heads speak where the encoder is the one that they were fitted to; descriptions with any encoder.
    """

    name: ClassVar[str] = "meaning"
    version: ClassVar[str] = "4"
    kind: ClassVar[Literal["meaning"]] = "meaning"

    def read(
        self, segments: Sequence[Segment], passages: Sequence[str], rows: memoryview, *,
        encoder: Encoder, taxonomy: Taxonomy,
    ) -> Meaning:  # fmt: skip
        """Return topics, facets and the strongest passages; nothing is said of a text without passages."""
        import numpy as np

        prose = lines(segments)
        safety = unsafe(segments, prose)
        if not passages:
            return Meaning(facets=tuple(safety))
        read = Passages(passages, np.frombuffer(rows, "<f4").reshape(len(passages), -1), encoder)
        facets = [*genre(read), *(facet for kind in _FACETS for facet in described(kind, read)), *safety]
        level = head_of("level", encoder)
        features: Any = getattr(encoder, "features", None)
        topics, spoke = near(read, taxonomy, head_of("topic", encoder))
        return Meaning(
            topics=topics,
            spoke=spoke,
            facets=tuple(facets),
            passages=tuple(strongest(level, shipped("gate"), speaking(prose), features)) if level else (),
        )
