"""Batches without padding: rows of one length together, so that nothing depends on what a row is read with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["alike"]


def alike(lengths: Sequence[int], *, most: int) -> Iterator[list[int]]:
    """Yield the places of equal lengths, shortest first, up to `most` cells together, at least one row."""
    places: dict[int, list[int]] = {}
    for place, length in enumerate(lengths):
        places.setdefault(length, []).append(place)
    for length, some in sorted(places.items()):
        rows = max(1, most // length)
        yield from (some[start : start + rows] for start in range(0, len(some), rows))
