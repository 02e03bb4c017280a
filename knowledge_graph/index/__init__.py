"""Nearest neighbours: exact over the vectors in SQL, embedded Qdrant, or a Qdrant server, behind one `Index`."""

from assay.knowledge_graph.index.edge import EdgeIndex, open_edge
from assay.knowledge_graph.index.exact import ExactIndex, open_exact
from assay.knowledge_graph.index.server import ServerIndex, open_server

__all__ = ["EdgeIndex", "ExactIndex", "ServerIndex", "open_edge", "open_exact", "open_server"]
