"""A source, and a plan of what a scan of it would take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body, one_of
from assay.governance.api.bodies.fields import Uri

__all__ = ["Patterns", "PlanBody", "SourceBody", "SourceChange"]

Patterns = Annotated[list[Annotated[str, Field(min_length=1, max_length=500)]], Field(max_length=200)]


class SourceBody(Body):
    """A place that is to be a source, and what of it counts: patterns as in a `.gitignore`."""

    uri: Uri
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    include: Patterns = []
    exclude: Patterns = []


class SourceChange(Body):
    """What is to change of a source; what is absent stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    include: Patterns | None = None
    exclude: Patterns | None = None


class PlanBody(Body):
    """A place, or the id of a source, and patterns to try; `seconds` is how long a sample may be read."""

    uri: Uri | None = None
    source: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    include: Patterns | None = None
    exclude: Patterns | None = None
    seconds: Annotated[float, Field(ge=0, le=60)] = 10.0

    _one_of = one_of("uri", "source")
