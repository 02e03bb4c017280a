"""`assay doctor`: what this machine offers and what it lacks."""

from __future__ import annotations

from assay.governance.cli.checks import checks
from assay.governance.cli.running import AsJson, opened

__all__ = ["doctor"]


def doctor(as_json: AsJson = False) -> None:
    """Say what works here and what is missing: confinement, readers, models, stores."""
    with opened() as (services, _):
        checks(services.operations.doctor(), as_json)
