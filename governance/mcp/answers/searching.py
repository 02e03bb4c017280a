"""What is found, and what may be cited."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assay.governance.mcp.answers.base import Facets, Level, Next, Told, ToMachines

__all__ = ["Answered", "Best", "Found", "Hit", "LinkedHit", "Passage"]


class Hit(Told):
    """An asset that was found: where it says so, and what spoke for it."""

    asset: str
    name: str
    path: str | None = None
    modality: str
    level: Level | None = None
    snippet: str
    place: str | None = None
    score: float
    why: list[str]
    copies: int | None = None
    speaks_to_machines: ToMachines = None


class LinkedHit(Told):
    """An asset that is linked to a hit."""

    asset: str
    name: str
    modality: str
    level: Level | None = None
    kind: str
    score: float
    via: str
    why: str


class Found(Told):
    """Hits, best first; facets count all that the caller may see."""

    total: int
    hits: list[Hit]
    facets: Facets = None
    linked: list[LinkedHit] | None = None
    also: Annotated[list[str] | None, Field(description="Other names that were looked for as well.")] = None
    next: Next = None


class Passage(Told):
    """A quotation: cite it by file and place."""

    passage: int
    asset: str
    name: str
    place: str | None = None
    level: Level | None = None
    text: str
    score: float
    speaks_to_machines: ToMachines = None


class Best(Told):
    """The sentence that answers best, as it stands."""

    passage: int
    text: str


class Answered(Told):
    """Passages to cite, or why there are none."""

    status: Literal["answered", "abstained"]
    says: str | None = None
    answer: Best | None = None
    passages: list[Passage]
    tokens: int
