"""Looks into an ONNX file without a run-time: operators from the standard sets alone, all weights inside the file.

Reads the protocol-buffer wire format of `ModelProto` (onnx.proto3 of ONNX 1.17): only the fields that could reach
out of the file are followed, everything else is skipped over by its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

__all__ = ["DOMAINS", "onnx_problems"]

DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
_LARGEST = 2 << 30
_DEEPEST = 16

_MODEL_OPSETS, _MODEL_GRAPH, _MODEL_FUNCTIONS = 8, 7, 25
_GRAPH_NODES, _GRAPH_TENSORS, _GRAPH_SPARSE = 1, 5, 15
_NODE_ATTRIBUTES, _NODE_DOMAIN = 5, 7
_FUNCTION_NODES, _FUNCTION_OPSETS = 7, 9
_ATTRIBUTE_TENSORS, _ATTRIBUTE_GRAPHS, _ATTRIBUTE_SPARSE = (5, 10), (6, 11), (22, 23)
_TENSOR_EXTERNAL, _TENSOR_LOCATION = 13, 14

Field = tuple[int, int, memoryview]


class _BrokenError(ValueError):
    """The bytes are no protocol buffer."""


def onnx_problems(file: Path) -> list[str]:
    """Return what speaks against loading a file: foreign operators, data elsewhere, bytes that are no model."""
    import mmap

    size = file.stat().st_size
    if not 0 < size <= _LARGEST:
        return ["no ONNX model"]
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        view = memoryview(data)
        try:
            found = list(dict.fromkeys(_model(view)))
        except _BrokenError:
            found = ["no ONNX model"]
        finally:
            view.release()
    return found


def _model(data: memoryview) -> Iterator[str]:
    graphs = 0
    for number, kind, part in _fields(data):
        if number == _MODEL_OPSETS and kind == 2:
            yield from _opset(part)
        elif number == _MODEL_GRAPH and kind == 2:
            graphs += 1
            yield from _graph(part, 0)
        elif number == _MODEL_FUNCTIONS and kind == 2:
            for inner, inner_kind, body in _fields(part):
                if inner == _FUNCTION_NODES and inner_kind == 2:
                    yield from _node(body, 0)
                elif inner == _FUNCTION_OPSETS and inner_kind == 2:
                    yield from _opset(body)
    if graphs != 1:
        yield "no ONNX model"


def _opset(data: memoryview) -> Iterator[str]:
    domain = next((bytes(part) for number, kind, part in _fields(data) if (number, kind) == (1, 2)), b"")
    if domain.decode("utf-8", "replace") not in DOMAINS:
        yield "operators of an unknown set"


def _graph(data: memoryview, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise _BrokenError
    for number, kind, part in _fields(data):
        if kind != 2:
            continue
        if number == _GRAPH_NODES:
            yield from _node(part, depth)
        elif number == _GRAPH_TENSORS:
            yield from _tensor(part)
        elif number == _GRAPH_SPARSE:
            yield from _sparse(part)


def _node(data: memoryview, depth: int) -> Iterator[str]:
    for number, kind, part in _fields(data):
        if kind != 2:
            continue
        if number == _NODE_DOMAIN and bytes(part).decode("utf-8", "replace") not in DOMAINS:
            yield "operators of an unknown set"
        elif number == _NODE_ATTRIBUTES:
            for inner, inner_kind, body in _fields(part):
                if inner_kind != 2:
                    continue
                if inner in _ATTRIBUTE_GRAPHS:
                    yield from _graph(body, depth + 1)
                elif inner in _ATTRIBUTE_TENSORS:
                    yield from _tensor(body)
                elif inner in _ATTRIBUTE_SPARSE:
                    yield from _sparse(body)


def _sparse(data: memoryview) -> Iterator[str]:
    for number, kind, part in _fields(data):
        if number in (1, 2) and kind == 2:
            yield from _tensor(part)


def _tensor(data: memoryview) -> Iterator[str]:
    for number, kind, part in _fields(data):
        if number == _TENSOR_EXTERNAL or (number == _TENSOR_LOCATION and kind == 0 and part[0]):
            yield "weights in another file"


def _fields(data: memoryview) -> Iterator[Field]:
    """Yield (number, wire type, bytes); for a number in the wire the bytes are its value's lowest byte."""
    at, end = 0, len(data)
    while at < end:
        tag, at = _varint(data, at)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield number, kind, memoryview(bytes((value & 0xFF,)))
            continue
        if kind == 2:
            length, at = _varint(data, at)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise _BrokenError
        if number == 0 or at + length > end:
            raise _BrokenError
        yield number, kind, data[at : at + length]
        at += length


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise _BrokenError
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
    raise _BrokenError
