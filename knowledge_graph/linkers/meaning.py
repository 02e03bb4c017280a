"""Links contents that lie close in meaning: translations of one another, and what is merely alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from assay.governance.domain import JoinKey, Link, LinkKind, Modality, Side, Sketch
from assay.knowledge_graph.linkers.ends import first_line, linked, place_of
from assay.knowledge_graph.linkers.figures import LENGTH, figures, may_render
from assay.knowledge_graph.linkers.identity import identity, of_others

__all__ = ["MeaningLinker"]

_TRANSLATION = 0.62
_ALIKE = 0.85
_PAIRS = 4_096
_ROUNDING = 1e-3
_SPOKEN = frozenset({Modality.EMAIL, Modality.AUDIO, Modality.VIDEO})


class MeaningLinker:
    """Proposes `translation-of` for texts of two languages that say the same, and `similar-to` for texts of one.

    Both rest on the cosine of mean vectors; which contents are compared is the core's, which looks at the nearest
    alone. Two texts that hold different document numbers are no translations, nor are two whose figures have none in
    common or of which one is a line or two; and mails and talks are not translated.
    """

    name: ClassVar[str] = "meaning"
    version: ClassVar[str] = "2"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return one key that no other content has: where the text begins, and of whom it is."""
        if not sketch.masked_text.strip():
            return ()
        payload = figures(sketch.masked_text) + identity(sketch.findings)
        value = f"at:{sketch.content_id}"
        return (JoinKey(linker=self.name, value=value, locator=first_line(sketch), label="text", payload=payload),)

    def likely(
        self, pairs: Sequence[tuple[Side, Side]], *, frequency: Callable[[str], int], contents: int
    ) -> Sequence[bool]:
        """Say of which pairs the vectors lie close enough."""
        import numpy as np

        least = min(_TRANSLATION, _ALIKE)
        vectors = {side.content_id: side.vector for pair in pairs for side in pair}
        width = max(map(len, vectors.values()))
        rows = np.frombuffer(b"".join(it or bytes(width) for it in vectors.values()), "<f4").reshape(len(vectors), -1)
        places = {content_id: at for at, content_id in enumerate(vectors)}
        said: list[bool] = []
        for start in range(0, len(pairs), _PAIRS):
            some = [[places[side.content_id] for side in pair] for pair in pairs[start : start + _PAIRS]]
            ours, theirs = np.array(some).T
            said += (np.einsum("ij,ij->i", rows[ours], rows[theirs]) >= least - _ROUNDING).tolist()
        return said

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return at most one link, scored by the cosine."""
        import numpy as np

        ours, theirs = left.of(self.name), right.of(self.name)
        if not (left.vector and right.vector and ours and theirs):
            return ()
        one, two = ours[0].payload, theirs[0].payload
        if of_others(one[LENGTH:], two[LENGTH:]):
            return ()
        cosine = float(np.frombuffer(left.vector, "<f4") @ np.frombuffer(right.vector, "<f4"))
        other_tongue = bool(left.language and right.language and left.language != right.language)
        if other_tongue and ({left.modality, right.modality} & _SPOKEN or not may_render(one, two)):
            return ()
        if cosine < (_TRANSLATION if other_tongue else _ALIKE):
            return ()
        kind, why = (
            (LinkKind.TRANSLATION_OF, "says the same in another language")
            if other_tongue
            else (LinkKind.SIMILAR_TO, "close in meaning")
        )
        return (
            linked(
                kind, left, right, cosine, (place_of(ours), place_of(theirs)),
                producer=f"{self.name}@{self.version}", why=why,
            ),
        )  # fmt: skip
