"""A name that was found in a normalised text."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """`label` is person, organization, address or location; `why` holds our own words alone."""

    label: str
    start: int
    end: int
    score: float
    why: str
