"""Checks beyond a pattern: checksums, dates, ranges and places."""

from assay.classifiers.identifiers.validators import china, devices, documents, money, national, phrases, secrets, world
from assay.classifiers.identifiers.validators.base import CHECKS, Check, Outcome, Probe

__all__ = [
    "CHECKS",
    "Check",
    "Outcome",
    "Probe",
    "china",
    "devices",
    "documents",
    "money",
    "national",
    "phrases",
    "secrets",
    "world",
]
