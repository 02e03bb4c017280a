"""Assay: intelligent multimodal data governance."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("assay-governance")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
