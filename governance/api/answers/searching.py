"""What is found, and what may be cited."""

from __future__ import annotations

from typing import Any, Literal

from assay.governance.api.answers.base import Answer, Says

__all__ = ["Answered", "Cited", "SearchAnswer"]


class Cited(Answer):
    """A passage that is cited: where it stands, masked, how many tokens it has, and its file's level."""

    passage: int
    asset: str
    name: str
    locator: dict[str, Any]
    text: str
    tokens: int
    score: float
    why: list[str]
    sensitivity: dict[str, Any] | None
    highlight: list[int] | None
    speaks_to_machines: bool


class Answered(Answer):
    """Cited passages and the sentence that answers best, or why there are none; `context` quotes them for a prompt."""

    status: Literal["answered", "abstained"]
    reason: Literal["nothing-found", "nothing-near", "budget"] | None
    says: Says | None
    answer: dict[str, Any] | None
    passages: list[Cited]
    tokens: int
    context: str


class SearchAnswer(Answer):
    """Hits, best first, with masked snippets; `also` are other names of what was asked for, looked for as well."""

    hits: list[dict[str, Any]]
    facets: dict[str, Any]
    also: list[str]
