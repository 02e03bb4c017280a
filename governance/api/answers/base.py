"""What every answer is, pages of things, and errors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Answer", "Page", "Problem", "Says"]


class Answer(BaseModel):
    """An answer may grow: callers ignore what they do not know."""

    model_config = ConfigDict(extra="allow")


class Says(Answer):
    """The same words in English and in Chinese."""

    en: str
    zh: str


class Problem(Answer):
    """An error, RFC 9457: a stable type, never anything of what was sent."""

    type: str
    title: str
    status: int
    says: Says
    errors: list[dict[str, Any]] = Field(default_factory=list)


class Page(Answer):
    """Items, and the cursor of the next page."""

    items: list[dict[str, Any]]
    next: str | None = None
