"""Links of one content to what is there already, found by shared keys alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from assay.governance.domain import Extraction, JoinKey, Link, Linker, Sketch
from assay.governance.services.understanding import Understood
from assay.governance.store import Unit

__all__ = ["Linking"]

_PARTNERS = 200


class Linking:
    """Runs the linkers. `version` names them all: it is the key of the stage."""

    def __init__(self, linkers: Sequence[Linker]) -> None:
        self._linkers = {linker.name: linker for linker in linkers}
        parts = sorted(f"{linker.name}@{linker.version}" for linker in linkers)
        self.version = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def keys(self, content_id: str, extraction: Extraction, understood: Understood) -> tuple[JoinKey, ...]:
        """Return the blocking keys of a content; linkers see masked text and findings, no value."""
        sketch = Sketch(
            content_id=content_id,
            modality=extraction.modality,
            findings=understood.findings,
            masked_text="\n".join(understood.masked),
            facts=extraction.facts,
        )
        return tuple(key for linker in self._linkers.values() for key in linker.keys(sketch))

    def link(self, db: Unit, content_id: str) -> int:
        """Write the links of a content to those it shares a key with; return how many there are."""
        mine = _by_linker(db.joins.of(content_id))
        contents = db.joins.contents()
        found: list[Link] = []
        for name, partners in db.joins.partners(content_id, cap=_PARTNERS).items():
            linker = self._linkers.get(name)
            if linker is None:
                continue
            for partner in partners:
                theirs = db.joins.of(partner, name)
                left, right = sorted((content_id, partner))
                sides = (mine[name], theirs) if left == content_id else (theirs, mine[name])
                frequency = partial(db.joins.frequency, linker=name)
                found.extend(linker.join(left, sides[0], right, sides[1], frequency=frequency, contents=contents))
        return len(db.links.replace(content_id, found))


def _by_linker(keys: Sequence[JoinKey]) -> dict[str, list[JoinKey]]:
    found: dict[str, list[JoinKey]] = {}
    for key in keys:
        found.setdefault(key.linker, []).append(key)
    return found
