"""Source plugins: how the places are reached where an organisation keeps things. They parse no file format."""

from assay.extractors.sources.databases import DatabaseSource
from assay.extractors.sources.files import FileSource
from assay.extractors.sources.objects import ObjectSource
from assay.extractors.sources.web import WebSource

__all__ = ["DatabaseSource", "FileSource", "ObjectSource", "WebSource"]
