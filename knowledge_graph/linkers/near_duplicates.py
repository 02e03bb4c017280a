"""Links contents whose masked text is nearly the same: copies, versions, and what was made from one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from assay.governance.domain import JoinKey, Link, LinkKind, Modality, Side, Sketch
from assay.knowledge_graph.linkers.ends import first_line, linked, place_of, series
from assay.knowledge_graph.linkers.identity import identity, of_others

__all__ = ["NearDuplicateLinker"]

_LEAST_CHARACTERS, _NOTE = 40, 160
_COPY = 0.8
_VERSION = 0.45
_DERIVED = 0.45
_ORIGIN = {Modality.AUDIO: 3, Modality.VIDEO: 3, Modality.IMAGE: 2, Modality.SPREADSHEET: 1}
_MADE = {
    Modality.AUDIO: "the words that are spoken", Modality.VIDEO: "the words that are spoken",
    Modality.IMAGE: "the words on the picture", Modality.SPREADSHEET: "the cells of the sheet",
}  # fmt: skip


class NearDuplicateLinker:
    """Proposes `near-duplicate`, `version-of` or `derived-from` by the estimated Jaccard similarity of shingles.

    Copies are alike by 0.8 or more. Files of one name but for marks such as *draft*, *v2* and *定稿* are versions from
    0.45 on. A text beside a recording, a picture or a sheet that holds the same words was derived from it, from 0.45
    on. A form filled in for two people is none of these: where both contents hold identifiers and share none, there
    is no link; of a note of a few lines one identifier is enough for that.
    """

    name: ClassVar[str] = "near-duplicates"
    version: ClassVar[str] = "3"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return 16 band keys, all but one bare; none for a text of under 40 letters and digits."""
        from assay.knowledge_graph.linkers.minhash import bands, compress, signature
        from assay.knowledge_graph.linkers.shingles import content_length, shingles

        length = content_length(sketch.masked_text)
        if length < _LEAST_CHARACTERS:
            return ()
        values = signature(shingles(sketch.masked_text))
        payload = compress(values) + bytes([length < _NOTE]) + identity(sketch.findings)
        place = first_line(sketch)
        first, *others = bands(values)
        return (
            JoinKey(linker=self.name, value=first, locator=place, label="text", payload=payload),
            *(JoinKey(linker=self.name, value=band) for band in others),
        )

    def likely(
        self, pairs: Sequence[tuple[Side, Side]], *, frequency: Callable[[str], int], contents: int
    ) -> Sequence[bool]:
        """Say of which pairs enough of the signatures is equal."""
        from assay.knowledge_graph.linkers.minhash import alike

        ends = ([side.of(self.name)[0].payload for side in sides] for sides in zip(*pairs, strict=True))
        return [score >= min(_COPY, _VERSION, _DERIVED) for score in alike(*ends)]

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return one link with the estimate as its score, or none; how common the bands are does not matter."""
        from assay.knowledge_graph.linkers.minhash import PERMUTATIONS, jaccard

        ours, theirs = left.of(self.name), right.of(self.name)
        if not ours or not theirs:
            return ()
        mine, other = ours[0].payload, theirs[0].payload
        ends = mine[PERMUTATIONS + 1 :], other[PERMUTATIONS + 1 :]
        note = any(it[PERMUTATIONS : PERMUTATIONS + 1] == b"\x01" for it in (mine, other))
        if of_others(*ends) or (note and left.modality is right.modality and of_others(*ends, least=1)):
            return ()
        score = jaccard(mine[:PERMUTATIONS], other[:PERMUTATIONS])
        kind, turned, why = _told(left, right, score)
        if kind is None:
            return ()
        places = (place_of(ours), place_of(theirs))
        why = f"{why}: {score:.0%} of the text is the same"
        return (
            linked(kind, left, right, score, places, producer=f"{self.name}@{self.version}", why=why, turned=turned),
        )


def _told(left: Side, right: Side, score: float) -> tuple[LinkKind | None, bool, str]:
    """Return the kind of link, whether it reads from right to left, and why."""
    rank = _ORIGIN.get(left.modality, 0), _ORIGIN.get(right.modality, 0)
    if rank[0] != rank[1] and score >= _DERIVED:
        origin = left if rank[0] > rank[1] else right
        return LinkKind.DERIVED_FROM, origin is left, f"holds {_MADE[origin.modality]}"
    if score >= _VERSION and series(left) & series(right):
        return LinkKind.VERSION_OF, False, "files of one name, of two versions"
    if score >= _COPY:
        return LinkKind.NEAR_DUPLICATE, False, "nearly the same text"
    return None, False, ""
