"""What people say of levels that spread through the graph."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assay.governance.api.bodies.base import Body

__all__ = ["AcceptBody", "StopBody"]


class AcceptBody(Body):
    """Why a proposed level is right; without a reason the proposal's own holds."""

    reason: Annotated[str, Field(max_length=2_000)] = ""


class StopBody(Body):
    """Why no level spreads along an edge; null lets it spread again."""

    reason: Literal["masked-copy", "aggregate"] | None
