"""Links contents that name the same thing by different names, as entities were resolved."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import ClassVar

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, Side, Sketch
from assay.knowledge_graph.linkers.ends import linked

__all__ = ["EntityLinker"]

_LINKED = 0.55
_MOST = 20
_EVIDENCE = 5
_WEIGHTS = {"organization": 0.62, "person": 0.84}


class EntityLinker:
    """Proposes `same-entity` for contents that hold one organisation or person, spelled in two ways.

    The keys are those of the core: one for each entity with several names, the name's hash as payload. A name that
    stands on both sides as it is counts elsewhere. What more than twenty contents hold links nothing.
    """

    name: ClassVar[str] = "entities"
    version: ClassVar[str] = "1"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return none: entities are known when all files are."""
        return ()

    def likely(
        self, pairs: Sequence[tuple[Side, Side]], *, frequency: Callable[[str], int], contents: int
    ) -> Sequence[bool]:
        """Say which pairs share an entity that few contents hold."""
        held: dict[str, set[str]] = {}
        for side in {it.content_id: it for pair in pairs for it in pair}.values():
            held[side.content_id] = {it.value for it in side.of(self.name) if frequency(it.value) <= _MOST}
        return [not held[left.content_id].isdisjoint(held[right.content_id]) for left, right in pairs]

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return one link over all shared entities whose names differ, or none."""
        written = {key.payload for key in left.of(self.name)} & {key.payload for key in right.of(self.name)}
        theirs = {key.value: key for key in right.of(self.name) if key.payload not in written}
        met = []
        for key in left.of(self.name):
            other = theirs.get(key.value)
            weight = _WEIGHTS.get(key.label, 0.0)
            if key.payload in written or other is None or not weight:
                continue
            holders = max(2, frequency(key.value))
            if holders <= _MOST:
                met.append((weight * (1 - 0.35 * math.log(holders / 2) / math.log(_MOST / 2)), key, other))
        met.sort(key=lambda it: (-it[0], it[1].value))
        score = 1 - math.prod(1 - weight for weight, _, _ in met)
        if score < _LINKED:
            return ()
        ends = tuple(
            tuple(Evidence(locator=it.locator, masked=it.masked, label=it.label) for it in keys[:_EVIDENCE])
            for keys in ([key for _, key, _ in met], [other for _, _, other in met])
        )
        return (
            linked(
                LinkKind.SAME_ENTITY, left, right, score, (ends[0], ends[1]),
                producer=f"{self.name}@{self.version}", why="one thing by two names",
            ),
        )  # fmt: skip
