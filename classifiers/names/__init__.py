"""People, organisations, addresses and places."""

from assay.classifiers.names.detector import NameDetector

__all__ = ["NameDetector"]
