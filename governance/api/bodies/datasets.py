"""A data set: which assets, and what is promised of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body
from assay.governance.api.bodies.exports import Selection
from assay.governance.api.bodies.fields import Level, Named, Share
from assay.governance.domain import Dimension

__all__ = ["ContractBody", "DatasetBody", "DatasetChange"]


class ContractBody(Body):
    """What a data set promises; what is absent is not asked for."""

    least_assets: Annotated[int, Field(ge=0, le=1_000_000_000)] = 1
    score: Share | None = None
    coverage: Share | None = None
    dimensions: dict[Dimension, Share] = {}
    max_level: Level | None = None
    no_issues: Annotated[list[Named], Field(max_length=200)] = []
    require: Annotated[list[Named], Field(max_length=50)] = []
    reviewed: bool = False
    read_whole: bool = False


class DatasetBody(Body):
    """A named selection of assets and what it promises."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=2_000)] = ""
    select: Selection = Selection()
    contract: ContractBody = ContractBody()


class DatasetChange(Body):
    """What is to change of a data set; what is absent stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    description: Annotated[str, Field(max_length=2_000)] | None = None
    select: Selection | None = None
    contract: ContractBody | None = None
