"""`assay verify`: do catalog, vault, vectors and graph agree?"""

from __future__ import annotations

from assay.governance.cli.checks import checks
from assay.governance.cli.running import AsJson, opened

__all__ = ["verify"]


def verify(as_json: AsJson = False) -> None:
    """Check that what is stored agrees with itself; exit code 1 when it does not."""
    with opened() as (services, _):
        checks(services.operations.verify(), as_json)
