"""`assay repair`: make the projections anew from the catalog."""

from __future__ import annotations

from assay.governance.cli.checks import checks
from assay.governance.cli.running import AsJson, opened

__all__ = ["repair"]


def repair(as_json: AsJson = False) -> None:
    """Mend what `verify` finds: vectors, index and graph are made anew from the catalog."""
    with opened() as (services, _):
        checks(services.operations.repair(), as_json)
