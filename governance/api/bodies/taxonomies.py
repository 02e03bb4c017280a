"""Examples that teach a topic set."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body

__all__ = ["Example", "ExamplesBody"]


class Example(Body):
    """A text and the topic that it is about."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    topic: Annotated[str, Field(min_length=1, max_length=64)]


class ExamplesBody(Body):
    """Examples that teach a topic set."""

    examples: Annotated[list[Example], Field(min_length=1, max_length=5_000)]
