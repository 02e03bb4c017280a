"""What people say of entities and their names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body

__all__ = ["MergeBody", "NameBody", "NameId", "SplitBody"]

NameId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9]+$")]


class NameBody(Body):
    """A name to look an entity up by."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class MergeBody(Body):
    """Another entity that is the same thing."""

    other: NameId
    reason: Annotated[str, Field(max_length=500)] = ""


class SplitBody(Body):
    """Names of an entity that are of another thing."""

    names: Annotated[
        list[Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9]+$")]], Field(min_length=1, max_length=500)
    ]
    reason: Annotated[str, Field(max_length=500)] = ""
