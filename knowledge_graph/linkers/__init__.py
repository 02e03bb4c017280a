"""Linkers: each makes blocking keys of one content, and links of two contents that share a key."""

from assay.knowledge_graph.linkers.near_duplicates import NearDuplicateLinker
from assay.knowledge_graph.linkers.shared_values import SharedValueLinker
from assay.knowledge_graph.linkers.similar_images import SimilarImageLinker

__all__ = ["NearDuplicateLinker", "SharedValueLinker", "SimilarImageLinker"]
