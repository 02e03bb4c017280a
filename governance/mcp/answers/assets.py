"""Assets: lists of them, what they are and why, their text, and what was found in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assay.governance.mcp.answers.base import Counted, Counts, Facets, Level, Next, Told, ToMachines
from assay.governance.mcp.answers.issues import Issue

__all__ = ["Assets", "Brief", "Finding", "Findings", "Part", "Segment", "Tagged", "Text", "Why"]


class Brief(Told):
    """An asset in a list."""

    id: str
    name: str
    path: str | None = None
    modality: str
    language: str | None = None
    status: str
    reason: str | None = None
    level: Level | None = None
    topics: list[str]
    findings: int
    issues: int
    owner: str | None = None


class Assets(Told):
    """Assets, and the counts of each facet."""

    items: list[Brief]
    facets: Facets = None
    next: Next = None


class Why(Told):
    """A rule that holds, and its clause."""

    rule: str
    says: str
    clause: str


class Finding(Told):
    """What was found, masked, and why it is believed."""

    id: str
    label: str
    masked: str
    says: str
    count: int | None = None


class Part(Told):
    """The level of one part, such as a column."""

    place: str
    code: str


class Tagged(Told):
    """What a text or a file is: its level and why, topics, and what was found, masked."""

    id: str | None = None
    name: str | None = None
    path: str | None = None
    title: str | None = None
    modality: str | None = None
    media_type: str | None = None
    bytes: int | None = None
    language: str | None = None
    status: str
    reason: str | None = None
    coverage: float
    unchecked: Annotated[list[str], Field(description="What was not looked at whole.")]
    level: Level
    state: Literal["proposed", "reviewed", "approved"]
    certainty: str
    explanation: str
    reasons: list[Why]
    other_levels: list[Level]
    flags: list[Why]
    topics: list[Counted]
    categories: list[str]
    parts: list[Part]
    found: Annotated[Counts, Field(description="How many findings of each label there are.")]
    findings: Annotated[list[Finding], Field(description="The first of them; list_findings has all of an asset.")]
    issues: list[Issue]
    governance: dict[str, str]
    access: Annotated[list[str], Field(description="Who may do what at the source, accounts masked.")]
    gone: bool | None = None


class Segment(Told):
    """A piece of masked text and its place."""

    place: str | None = None
    text: str
    cut: Annotated[bool | None, Field(description="True where the segment goes on at `next`.")] = None
    speaks_to_machines: ToMachines = None


class Text(Told):
    """Masked text, in order."""

    asset: str
    segments: list[Segment]
    next: Next = None


class Findings(Told):
    """What was found in one asset."""

    asset: str
    items: list[Finding]
    next: Next = None
