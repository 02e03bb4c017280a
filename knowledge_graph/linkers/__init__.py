"""Linkers: each makes blocking keys of one content, and links of two contents that are candidates."""

from assay.knowledge_graph.linkers.entities import EntityLinker
from assay.knowledge_graph.linkers.meaning import MeaningLinker
from assay.knowledge_graph.linkers.named_documents import NamedDocumentLinker
from assay.knowledge_graph.linkers.near_duplicates import NearDuplicateLinker
from assay.knowledge_graph.linkers.same_events import SameEventLinker
from assay.knowledge_graph.linkers.shared_values import SharedValueLinker
from assay.knowledge_graph.linkers.similar_images import SimilarImageLinker
from assay.knowledge_graph.linkers.similar_sounds import SimilarSoundLinker
from assay.knowledge_graph.linkers.summaries import SummaryLinker

__all__ = [
    "EntityLinker",
    "MeaningLinker",
    "NamedDocumentLinker",
    "NearDuplicateLinker",
    "SameEventLinker",
    "SharedValueLinker",
    "SimilarImageLinker",
    "SimilarSoundLinker",
    "SummaryLinker",
]
