"""Texts and files to tag or to mask."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assay.governance.api.bodies.base import Body, one_of
from assay.governance.api.bodies.fields import Pack, Text
from assay.governance.domain import Role

__all__ = ["MaskBody", "MaskFields", "TagBody", "TagFileFields"]


class TagBody(Body):
    """One text, or up to 256 of them."""

    text: Text | None = None
    texts: Annotated[list[Text], Field(min_length=1, max_length=256)] | None = None
    policy: Pack | None = None
    taxonomy: Pack | None = None
    reveal: bool = False

    _one_of = one_of("text", "texts")


class TagFileFields(Body):
    """The plain fields beside an uploaded file."""

    policy: Pack | None = None
    taxonomy: Pack | None = None
    reveal: bool = False


class MaskFields(Body):
    """Whom a de-identified copy is for, and whether one will do in which names were not looked for everywhere."""

    role: Role | None = None
    accept_unchecked: bool = False


class MaskBody(MaskFields):
    """A text to be masked."""

    text: Text
