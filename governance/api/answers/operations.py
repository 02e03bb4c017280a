"""Who asks, and whether the service works."""

from __future__ import annotations

from assay.governance.api.answers.base import Answer

__all__ = ["Health", "Me"]


class Me(Answer):
    """Who asks, under which role, and what that role may do."""

    name: str
    role: str
    may: list[str]


class Health(Answer):
    """Whether the service works."""

    status: str
