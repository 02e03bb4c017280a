"""Cases: groups of files that belong together, as somebody confirmed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A confirmed community: its name (masked), its own level, who sees to it, and the contents that it holds.

    `policy`, `code` and `rank` are the level that was set; what the case holds may lift it, nothing lowers it.
    `community` is the id of the community that it was made of.
    """

    id: str
    name: str
    policy: str
    code: str
    rank: int
    steward: str
    members: frozenset[str]
    community: str | None = None
    confirmed_by: str
    confirmed_at: datetime
    etag: str = "0"
