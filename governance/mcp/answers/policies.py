"""How a policy pack grades."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assay.governance.mcp.answers.base import Told

__all__ = ["Grade", "Policy", "Rule"]


class Grade(Told):
    """A level of a pack, and how it is to be handled."""

    code: str
    label: str
    handling: str
    given_by: Literal["machine", "people"]


class Rule(Told):
    """A rule of a pack."""

    id: str
    level: str
    says: str


class Policy(Told):
    """A policy pack: its levels, lowest first, and its rules."""

    id: str
    version: str
    title: str
    standing: str
    packs: Annotated[list[str], Field(description="All packs that grade, the leading one first.")]
    levels: list[Grade]
    rules: list[Rule]
