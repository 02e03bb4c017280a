"""The two ends of a link: which comes first, and where each opens."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assay.governance.domain import NOWHERE, Evidence, JoinKey, Link, LinkKind, Locator, Side, Sketch

__all__ = ["first_line", "linked", "place_of", "series"]

_MARKS = re.compile(
    r"(?:^|[\s_.()（）\-]+)(?:draft|final|copy|old|new|review(?:ed)?|amended|rev(?:ision)?\s?\d*|v(?:er(?:sion)?)?\s?\d+(?:\.\d+)*|signed|clean|\(\d{1,2}\)|"
    r"20\d{2}[-_.]?\d{2}[-_.]?\d{2})(?=$|[\s_.()（）\-]+)|草稿|定稿|终稿|初稿|修订稿|修订版|副本|审阅稿|修改稿|最终版|第?[一二三四五六七八九\d]+版"
)
_BETWEEN = re.compile(r"[\s_.()（）\-]+")


def first_line(sketch: Sketch) -> Locator:
    """Return the place of the first line of a content that is no property; all of it where there is none."""
    body = (place for place, text in sketch.lines if place.property is None and text.strip())
    return next(body, next((place for place, _ in sketch.lines), NOWHERE))


def place_of(keys: Sequence[JoinKey]) -> tuple[Evidence, ...]:
    """Return the place that a content's keys name, as evidence."""
    return (Evidence(locator=keys[0].locator if keys else NOWHERE, masked="", label=keys[0].label if keys else ""),)


def linked(
    kind: LinkKind, left: Side, right: Side, score: float, ends: tuple[Sequence[Evidence], Sequence[Evidence]],
    *, producer: str, why: str, turned: bool = False,
) -> Link:  # fmt: skip
    """Return a link from `left` to `right`, or the other way round where `turned`; evidence goes with its end."""
    one, two = (right, left) if turned else (left, right)
    here, there = (ends[1], ends[0]) if turned else ends
    return Link(
        kind=kind, left=one.content_id, right=two.content_id, score=round(min(1.0, score), 4),
        left_evidence=tuple(here), right_evidence=tuple(there), producer=producer, why=why,
    )  # fmt: skip


def series(side: Side) -> frozenset[str]:
    """Return the names of a content without endings and marks of a version: drafts and finals have one in common."""
    stems = {name.rpartition(".")[0] or name for name in side.names}
    bare = {_BETWEEN.sub(" ", _MARKS.sub(" ", _BETWEEN.sub(" ", stem.lower()))).strip() for stem in stems}
    return frozenset(it for it in bare if len(it) >= 2)
