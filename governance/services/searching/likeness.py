"""What a file that somebody holds up looks, sounds and reads like; nothing of it is kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.governance.domain import (
    Bitmap,
    FileRef,
    JoinKey,
    Limits,
    Linker,
    Modality,
    Reason,
    Sandbox,
    Side,
    Sketch,
    UsageError,
    Wanted,
    open_file,
)
from assay.governance.services.searching.hits import Found
from assay.governance.services.understanding.intake import readable
from assay.governance.store import Unit

__all__ = ["Example", "Likeness"]

_HELD = ""  # before every id of a content
_TEXT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A file that was read: the beginning of its text, in clear, and its keys by linker."""

    modality: Modality
    text: str
    keys: dict[str, tuple[JoinKey, ...]]


class Likeness:
    """Reads a file in the sandbox and compares its fingerprints with those that were kept, as linkers do.

    `linkers` are those whose keys are fingerprints of pictures and sound: a picture is found scaled, recompressed or
    slightly edited, whatever profile of models is in use.
    """

    def __init__(self, *, sandbox: Sandbox, linkers: Sequence[Linker], limits: Limits) -> None:
        self._sandbox = sandbox
        self._linkers = linkers
        self._limits = limits

    def read(self, path: Path, *, name: str | None = None) -> Example:
        """Read a file.

        Raises:
            UsageError: there is no such file.
        """
        with open_file(path) as fd:
            if isinstance(fd, Reason):
                raise UsageError("there is no such file, or it cannot be opened")
            ref = FileRef(fd=fd, size=os.fstat(fd).st_size, name=readable(name or path.name))
            extraction = self._sandbox.perceive(ref, self._limits).extraction
        sketch = Sketch(
            content_id=_HELD, modality=extraction.modality, findings=(), masked_text="", facts=extraction.facts
        )
        keys = {linker.name: tuple(linker.keys(sketch)) for linker in self._linkers}
        return Example(
            modality=extraction.modality, text=extraction.text[:_TEXT].strip(),
            keys={name: own for name, own in keys.items() if own},
        )  # fmt: skip

    def drawn(self, path: Path) -> Bitmap | None:
        """Return the pixels of a picture; None where it cannot be drawn."""
        with open_file(path) as fd:
            if isinstance(fd, Reason):
                return None
            ref = FileRef(fd=fd, size=os.fstat(fd).st_size, name=path.name)
            shown = self._sandbox.show(ref, Wanted(page=1), self._limits)
        return None if isinstance(shown, Reason) else shown.picture

    def found(self, db: Unit, example: Example) -> dict[str, Found]:
        """Return the contents that have nearly the same fingerprint, best first; each rests on nothing but itself."""
        mine = Side(content_id=_HELD, modality=example.modality, keys=example.keys)
        holders = {
            content: None
            for name, keys in example.keys.items()
            for key in keys
            for content in db.joins.holders(name, key.value)
        }
        found: dict[str, Found] = {}
        for content, theirs in db.joins.of_many(holders).items():
            other = Side(content_id=content, modality=example.modality, keys=theirs)
            for linker in self._linkers:
                for link in linker.join(mine, other, frequency=lambda _: 1, contents=1):
                    place = link.right_evidence[0]
                    hit = found.setdefault(content, Found(score=round(link.score, 2), locator=place.locator))
                    if place.label not in hit.why:
                        hit.why.append(place.label)
        return dict(sorted(found.items(), key=lambda item: (-item[1].score, item[0])))
