"""Which assets are meant: the filters of lists, exports and data sets, as people give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.governance.domain import UsageError
from assay.governance.store import AssetFilters

__all__ = ["SELECTORS", "filters_of"]

SELECTORS = (
    "modality", "topic", "status", "level", "reason", "language", "source", "owner", "issue", "age", "needs_review",
)  # fmt: skip


def filters_of(chosen: Mapping[str, Any], *, leading: str, ceilings: tuple[tuple[str, int], ...] = ()) -> AssetFilters:
    """Return what a catalog is asked for; `level` is `PACK:CODE` or a code of the leading pack.

    Raises:
        UsageError: there is no such selector.
    """
    if not chosen.keys() <= set(SELECTORS):
        raise UsageError("there is no such selector of assets")
    given = {name: value for name, value in chosen.items() if value is not None}
    if "level" in given:
        pack, separator, code = str(given["level"]).rpartition(":")
        given["level"] = (pack if separator else leading, code)
    return AssetFilters(ceilings=ceilings, **given)
