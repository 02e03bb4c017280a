"""Fields that bodies of several subjects have, each bounded."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

__all__ = ["Age", "Level", "Named", "Narrow", "Pack", "Share", "Text", "Uri", "Word"]

Text = Annotated[str, Field(max_length=1_000_000)]
Pack = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.@-]+$")]
Uri = Annotated[str, Field(min_length=1, max_length=4096)]
Word = Annotated[str, Field(max_length=500)]
Share = Annotated[float, Field(ge=0, le=1)]
Named = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:@/-]+$")]
Level = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,100}:[A-Za-z0-9_.-]{1,100}$")]
Age = Literal["week", "month", "year", "older"]
Narrow = Annotated[str, Field(min_length=1, max_length=100)]
