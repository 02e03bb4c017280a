"""Cases: files that are looked after together."""

from __future__ import annotations

from typing import Any

from assay.governance.api.answers.base import Answer

__all__ = ["Case", "CaseFiles"]


class Case(Answer):
    """A case: its name, who sees to it, its level, and how many of its files the caller may see."""

    id: str
    name: str
    steward: str
    n: int
    level: dict[str, Any]
    confirmed_by: str
    etag: str


class CaseFiles(Case):
    """A case with its files."""

    assets: list[dict[str, Any]]
