"""Small corpora, linked the way the store does it: keys once a content, joins where a key is shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import combinations

import pytest

from assay.governance.domain import Finding, Link, Linker, Locator, Modality, Side, Sifter, Sketch, labels

Found = Callable[..., Finding]
Linked = Callable[[Linker, Sequence[Sketch]], list[Link]]


@pytest.fixture
def found() -> Found:
    def make(label: str, value: str, *, score: float = 0.95, **place: object) -> Finding:
        group = labels()[label].group
        where = Locator(**{"segment": 10, "start": 0, "end": len(value), **place})  # type: ignore[arg-type]
        return Finding(
            id=f"{label}-{value}-{where}", label=label, group=group, score=score, locator=where,
            masked=f"{value[:1]}***{value[-1:]}", value_hash=sha256(f"{group}{value}".encode()).hexdigest(),
            detector="patterns@1", why="pattern",
        )  # fmt: skip

    return make


@pytest.fixture
def content() -> Callable[..., Sketch]:
    def make(
        content_id: str, *findings: Finding, modality: Modality = Modality.DOCUMENT, text: str = "", **facts: object
    ) -> Sketch:
        lines = ((Locator(segment=0, start=0, end=len(text)), text),) if text else ()
        return Sketch(
            content_id=content_id, modality=modality, findings=findings, masked_text=text, facts=facts, lines=lines
        )

    return make


def side_of(linker: Linker, sketch: Sketch, **more: object) -> Side:
    """Return a content as a linker meets it, with the keys of that linker alone."""
    return Side(
        content_id=sketch.content_id, modality=sketch.modality, keys={linker.name: tuple(linker.keys(sketch))},
        language=sketch.language, title=sketch.title, **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def side() -> Callable[..., Side]:
    return side_of


@pytest.fixture
def linked() -> Linked:
    def run(linker: Linker, sketches: Iterable[Sketch], *, contents: int = 0) -> list[Link]:
        sketches = list(sketches)
        keys = {sketch.content_id: linker.keys(sketch) for sketch in sketches}
        holders: dict[str, set[str]] = defaultdict(set)
        for content_id, own in keys.items():
            for key in own:
                holders[key.value].add(content_id)
        pairs = {pair for those in holders.values() for pair in combinations(sorted(those), 2)}
        total = max(contents, len(keys))
        sides = {sketch.content_id: side_of(linker, sketch) for sketch in sketches}

        def often(value: str) -> int:
            return len(holders[value])

        met = [(sides[left], sides[right]) for left, right in sorted(pairs)]
        links = [linker.join(left, right, frequency=often, contents=total) for left, right in met]
        if met and isinstance(linker, Sifter):
            likely = linker.likely(met, frequency=often, contents=total)
            assert [at for at, those in enumerate(links) if those and not likely[at]] == []
        return [link for those in links for link in those]

    return run
