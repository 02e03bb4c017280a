"""A case, and what changes of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body

__all__ = ["AssetId", "CaseBody", "CaseChange", "CaseLevel"]

CaseLevel = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")]
AssetId = Annotated[str, Field(min_length=1, max_length=64)]


class CaseBody(Body):
    """A community with the arguments that it was found by, or assets; `level` is `PACK:CODE`, the files' without."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    community: Annotated[str, Field(pattern=r"^c[0-9a-f]{24}$")] | None = None
    assets: Annotated[list[AssetId], Field(max_length=5_000)] = []
    steward: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    level: CaseLevel | None = None
    kinds: Annotated[list[Annotated[str, Field(pattern=r"^[a-z-]{1,32}$")]], Field(max_length=20)] | None = None
    min_score: Annotated[float, Field(ge=0, le=1)] = 0.0
    resolution: Annotated[float, Field(gt=0, le=10)] = 1.0


class CaseChange(Body):
    """What is to change of a case; what is absent stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    steward: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    level: CaseLevel | None = None
