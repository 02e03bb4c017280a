"""Entities: names read and compared, so that what is one thing in the world is one thing here."""

from assay.knowledge_graph.entities.resolver import NameResolver

__all__ = ["NameResolver"]
