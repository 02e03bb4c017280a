"""Identifiers, secrets and marks: detectors as data, one linear-time engine."""

from assay.classifiers.identifiers.detector import IdentifierDetector
from assay.classifiers.identifiers.specs import Needs, Pattern, Sample, Spec, load_specs, read_specs

__all__ = ["IdentifierDetector", "Needs", "Pattern", "Sample", "Spec", "load_specs", "read_specs"]
