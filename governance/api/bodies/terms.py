"""Terms of the business."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body, one_of
from assay.governance.api.bodies.fields import Word

__all__ = ["TermBody", "TermsBody"]


class TermBody(Body):
    """A term: `also` are other names of it, `means` is `label:…`, `group:…`, `topic:…` or `category:…`."""

    id: Annotated[str, Field(min_length=1, max_length=100)]
    zh: Annotated[str, Field(min_length=1, max_length=200)]
    en: Annotated[str, Field(min_length=1, max_length=200)]
    also: Annotated[tuple[Word, ...], Field(max_length=50)] = ()
    definition: Annotated[str, Field(max_length=4_000)] = ""
    owner: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    means: Annotated[tuple[Word, ...], Field(max_length=50)] = ()


class TermsBody(Body):
    """Terms, or the text of a CSV with the columns id, zh, en, definition, owner, also, means."""

    terms: Annotated[list[TermBody], Field(min_length=1, max_length=20_000)] | None = None
    csv: Annotated[str, Field(min_length=1, max_length=5_000_000)] | None = None

    _one_of = one_of("terms", "csv")
