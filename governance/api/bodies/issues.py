"""How far people are with an issue of quality."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body
from assay.governance.domain import IssueState

__all__ = ["IssueBody"]


class IssueBody(Body):
    """How far people are with an issue, who sees to it, and a note."""

    state: IssueState
    assignee: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    note: Annotated[str, Field(max_length=1_000)] | None = None
