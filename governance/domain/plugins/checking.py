"""What is wrong with what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol, runtime_checkable

from assay.governance.domain.extraction import Extraction
from assay.governance.domain.quality import Issue

__all__ = ["Check"]


@runtime_checkable
class Check(Protocol):
    """Looks at one extraction for a kind of quality issue."""

    name: ClassVar[str]
    version: ClassVar[str]

    def check(self, extraction: Extraction) -> Sequence[Issue]:
        """Return the issues found."""
        ...
