"""Takes from an ONNX file what the exporter wrote down of the machine that it ran on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["strip"]


def strip(file: Path) -> None:
    """Rewrite a model without stack traces, module paths and notes; what it computes stays."""
    import onnx

    model = onnx.load(str(file))
    _bare(model)
    _strip_graph(model.graph)
    for function in model.functions:
        _bare(function)
        for node in function.node:
            _bare(node)
    onnx.save(model, str(file))


def _strip_graph(graph: Any) -> None:
    _bare(graph)
    for value in (*graph.value_info, *graph.input, *graph.output, *graph.initializer):
        _bare(value)
    for node in graph.node:
        _bare(node)
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs) if attribute.HasField("g") else attribute.graphs:
                _strip_graph(inner)


def _bare(part: Any) -> None:
    del part.metadata_props[:]
    part.doc_string = ""
