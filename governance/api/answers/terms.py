"""Terms of the business."""

from __future__ import annotations

from assay.governance.api.answers.base import Answer, Says

__all__ = ["Term", "TermsSet"]


class Term(Answer):
    """A term of the business."""

    id: str
    label: Says
    also: list[str]
    definition: str
    owner: str | None
    means: list[str]


class TermsSet(Answer):
    """How many terms came new, how many changed, and how many there are now."""

    new: int
    changed: int
    terms: int
