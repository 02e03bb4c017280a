"""Links of one content to what is there already, found by shared keys alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from assay.governance.domain import Extraction, JoinKey, Link, Linker, Sketch, ValueLinker
from assay.governance.services.crowds import Meeting, meetings
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
        partners = db.joins.partners(content_id, cap=_PARTNERS)
        found: list[Link] = []
        for name, linker in self._linkers.items():
            own = mine.get(name, [])
            met = meetings(db, content_id, linker, own) if isinstance(linker, ValueLinker) else {}
            for partner in sorted({*partners.get(name, ()), *met}):
                extra = met.get(partner, Meeting())
                ours, theirs = [*own, *extra.mine], [*db.joins.of(partner, name), *extra.theirs]
                left, right = sorted((content_id, partner))
                sides = (ours, theirs) if left == content_id else (theirs, ours)
                frequency = partial(_frequency, db, linker)
                found.extend(linker.join(left, sides[0], right, sides[1], frequency=frequency, contents=contents))
        return len(db.links.replace(content_id, found))


def _frequency(db: Unit, linker: Linker, value: str) -> int:
    """Return how many contents have a key's value, those among them that hold it in a column with many."""
    alone = db.joins.frequency(value, linker.name)
    if not isinstance(linker, ValueLinker):
        return alone
    value_hash = linker.value_of(JoinKey(linker=linker.name, value=value))
    return alone + len({holder.content_id for holder in db.values.holding([value_hash])})


def _by_linker(keys: Sequence[JoinKey]) -> dict[str, list[JoinKey]]:
    found: dict[str, list[JoinKey]] = {}
    for key in keys:
        found.setdefault(key.linker, []).append(key)
    return found
