"""The order of a link's ends, and one link where several say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assay.governance.domain import Link, LinkKind

__all__ = ["DIRECTED", "dedupe", "ordered"]

DIRECTED = frozenset({LinkKind.CONTAINS, LinkKind.MENTIONS_DOCUMENT})
"""Kinds that read from left to right: the left one contains, or mentions, the right one."""


def ordered(link: Link) -> Link:
    """Return the link with `left` < `right` where its kind has no direction; evidence goes with its end."""
    if link.kind in DIRECTED or link.left <= link.right:
        return link
    return replace(
        link,
        left=link.right,
        right=link.left,
        left_evidence=link.right_evidence,
        right_evidence=link.left_evidence,
    )


def dedupe(links: Iterable[Link]) -> tuple[Link, ...]:
    """Order the links' ends, leave out loops, and keep of those with equal ends, kind and producer the strongest."""
    best: dict[tuple[str, str, str, str], Link] = {}
    for link in map(ordered, links):
        key = (link.left, link.right, link.kind.value, link.producer)
        if link.left != link.right and (key not in best or link.score > best[key].score):
            best[key] = link
    return tuple(best[key] for key in sorted(best))
