"""Confined processes that read untrusted files; importing this loads no parser and no model."""

from assay.extractors.sandbox.confined import ConfinedSandbox
from assay.extractors.sandbox.pace import tick
from assay.extractors.sandbox.soffice import convert

__all__ = ["ConfinedSandbox", "convert", "tick"]
