"""The command line: `assay`."""

from assay.governance.cli.program import main

__all__ = ["main"]
