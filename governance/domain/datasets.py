"""Data sets: a named selection of assets, and the contract that it must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["Contract", "Dataset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a data set promises; what is not said is not asked for.

    `score`, `coverage` and `dimensions` are least values of its scorecard, 0 to 1. `max_level` is `PACK:CODE`.
    `no_issues` are types that no asset may have, `require` governance fields that each must have. `reviewed` wants no
    open question, `read_whole` no asset that was not read to its end.
    """

    least_assets: int = 1
    score: float | None = None
    coverage: float | None = None
    dimensions: Mapping[str, float] = field(default_factory=dict)
    max_level: str | None = None
    no_issues: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    reviewed: bool = False
    read_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A selection by what the catalog says of assets, as it stands whenever it is asked; `revision` counts changes."""

    id: str
    name: str
    description: str
    select: Mapping[str, Any]
    contract: Contract
    revision: int
    changed_by: str
    created_at: datetime
    updated_at: datetime
