"""Things of the world that assets name."""

from __future__ import annotations

from assay.governance.mcp.answers.base import Told

__all__ = ["Entities", "Entity", "Mention", "Named"]


class Named(Told):
    """An entity, people masked."""

    id: str
    kind: str
    name: str
    names: list[str]
    assets: int


class Entities(Told):
    """Entities, and how many assets of the caller's name each."""

    items: list[Named]


class Mention(Told):
    """Where an asset names an entity, and how."""

    asset: str
    name: str
    written: str
    place: str | None = None


class Entity(Named):
    """An entity with the places that name it."""

    mentions: list[Mention]
    left_out: int | None = None
