"""Which contents are looked at together: those that share a rare key, and those that lie close in meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from assay.governance.store import Unit

__all__ = ["COMMON", "MOST_CANDIDATES", "Blocks", "holders_of", "ranked", "unordered"]

MOST_CANDIDATES = 50
"""Of each content: so n contents have at most 50 n candidate pairs, whatever they hold."""

COMMON = 200
"""A key that more contents have makes no candidates."""


class Blocks:
    """Ranks the partners of contents by the keys that they share, a rare key before a common one."""

    def __init__(self) -> None:
        self._best: dict[str, tuple[str, ...]] = {}

    def prepare(self, db: Unit, content_ids: Collection[str], *, everyone: bool = False) -> None:
        """Rank the partners of many contents at once, of each once; `everyone` says that there are no others."""
        fresh = set(content_ids) - self._best.keys()
        if fresh:
            self._best.update(ranked(fresh, db.joins.shared(None if everyone else fresh, cap=COMMON).values()))

    def of(self, content_id: str) -> tuple[str, ...]:
        """Return the best partners of a content that was prepared, 50 at most, the likeliest first."""
        return self._best[content_id]


def ranked(content_ids: Collection[str], shared: Iterable[Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the best partners of contents, 50 at most of each, out of who holds each of the keys that they share."""
    scores: dict[str, dict[str, float]] = {content_id: {} for content_id in content_ids}
    for holders in shared:
        weight = 1 / (len(holders) - 1)
        for one in holders:
            own = scores.get(one)
            if own is not None:
                for other in holders:
                    own[other] = own.get(other, 0.0) + weight
    best = {}
    for content_id, own in scores.items():
        own.pop(content_id, None)
        order = sorted(own.items(), key=lambda it: (-it[1], it[0]))
        best[content_id] = tuple(other for other, _ in order[:MOST_CANDIDATES])
    return best


def holders_of(db: Unit, content_ids: Iterable[str]) -> set[str]:
    """Return who shares a key with any of these contents: what changes for them when one of these comes or goes."""
    return {holder for holders in db.joins.shared(content_ids, cap=COMMON + 1).values() for holder in holders}


def unordered(lists: Mapping[str, Iterable[str]]) -> set[tuple[str, str]]:
    """Return the pairs of a content and its partners, each once, the smaller id first."""
    return {
        (one, other) if one < other else (other, one)
        for one, others in lists.items()
        for other in others
        if one != other
    }
