"""Links contents whose masked text is nearly the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, Locator, Sketch
from assay.knowledge_graph.linkers.identity import identity, of_others

__all__ = ["NearDuplicateLinker"]

_LEAST_CHARACTERS = 40
_LINKED = 0.8
_PLACE = Locator(segment=0)


class NearDuplicateLinker:
    """Proposes `near-duplicate` where the estimated Jaccard similarity of shingles is 0.8 or more.

    A form filled in for two people is no copy: when both contents hold identifiers and share none, there is no link.
    """

    name: ClassVar[str] = "near-duplicates"
    version: ClassVar[str] = "1"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return 16 band keys, or none for a text of under 40 letters and digits beside its placeholders."""
        from assay.knowledge_graph.linkers.minhash import bands, compress, signature
        from assay.knowledge_graph.linkers.shingles import content_length, shingles

        if content_length(sketch.masked_text) < _LEAST_CHARACTERS:
            return ()
        values = signature(shingles(sketch.masked_text))
        payload = compress(values) + identity(sketch.findings)
        return tuple(
            JoinKey(linker=self.name, value=band, locator=_PLACE, label="text", payload=payload)
            for band in bands(values)
        )

    def join(
        self, left: str, left_keys: Sequence[JoinKey], right: str, right_keys: Sequence[JoinKey],
        *, frequency: Callable[[str], int], contents: int,
    ) -> Sequence[Link]:  # fmt: skip
        """Return one link with the estimate as its score, or none; how common the bands are does not matter."""
        from assay.knowledge_graph.linkers.minhash import PERMUTATIONS, jaccard

        ours = next((key.payload for key in left_keys if key.linker == self.name), b"")
        theirs = next((key.payload for key in right_keys if key.linker == self.name), b"")
        if not ours or not theirs or of_others(ours[PERMUTATIONS:], theirs[PERMUTATIONS:]):
            return ()
        score = jaccard(ours[:PERMUTATIONS], theirs[:PERMUTATIONS])
        if score < _LINKED:
            return ()
        low, high = sorted((left, right))
        place = (Evidence(locator=_PLACE, label="text"),)
        return (
            Link(
                kind=LinkKind.NEAR_DUPLICATE,
                left=low,
                right=high,
                score=round(score, 4),
                left_evidence=place,
                right_evidence=place,
                producer=f"{self.name}@{self.version}",
                why=f"about {score:.0%} of the text in common",
            ),
        )
