"""Questions, and what narrows them down."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body, one_of
from assay.governance.api.bodies.fields import Age, Level, Narrow, Word
from assay.governance.domain import Modality

__all__ = ["AnswerBody", "Narrowed", "SearchBody", "SearchFields"]


class Narrowed(Body):
    """What narrows a question down; `as_user` is somebody whose rights hold instead of the caller's own."""

    modality: Modality | None = None
    topic: Narrow | None = None
    max_level: Level | None = None
    source: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    owner: Word | None = None
    age: Age | None = None
    issue: Narrow | None = None
    as_user: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    def narrowed(self) -> dict[str, str | None]:
        """Return what the services take."""
        return {name: getattr(self, name) for name in Narrowed.model_fields}


class AnswerBody(Narrowed):
    """A question, how many passages may be cited, and about how many tokens they may have together."""

    question: Annotated[str, Field(min_length=1, max_length=10_000)]
    passages: Annotated[int, Field(ge=1, le=20)] = 6
    budget: Annotated[int, Field(ge=50, le=32_000)] = 1_500


class SearchFields(Narrowed):
    """The plain fields beside a file that is held up."""

    linked: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class SearchBody(Narrowed):
    """Words, an asset to find others like it, a value to find where it is mentioned, or an entity's id."""

    text: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    like: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    value: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None
    entity: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    linked: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 10

    _one_of = one_of("text", "like", "value", "entity")
