"""Links pictures that look the same though their bytes differ: scaled, recompressed, slightly edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any, ClassVar

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, Locator, Side, Sketch
from assay.knowledge_graph.linkers.ends import linked
from assay.knowledge_graph.linkers.identity import identity, of_others

__all__ = ["SimilarImageLinker"]

_BITS = 64
_FARTHEST = 6
_LEAST_MIXED = 8
_WHOLE = Locator(box=(0.0, 0.0, 1.0, 1.0))


class SimilarImageLinker:
    """Proposes `near-duplicate` for pictures whose difference hashes (`facts["dhash"]`) differ in 6 bits or fewer.

    Six flipped bits leave at least two of eight bytes whole, so a key for each pair of bytes misses no pair and
    collides but once in 65,536. Pictures of one shade or one gradient (8 bits or fewer set, or unset) have no key.
    """

    name: ClassVar[str] = "similar-images"
    version: ClassVar[str] = "2"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return 28 keys, one for each pair of the hash's bytes, all but one bare; none without a telling hash."""
        value = _dhash(sketch.facts.get("dhash"))
        if value is None or not _LEAST_MIXED < value.bit_count() < _BITS - _LEAST_MIXED:
            return ()
        packed = value.to_bytes(8, "big")
        payload = packed + identity(sketch.findings)
        first, *others = (f"{one}{two}:{packed[one]:02x}{packed[two]:02x}" for one, two in combinations(range(8), 2))
        return (
            JoinKey(linker=self.name, value=first, locator=_WHOLE, label="picture", payload=payload),
            *(JoinKey(linker=self.name, value=value) for value in others),
        )

    def likely(
        self, pairs: Sequence[tuple[Side, Side]], *, frequency: Callable[[str], int], contents: int
    ) -> Sequence[bool]:
        """Say of which pairs the hashes differ in few bits."""
        ends = ((left.of(self.name)[0].payload, right.of(self.name)[0].payload) for left, right in pairs)
        return [_apart(ours, theirs) <= _FARTHEST for ours, theirs in ends]

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return one link scored by the share of equal bits, or none."""
        ours = next((key.payload for key in left.of(self.name)), b"")
        theirs = next((key.payload for key in right.of(self.name)), b"")
        if not ours or not theirs or of_others(ours[8:], theirs[8:]):
            return ()
        apart = _apart(ours, theirs)
        if apart > _FARTHEST:
            return ()
        place = (Evidence(locator=_WHOLE, label="picture"),)
        return (
            linked(
                LinkKind.NEAR_DUPLICATE, left, right, 1 - apart / _BITS, (place, place),
                producer=f"{self.name}@{self.version}",
                why=f"pictures look the same: {apart} of 64 bits of their difference hashes differ",
            ),
        )  # fmt: skip


def _apart(ours: bytes, theirs: bytes) -> int:
    return (int.from_bytes(ours[:8], "big") ^ int.from_bytes(theirs[:8], "big")).bit_count()


def _dhash(fact: Any) -> int | None:
    """Read a 64-bit hash: 16 hexadecimal digits or a number."""
    if isinstance(fact, int) and not isinstance(fact, bool) and 0 <= fact < 1 << _BITS:
        return fact
    if isinstance(fact, str) and len(fact) == 16:
        try:
            return int(fact, 16)
        except ValueError:
            return None
    return None
