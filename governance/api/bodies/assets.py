"""A place to read, what people set on an asset, and what they want to see of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body, one_of
from assay.governance.api.bodies.fields import Uri, Word

__all__ = ["GovernanceBody", "IngestBody", "RevealBody"]


class IngestBody(Body):
    """A place to scan: a path that the server can read."""

    uri: Uri


class RevealBody(Body):
    """What is to be seen in clear (a finding, a page, or seconds of sound), and why."""

    finding: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    start: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    reason: Annotated[str, Field(min_length=3, max_length=500)]

    _one_of = one_of("finding", "page", "start")


class GovernanceBody(Body):
    """Fields that people set on an asset; what is absent stays as it is, null takes it away."""

    owner: Word | None = None
    department: Word | None = None
    system: Word | None = None
    domain: Word | None = None
    purpose: Word | None = None
    legal_basis: Word | None = None
    retention_until: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    recipients: Annotated[list[Word], Field(max_length=100)] | None = None
