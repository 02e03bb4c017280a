"""Things of the world that files name."""

from __future__ import annotations

from typing import Any

from assay.governance.api.answers.base import Answer

__all__ = ["Entity"]


class Entity(Answer):
    """A thing of the world: how it is named, people masked, and where; why names are one, and what people decided."""

    id: str
    kind: str
    name: str
    names: list[str]
    assets: int
    members: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    matches: list[dict[str, Any]]
    history: list[dict[str, Any]]
