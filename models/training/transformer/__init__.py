"""A transformer that is served: its weights as arrays, and the graph that computes with them, node by node."""

from __future__ import annotations

from assay.models.training.transformer.graph import TransformerGraph
from assay.models.training.transformer.weights import PARTS, Dense, Layer, Norm, Served, Weights, of_bert, of_served

__all__ = ["PARTS", "Dense", "Layer", "Norm", "Served", "TransformerGraph", "Weights", "of_bert", "of_served"]
