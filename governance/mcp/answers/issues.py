"""What is wrong with files."""

from __future__ import annotations

from assay.governance.mcp.answers.base import Facets, Next, Told

__all__ = ["Issue", "Issues"]


class Issue(Told):
    """Something that is wrong with a file."""

    id: str | None = None
    asset: str | None = None
    name: str | None = None
    type: str
    dimension: str
    severity: str
    state: str | None = None
    says: str
    place: str | None = None


class Issues(Told):
    """Quality issues, and how many there are of each kind in all."""

    items: list[Issue]
    facets: Facets = None
    next: Next = None
