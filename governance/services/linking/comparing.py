"""Comparing candidates: each linker says first which pairs are worth its while, and joins those alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from assay.governance.domain import Link, Linker, LinkKind, Side, Sifter

__all__ = ["Pair", "compared"]

Pair = tuple[str, str]
Frequency = Callable[[str, str], int]


def compared(
    linkers: Iterable[Linker], pairs: Sequence[tuple[Side, Side]], *, frequency: Frequency, contents: int,
    only: Mapping[LinkKind, Collection[Pair]] | None = None,
) -> Iterator[Link]:  # fmt: skip
    """Yield the links of pairs, those that say less than another one of the same pair left out.

    `frequency` takes a linker's name and a value. Kinds in `only` are told of the pairs named there alone.
    """
    found: dict[int, list[Link]] = {}
    for linker in linkers:
        count = partial(frequency, linker.name)
        for at in _likely(linker, pairs, count, contents):
            left, right = pairs[at]
            links = linker.join(left, right, frequency=count, contents=contents)
            if links:
                found.setdefault(at, []).extend(links)
    allowed = only or {}
    for at, links in sorted(found.items()):
        pair = pairs[at][0].content_id, pairs[at][1].content_id
        for link in _told(links):
            if link.kind not in allowed or pair in allowed[link.kind]:
                yield link


def _likely(
    linker: Linker, pairs: Sequence[tuple[Side, Side]], count: Callable[[str], int], contents: int
) -> Iterator[int]:
    """Yield where the pairs are that a linker may link: those of which it has keys on both sides, and says so."""
    name = linker.name
    some = [at for at, (left, right) in enumerate(pairs) if name in left.keys and name in right.keys]
    if not isinstance(linker, Sifter):
        yield from some
    elif some:
        said = linker.likely([pairs[at] for at in some], frequency=count, contents=contents)
        yield from (at for at, likely in zip(some, said, strict=True) if likely)


def _told(links: Sequence[Link]) -> Iterable[Link]:
    """Leave out the links of a pair that say less than another one does: a kind that another covers, a lower score."""
    covered = {kind for link in links for kind in link.kind.covers}
    best: dict[tuple[LinkKind, str], Link] = {}
    for link in links:
        known = best.get((link.kind, link.left))
        if link.kind not in covered and (known is None or link.score > known.score):
            best[link.kind, link.left] = link
    return best.values()
