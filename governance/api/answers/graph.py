"""How assets hang together, who can reach them, and which levels spread."""

from __future__ import annotations

from typing import Any

from assay.governance.api.answers.base import Answer, Says

__all__ = ["Communities", "Concepts", "Explained", "Exposed", "Neighbourhood", "Proposals", "Stopped"]


class Neighbourhood(Answer):
    """Assets and the links between them, each with its evidence at both ends."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


class Explained(Answer):
    """How two assets hang together: `steps` in order, each an edge with a sentence; None where no way was found."""

    nodes: list[dict[str, Any]]
    steps: list[dict[str, Any]] | None
    says: Says
    truncated: bool


class Concepts(Answer):
    """Nodes of the graph that are no assets."""

    items: list[dict[str, Any]]


class Communities(Answer):
    """Groups of files that hold together, each with some of its files, what joins them and its highest level."""

    items: list[dict[str, Any]]
    n: int
    truncated: bool


class Exposed(Answer):
    """Who can reach what, each with the way and a sentence; `unknown` places tell no permissions."""

    items: list[dict[str, Any]]
    n: int
    truncated: bool


class Proposals(Answer):
    """Levels that are proposed, each with the way that it took and a sentence; `stopped` edges passed none."""

    items: list[dict[str, Any]]
    n: int
    stopped: list[dict[str, Any]]


class Stopped(Answer):
    """An edge, and why nothing spreads along it; None where it does."""

    edge: str
    reason: str | None
