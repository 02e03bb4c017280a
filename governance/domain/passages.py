"""Which segment stands where in a passage that was made of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assay.governance.domain.locator import NOWHERE, Locator

__all__ = ["Stretch", "place_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From `start` on, in code points of a passage's text, it is the text of a segment; `locator` is that segment's."""

    start: int
    segment: int
    locator: Locator = NOWHERE


def place_of(stretches: Sequence[Stretch], offset: int) -> Locator | None:
    """Return the place of the segment that holds an offset of a passage; None where nothing is known of it."""
    held = None
    for stretch in stretches:
        if held is not None and stretch.start > offset:
            break
        held = stretch
    return replace(held.locator, segment=held.segment) if held else None
