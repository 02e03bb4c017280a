"""Links a content to the documents that it calls by their title or file name, in writing or in speech."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, Side, Sketch
from assay.knowledge_graph.linkers.ends import linked

__all__ = ["NamedDocumentLinker"]

_BEARERS = 3
_SCORES = {1: 0.9, 2: 0.75, 3: 0.6}


class NamedDocumentLinker:
    """Proposes `mentions-document` where a title or file name of one content stands in the text of the other.

    The keys are those of the core, which alone may look into texts: `name` says what a content is called, `named`
    what it calls others. A name that more than three contents bear is no name.
    """

    name: ClassVar[str] = "names"
    version: ClassVar[str] = "1"

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return none: names belong to files, and are known when all files are."""
        return ()

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return a link from each content that names the other one, by the name that fewest bear."""
        return tuple(
            link
            for turned, one, two in ((False, left, right), (True, right, left))
            if (link := self._mention(one, two, frequency)) is not None and (not turned or link.left != link.right)
        )

    def _mention(self, one: Side, two: Side, frequency: Callable[[str], int]) -> Link | None:
        called = {key.value: key for key in two.of(self.name) if key.label == "name"}
        own = {key.value for key in one.of(self.name) if key.label == "name"}
        best: tuple[int, JoinKey, JoinKey] | None = None
        for key in one.of(self.name):
            name = called.get(key.value)
            if key.label != "named" or name is None or key.value in own:
                continue
            bearers = max(1, frequency(f"c{key.value[1:]}"))
            if bearers <= _BEARERS and (best is None or bearers < best[0]):
                best = bearers, key, name
        if best is None:
            return None
        bearers, key, name = best
        said = "title" if name.locator.property == "title" else "file name"
        ends = (
            (Evidence(locator=key.locator, masked=key.masked, label=""),),
            (Evidence(locator=name.locator, masked=name.masked, label=""),),
        )
        return linked(
            LinkKind.MENTIONS_DOCUMENT, one, two, _SCORES[bearers], ends, producer=f"{self.name}@{self.version}",
            why=f"its {said} stands in the other one",
        )  # fmt: skip
