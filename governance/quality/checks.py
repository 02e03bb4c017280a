"""The one plugin that looks for every type of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

# Importing the modules registers their functions.
from assay.governance.domain import Extraction, Issue
from assay.governance.quality import media, reading, tables, text  # noqa: F401
from assay.governance.quality.catalogue import catalogue
from assay.governance.quality.look import Look, registered

__all__ = ["CatalogueCheck"]


class CatalogueCheck:
    """Looks at one extraction for all types that apply to its modality; a missing fact is no issue."""

    name: ClassVar[str] = "catalogue"
    version: ClassVar[str] = "3"

    def check(self, extraction: Extraction) -> Sequence[Issue]:
        """Return the issues found, in the catalogue's order."""
        look, lookers = Look(extraction), registered()
        return [
            issue
            for name, kind in catalogue().items()
            if extraction.modality in kind.applies
            for issue in lookers[name](look, kind)
        ]
