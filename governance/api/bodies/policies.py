"""A policy pack, or a topic set, as text."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body

__all__ = ["PolicyBody"]


class PolicyBody(Body):
    """A policy pack, or a topic set, as YAML text."""

    text: Annotated[str, Field(min_length=1, max_length=1_000_000)]
