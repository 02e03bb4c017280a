"""Rules that set the governance fields of assets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.assets import GovernanceBody
from assay.governance.api.bodies.base import Body

__all__ = ["RuleBody", "RulesBody"]


class RuleBody(GovernanceBody):
    """What holds for assets of a source (its name) at a path (a `.gitignore` pattern); `retention` is an ISO period."""

    source: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    path: Annotated[str, Field(min_length=1, max_length=500)] = "**"
    retention: Annotated[str, Field(pattern=r"^P(\d{1,3}Y)?(\d{1,4}M)?(\d{1,5}D)?$", min_length=3)] | None = None


class RulesBody(Body):
    """All rules, in their order."""

    rules: Annotated[list[RuleBody], Field(max_length=5_000)]
