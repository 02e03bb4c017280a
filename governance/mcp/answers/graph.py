"""What belongs together, and who can reach it."""

from __future__ import annotations

from assay.governance.mcp.answers.base import Counted, Level, Told

__all__ = ["Concepts", "Evidence", "Exposed", "Link", "Node", "Steps", "Surroundings", "Way"]


class Node(Told):
    """An asset or a concept."""

    id: str
    name: str
    kind: str | None = None
    modality: str | None = None
    level: Level | None = None
    hop: int | None = None


class Evidence(Told):
    """What stands at one end of a link, masked, and where."""

    masked: str | None = None
    label: str | None = None
    place: str | None = None


class Link(Told):
    """Two nodes that belong together, in a sentence, with the evidence at both ends."""

    kind: str
    left: str
    right: str
    score: float
    status: str | None = None
    says: str | None = None
    left_evidence: list[Evidence] | None = None
    right_evidence: list[Evidence] | None = None


class Surroundings(Told):
    """What lies around a node; `left_out` links are weaker than those that are told."""

    nodes: list[Node]
    links: list[Link]
    left_out: int | None = None
    truncated: bool


class Steps(Told):
    """How two assets hang together, step by step."""

    found: bool
    says: str
    nodes: list[Node]
    steps: list[Link]
    truncated: bool


class Way(Told):
    """Who can reach an asset, and by what."""

    who: str
    right: str
    via: str
    says: str


class Exposed(Told):
    """Who can reach an asset; `unknown` places on the way tell no permissions."""

    asset: str
    name: str
    level: Level | None = None
    n: int
    ways: list[Way]
    unknown: int
    truncated: bool


class Concepts(Told):
    """Concepts of a kind; `n` is how many assets the caller may see of each."""

    items: list[Counted]
