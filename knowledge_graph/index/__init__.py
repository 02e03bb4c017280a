"""Nearest neighbours (exact, embedded Qdrant, a Qdrant server) behind one `Index`, and search by words."""

from assay.knowledge_graph.index.edge import EdgeIndex, open_edge
from assay.knowledge_graph.index.exact import ExactIndex, open_exact
from assay.knowledge_graph.index.scan import ScanIndex, open_scan
from assay.knowledge_graph.index.server import ServerIndex, open_server
from assay.knowledge_graph.index.words import BM25Index, open_words

__all__ = [
    "BM25Index", "EdgeIndex", "ExactIndex", "ScanIndex", "ServerIndex", "open_edge", "open_exact", "open_scan",
    "open_server", "open_words",
]  # fmt: skip
